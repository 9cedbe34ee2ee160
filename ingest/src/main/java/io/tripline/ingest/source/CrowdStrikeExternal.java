package io.tripline.ingest.source;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.Optional;

/** The event stream's events as the Falcon Data Replicator writes them: flat, of {@code Event_ExternalApiEvent}. */
final class CrowdStrikeExternal implements Reshaped.Form {
    private static final String TYPE = "ExternalApiType";
    private static final String BEFORE_TYPE = "Event_";

    @Override
    public Glance glance() {
        return Glance.json(TYPE);
    }

    @Override
    public boolean fits(RawRecord raw) {
        JsonNode event = raw.json().orElse(MissingNode.getInstance());
        String type = Json.text(event, TYPE);
        return type != null && type.startsWith(BEFORE_TYPE) && !event.has("event_simpleName");
    }

    /** It is in the replicator's files, and whoever may log on a host can write the like there. */
    @Override
    public boolean isSentBySyslog() {
        return false;
    }

    @Override
    public Optional<JsonNode> reshape(RawRecord raw) {
        JsonNode event = raw.json().orElse(MissingNode.getInstance());
        String type = Json.text(event, TYPE);
        if (type == null) {
            return Optional.empty();
        }
        ObjectNode metadata = JsonNodeFactory.instance.objectNode();
        metadata.put("eventType", type.substring(BEFORE_TYPE.length()));
        put(metadata, "customerIDString", event, "CustomerIdString", "cid");
        // These events have no place in a stream, but an id of their own.
        put(metadata, "offset", event, "EventUUID", "DetectId", "id");
        Instant time = Timestamps.of(event.path("timestamp"));
        if (time != null) {
            metadata.put("eventCreationTime", time.toEpochMilli());
        }
        ObjectNode whole = JsonNodeFactory.instance.objectNode();
        whole.set("metadata", metadata);
        whole.set("event", event);
        return Optional.of(whole);
    }

    private static void put(ObjectNode into, String name, JsonNode event, String... places) {
        String text = Json.first(event, places);
        if (text != null) {
            into.put(name, text);
        }
    }
}
