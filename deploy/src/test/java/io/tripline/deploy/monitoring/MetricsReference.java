package io.tripline.deploy.monitoring;

import java.util.Map;

/** The reference of metrics as a document. */
public final class MetricsReference {
    /** What metrics mean whose meters do not say it themselves. */
    private static final Map<String, String> MEANINGS =
            Map.ofEntries(
                    Map.entry(
                            "tripline_ingest_received_total",
                            "Raw records; sent, ignored and dead together, always and of every source (`none`: what none claims)."),
                    Map.entry("tripline_ingest_sent_total", "Raw records that became events."),
                    Map.entry(
                            "tripline_ingest_ignored_total",
                            "Raw records that hold no event, by reason."),
                    Map.entry(
                            "tripline_ingest_dead_total",
                            "Raw records that could not be read, by reason: dead letters."),
                    Map.entry("tripline_correlation_received_total", "Events that matching read."),
                    Map.entry(
                            "tripline_correlation_failed_total",
                            "Records on events, or between matching and correlating, that are none, by reason."),
                    Map.entry("tripline_correlation_rules_loaded", "Rules at work."),
                    Map.entry(
                            "tripline_correlation_rules_refused",
                            "Rule files that are not at work, because of a mistake or a failing test."),
                    Map.entry(
                            "tripline_correlation_rules_warming",
                            "Rules that came or changed less than their window ago, and may miss what began before."),
                    Map.entry(
                            "tripline_correlation_rules_reloads_total",
                            "Times that a change of the rules came to work."),
                    Map.entry(
                            "tripline_correlation_exceptions_expired",
                            "Reviewed exceptions whose time is over."),
                    Map.entry(
                            "tripline_correlation_excepted_total",
                            "Matches under an exception, which are not told."),
                    Map.entry(
                            "tripline_correlation_not_evaluated_total",
                            "Events that a rule is about and can say nothing on, by why: sign-ins without a place."),
                    Map.entry(
                            "tripline_correlation_cut_total",
                            "Events with more in a field than rules are shown: what stands behind 8,192 characters of a text, or 100 values or 32,768 characters of a list, decides nothing."),
                    Map.entry(
                            "tripline_correlation_rule_seconds",
                            "Time that a rule worked: what it costs."),
                    Map.entry(
                            "tripline_correlation_wanted_total",
                            "Events that passed a rule's filter."),
                    Map.entry(
                            "tripline_correlation_without_entity_total",
                            "Wanted events without a field of the rule's entity."),
                    Map.entry(
                            "tripline_correlation_late_total",
                            "Wanted events out of order, and counted all the same."),
                    Map.entry(
                            "tripline_correlation_too_late_total",
                            "Wanted events later than correlation.lateness, not counted."),
                    Map.entry(
                            "tripline_correlation_duplicates_total",
                            "Events that came again and count once."),
                    Map.entry(
                            "tripline_correlation_lost_coverage_total",
                            "Times that a rule no longer sees all events of its window, because a bound was reached."),
                    Map.entry(
                            "tripline_correlation_shortened_lateness_total",
                            "Times that events can come less late than configured, because a bound was reached."),
                    Map.entry(
                            "tripline_correlation_forgotten_value_total",
                            "Values that a profile forgot before their time, because a bound was reached."),
                    Map.entry("tripline_correlation_errors_total", "Times that a rule failed."),
                    Map.entry(
                            "tripline_correlation_postponed_total",
                            "Events kept for a rule or entity that failed or was too slow, until it is tried again."),
                    Map.entry("tripline_correlation_alerts_total", "Alerts raised."),
                    Map.entry(
                            "tripline_correlation_signals_total",
                            "Alerts of rules on trial, which page nobody."),
                    Map.entry("tripline_correlation_revisions_total", "Revisions of alerts."),
                    Map.entry(
                            "tripline_correlation_held_total",
                            "Changes that are told a little later, together with what follows."),
                    Map.entry(
                            "tripline_correlation_withdrawn_total",
                            "Alerts that a late event took the reason from."));

    private MetricsReference() {}

    /**
     * The document.
     *
     * @param own our own metrics, by service
     * @param others what else the alert rules and the dashboard use
     */
    public static String markdown(
            Map<String, Map<String, Metric>> own, Map<String, Metric> others) {
        StringBuilder text = new StringBuilder();
        text.append(
                """
                # Metrics

                <!-- Written and checked by MetricsTest, from what running services expose. -->

                Every service exposes Prometheus' text format at `/metrics`. Alert rules with tests, an example configuration of Prometheus and a Grafana
                dashboard are in [deploy/monitoring](../deploy/monitoring). Labels come from enums, from log sources, rules, exceptions and destinations, never from input.
                A histogram is asked for as `_bucket`, `_sum` and `_count`, a summary as `_sum` and `_count`; both have their largest value in `_max`.
                """);
        own.forEach((service, metrics) -> table(text, service, metrics));
        table(text, "What else the alert rules and the dashboard use", others);
        text.append(
                """

                Beside these there are Micrometer's `jvm_*`, `process_*`, `system_*` and `logback_*`, and Kafka Streams' own `kafka_*` of ingest and correlation.
                """);
        return text.toString();
    }

    private static void table(StringBuilder text, String title, Map<String, Metric> metrics) {
        text.append("\n## ")
                .append(title)
                .append("\n\n| metric | type | labels | what it is |\n|---|---|---|---|\n");
        for (Metric each : metrics.values()) {
            if (each.name().endsWith("_max")
                    && each.type().equals("gauge")
                    && metrics.containsKey(each.name().substring(0, each.name().length() - 4))) {
                continue;
            }
            String labels =
                    String.join(
                            ", ",
                            each.ownLabels().stream().map(label -> "`" + label + "`").toList());
            text.append(
                    "| `%s` | %s | %s | %s |\n"
                            .formatted(each.name(), each.type(), labels, meaning(each)));
        }
    }

    private static String meaning(Metric metric) {
        String known = MEANINGS.get(metric.name());
        return known != null ? known : metric.help();
    }

    /** The prefix of our own. */
    public static boolean isOurs(Metric metric) {
        return metric.name().startsWith("tripline_");
    }
}
