package io.tripline.alerting.form;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tripline.alerting.DestinationConfig;
import io.tripline.alerting.paging.Page;
import java.util.Map;

/**
 * Events of PagerDuty: one alert is one dedup key, which is triggered, acknowledged and resolved as people do here.
 *
 * @see <a href="https://github.com/PagerDuty/developer-docs/blob/main/docs/events-API-v2/02-Trigger-Events.md">Events API v2: summary 1,024, dedup key
 *     255 characters</a>
 */
final class PagerDutyForm implements Form {
    private static final int SUMMARY = 1_024;

    private final DestinationConfig.PagerDuty target;
    private final Map<String, String> links;

    PagerDutyForm(DestinationConfig.PagerDuty target, Map<String, String> links) {
        this.target = target;
        this.links = links;
    }

    @Override
    public Request request(Page page) {
        Digest digest = Digest.of(page, links);
        ObjectNode body = Trees.object();
        body.put("routing_key", target.routingKey().reveal())
                .put(
                        "event_action",
                        switch (page.kind()) {
                            case TRIGGER, UPDATE, UNDELIVERED, SUMMARY, TEST -> "trigger";
                            case ACKNOWLEDGE -> "acknowledge";
                            case RESOLVE -> "resolve";
                        })
                .put("dedup_key", page.key());
        body.put("client", "Tripline");
        ObjectNode payload = body.putObject("payload");
        payload.put("summary", PlainText.bounded(digest.title() + " " + digest.message(), SUMMARY))
                .put("source", digest.about())
                .put(
                        "severity",
                        switch (digest.level()) {
                            case "critical" -> "critical";
                            case "high" -> "error";
                            case "medium" -> "warning";
                            default -> "info";
                        })
                .put("timestamp", digest.last().toString())
                .put("class", digest.rule());
        ObjectNode details = payload.putObject("custom_details");
        if (!digest.note().isEmpty()) {
            details.put("note", digest.note());
        }
        digest.who().forEach(details::put);
        details.put("when", digest.when());
        for (int i = 0; i < digest.evidence().size(); i++) {
            details.put("evidence " + (i + 1), digest.evidence().get(i));
        }
        details.put("first", digest.first());
        ArrayNode addresses = body.putArray("links");
        digest.links()
                .forEach(
                        (name, address) ->
                                addresses.addObject().put("href", address).put("text", name));
        return Trees.request(target.url(), Map.of(), body);
    }
}
