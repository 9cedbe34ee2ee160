package io.tripline.alerting.form;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tripline.alerting.DestinationConfig;
import io.tripline.alerting.paging.Page;
import java.time.Duration;
import java.util.Map;

/**
 * An alert as Prometheus sends it; its labels are its identity, so they are the same for all of its pages.
 *
 * @see <a href="https://prometheus.io/docs/alerting/latest/clients/">Alertmanager's API v2</a>
 */
final class AlertmanagerForm implements Form {
    /** Without an end Alertmanager would end it after minutes, as nobody repeats it. */
    private static final Duration STANDS = Duration.ofDays(7);

    private final DestinationConfig.Alertmanager target;
    private final Map<String, String> links;

    AlertmanagerForm(DestinationConfig.Alertmanager target, Map<String, String> links) {
        this.target = target;
        this.links = links;
    }

    @Override
    public Request request(Page page) {
        Digest digest = Digest.of(page, links);
        ArrayNode alerts = JsonNodeFactory.instance.arrayNode();
        ObjectNode alert = alerts.addObject();
        ObjectNode labels = alert.putObject("labels");
        boolean undelivered = page.kind() == Page.Kind.UNDELIVERED;
        labels.put("alertname", undelivered ? "undelivered" : digest.rule())
                .put("job", "tripline")
                .put("tripline_id", page.key());
        ObjectNode annotations = alert.putObject("annotations");
        annotations
                .put("summary", digest.title() + " " + digest.message())
                .put("description", digest.text());
        // What an alert is about is the same in every revision. Its level may change with its rule,
        // and
        // an incident, or what was not delivered, gets graver and is about more as it grows: as
        // labels
        // that would make another alert of it each time, of which only the last would ever end.
        annotations.put("severity", digest.level());
        boolean grows = undelivered || page.subject() == Page.Subject.INCIDENT;
        ObjectNode more = grows ? annotations : labels;
        digest.who()
                .forEach((field, value) -> more.put(field.replaceAll("[^a-zA-Z0-9_]", "_"), value));
        boolean over = page.kind() == Page.Kind.RESOLVE;
        alert.put(
                        "startsAt",
                        (digest.since().isAfter(page.created()) ? page.created() : digest.since())
                                .toString())
                .put("endsAt", (over ? page.created() : page.created().plus(STANDS)).toString());
        digest.links().values().stream()
                .findFirst()
                .ifPresent(address -> alert.put("generatorURL", address));
        return Trees.request(
                target.url(),
                target.token()
                        .map(token -> Map.of("authorization", "Bearer " + token.reveal()))
                        .orElse(Map.of()),
                alerts);
    }
}
