package io.tripline.alerting.paging;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.time.Instant;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What one route has paged in the present time of its limit, and what it holds back. Owned by the desk. */
final class HeldBack {
    /** Alerts that are named in a summary; the others are counted. */
    static final int NAMED = 50;

    private static final ObjectMapper JSON = new ObjectMapper();

    /** When the present time of the limit began. */
    Instant windowBegan = Instant.EPOCH;

    int paged;

    /** When what is held back is summed up; null while there is nothing. */
    @Nullable Instant until;

    int count;
    final TreeMap<String, Integer> byTitle = new TreeMap<>();
    ArrayNode alerts = JSON.createArrayNode();

    void hold(String id, String title, String message, Instant until) {
        if (this.until == null || this.until.isBefore(until)) {
            this.until = until;
        }
        count++;
        if (byTitle.size() < NAMED || byTitle.containsKey(title)) {
            byTitle.merge(title, 1, Integer::sum);
        }
        if (alerts.size() < NAMED) {
            alerts.addObject().put("event.id", id).put("rule.name", title).put("message", message);
        }
    }

    /** The document of a summary; afterwards nothing is held back. */
    ObjectNode summary(String route, Instant now) {
        ObjectNode document = JSON.createObjectNode();
        String message =
                count
                        + (count == 1 ? " alert was" : " alerts were")
                        + " held back by the route "
                        + route
                        + ": "
                        + byTitle.entrySet().stream()
                                .map(each -> each.getValue() + " × " + each.getKey())
                                .collect(Collectors.joining(", "))
                        + ".";
        document.put("@timestamp", now.toString()).put("message", message);
        document.putObject("event").put("kind", "state").put("dataset", "tripline.page");
        document.putObject("tripline")
                .putObject("held_back")
                .put("route", route)
                .put("count", count)
                .set("alerts", alerts);
        until = null;
        count = 0;
        byTitle.clear();
        alerts = JSON.createArrayNode();
        return document;
    }

    byte[] bytes() {
        ObjectNode node = JSON.createObjectNode();
        node.put("window_began", windowBegan.toString())
                .put("paged", paged)
                .put("until", until == null ? null : until.toString())
                .put("count", count);
        ObjectNode titles = node.putObject("by_title");
        byTitle.forEach(titles::put);
        node.set("alerts", alerts);
        return node.toString().getBytes(java.nio.charset.StandardCharsets.UTF_8);
    }

    static HeldBack read(byte[] bytes) throws IOException {
        JsonNode node = JSON.readTree(bytes);
        HeldBack made = new HeldBack();
        made.windowBegan = Instant.parse(node.required("window_began").asText());
        made.paged = node.path("paged").asInt();
        made.until = node.hasNonNull("until") ? Instant.parse(node.path("until").asText()) : null;
        made.count = node.path("count").asInt();
        node.path("by_title")
                .properties()
                .forEach(each -> made.byTitle.put(each.getKey(), each.getValue().asInt()));
        if (node.path("alerts") instanceof ArrayNode array) {
            made.alerts = array;
        }
        return made;
    }
}
