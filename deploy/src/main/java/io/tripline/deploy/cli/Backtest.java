package io.tripline.deploy.cli;

import io.tripline.contracts.Alert;
import io.tripline.contracts.EcsField;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * What rules tell of a stretch of time that is past: how much a day, about whom, for example what; and what they would tell
 * that was not told, or would not tell that was.
 *
 * @param alerts that stand, of this stretch
 */
record Backtest(TimeSpan span, List<Alert> alerts) {
    private static final int MOST_SAMPLES = 2;
    private static final int MOST_ENTITIES = 3;

    Backtest(TimeSpan span, List<Alert> alerts) {
        this.span = span;
        this.alerts =
                alerts.stream().filter(each -> span.holds(each.occurrence().lastSeen())).toList();
    }

    /** What became of an alert. */
    enum Change {
        /** It would be told now and was not. */
        GAINED,
        /** It was told and would not be now. */
        LOST,
        SAME;

        String label() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /**
     * Alerts beside those that were told live.
     *
     * @param changes what became of each, by the alert's id
     * @param alerts all of them; of one that is the same, as it would be now
     * @param others live alerts of rules that are not here, by rule
     */
    record Against(Map<String, Change> changes, List<Alert> alerts, Map<String, Long> others) {
        Change change(Alert alert) {
            return changes.getOrDefault(alert.id(), Change.SAME);
        }

        long count(Change change) {
            return changes.values().stream().filter(change::equals).count();
        }
    }

    /**
     * Holds these alerts against those that were told live: an alert is the same if it has the same id, which derives from
     * rule, entity and time. Rules that are not here are not compared.
     *
     * @param rules those that are here
     * @param live that stand, of any time
     */
    Against against(Set<String> rules, List<Alert> live) {
        Set<String> told = live.stream().map(Alert::id).collect(Collectors.toSet());
        Map<String, Change> changes = new HashMap<>();
        List<Alert> all = new ArrayList<>(alerts);
        for (Alert each : alerts) {
            changes.put(each.id(), told.contains(each.id()) ? Change.SAME : Change.GAINED);
        }
        Map<String, Long> others = new TreeMap<>();
        for (Alert each : live) {
            // Of one that began before or went on, the events here are not all.
            boolean whole =
                    span.holds(each.occurrence().firstSeen())
                            && span.holds(each.occurrence().lastSeen());
            if (!rules.contains(each.rule().id())) {
                if (whole) {
                    others.merge(each.rule().id(), 1L, Long::sum);
                }
            } else if (whole && changes.putIfAbsent(each.id(), Change.LOST) == null) {
                all.add(each);
            }
        }
        all.sort(
                Comparator.comparing((Alert each) -> each.occurrence().lastSeen())
                        .thenComparing(Alert::id));
        return new Against(changes, all, others);
    }

    /** For a person: a line per rule, and below it some of its alerts with what they rest on. */
    String summary() {
        if (alerts.isEmpty()) {
            return "No alert from %s to %s.%n".formatted(span.from(), span.to());
        }
        Map<String, List<Alert>> byRule =
                alerts.stream()
                        .collect(
                                Collectors.groupingBy(
                                        each -> each.rule().id(),
                                        TreeMap::new,
                                        Collectors.toList()));
        Table table = new Table("rule", "alerts", "a day", "most a day", "entities", "such as");
        byRule.forEach(
                (rule, own) -> {
                    Map<String, Long> entities = entities(own);
                    table.row(
                            isShadow(own) ? rule + " *" : rule,
                            Integer.toString(own.size()),
                            String.format(Locale.ROOT, "%.1f", own.size() / span.days()),
                            Long.toString(mostADay(own)),
                            Integer.toString(entities.size()),
                            entities.entrySet().stream()
                                    .sorted(
                                            Map.Entry.<String, Long>comparingByValue()
                                                    .reversed()
                                                    .thenComparing(Map.Entry.comparingByKey()))
                                    .limit(MOST_ENTITIES)
                                    .map(each -> each.getKey() + " (" + each.getValue() + ")")
                                    .collect(Collectors.joining(", ")));
                });
        StringBuilder out = new StringBuilder(table.toString());
        if (byRule.values().stream().anyMatch(Backtest::isShadow)) {
            out.append("* experimental: kept and counted, and nobody is paged.\n");
        }
        byRule.forEach(
                (rule, own) -> {
                    out.append('\n').append(rule).append('\n');
                    own.stream().limit(MOST_SAMPLES).forEach(each -> out.append(sample(each)));
                });
        return out.toString();
    }

    private static boolean isShadow(List<Alert> ofOneRule) {
        return ofOneRule.getLast().rule().shadow();
    }

    /** What is different, alert by alert. */
    static String text(Against against) {
        StringBuilder out = new StringBuilder();
        for (Alert each : against.alerts) {
            Change change = against.change(each);
            if (change != Change.SAME) {
                out.append(change.label())
                        .append("  ")
                        .append(each.rule().id())
                        .append('\n')
                        .append(sample(each));
            }
        }
        return out.append(counts(against)).toString();
    }

    /** How many are different. */
    static String counts(Against against) {
        StringBuilder out = new StringBuilder();
        out.append(
                String.format(
                        Locale.ROOT,
                        "Against live: %d gained, %d lost, %d same.%n",
                        against.count(Change.GAINED),
                        against.count(Change.LOST),
                        against.count(Change.SAME)));
        if (!against.others.isEmpty()) {
            out.append(
                    String.format(
                            Locale.ROOT,
                            "Not compared, as these rules are not here: %s.%n",
                            against.others.entrySet().stream()
                                    .map(each -> each.getKey() + " (" + each.getValue() + ")")
                                    .collect(Collectors.joining(", "))));
        }
        return out.toString();
    }

    private static String sample(Alert alert) {
        Alert.Occurrence is = alert.occurrence();
        List<Alert.Evidence> evidence = alert.evidence();
        return String.format(
                Locale.ROOT,
                "    %s  %s%n        %d %s, %d %s in evidence%s%n",
                is.lastSeen(),
                TerminalText.of(alert.message()),
                is.count(),
                is.count() == 1 ? "match" : "matches",
                evidence.size(),
                evidence.size() == 1 ? "event" : "events",
                evidence.isEmpty()
                        ? ""
                        : ", the last " + TerminalText.of(evidence.getLast().eventId()));
    }

    private static Map<String, Long> entities(List<Alert> alerts) {
        return alerts.stream()
                .collect(Collectors.groupingBy(Backtest::entity, Collectors.counting()));
    }

    private static String entity(Alert alert) {
        return alert.entity().entrySet().stream()
                .map((Map.Entry<EcsField, String> each) -> each.getValue())
                .collect(Collectors.joining(" "));
    }

    private static long mostADay(List<Alert> alerts) {
        return alerts.stream()
                .collect(
                        Collectors.groupingBy(
                                each -> day(each.occurrence().lastSeen()), Collectors.counting()))
                .values()
                .stream()
                .mapToLong(each -> each)
                .max()
                .orElse(0);
    }

    private static LocalDate day(Instant time) {
        return LocalDate.ofInstant(time, ZoneOffset.UTC);
    }
}
