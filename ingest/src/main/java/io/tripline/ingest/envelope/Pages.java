package io.tripline.ingest.envelope;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Objects that hold nothing but records, one beside the other: what a shipper hands over at once, and pages of vendors' interfaces. */
final class Pages {
    private static final String NONE = "[]";

    private Pages() {}

    /**
     * Where the records are.
     *
     * @param field of the text's object; null if the text is the array
     */
    record Page(String text, @Nullable String field) {}

    /** Null if it is no such object. */
    static @Nullable Page of(String text, JsonNode node) {
        String batch = batch(node);
        if (batch != null) {
            return new Page(text, batch);
        }
        JsonNode activities = node.path("_embedded").path("activities");
        if (activities.isArray()) {
            // PingOne's audit activities.
            return new Page(activities.toString(), null);
        }
        JsonNode kind = node.path("kind");
        if (kind.isTextual() && kind.textValue().equals("admin#reports#activities")) {
            // Google Workspace's; where there are none, its interface leaves the list out.
            return node.path("items").isArray() ? new Page(text, "items") : new Page(NONE, null);
        }
        JsonNode events = node.path("data").path("events");
        if (events.isArray() && "com.okta.event_hook".equals(node.path("eventType").textValue())) {
            return new Page(events.toString(), null);
        }
        return null;
    }

    /**
     * The name of the field that holds the records, as Azure Event Hubs, AWS and Microsoft Graph ship them, and as
     * osquery does to a server; null if it is no such object.
     */
    private static @Nullable String batch(JsonNode node) {
        for (String name : List.of("records", "Records", "value", "data")) {
            JsonNode records = node.path(name);
            boolean alone =
                    switch (name) {
                        case "data" -> node.has("node_key") && node.has("log_type");
                        case "value" -> node.size() == 1 || node.has("@odata.context");
                        default -> node.size() == 1;
                    };
            if (alone && records.isArray() && (records.isEmpty() || records.get(0).isObject())) {
                return name;
            }
        }
        return null;
    }
}
