package io.tripline.ingest.source;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.Optional;

/**
 * A record of Tailscale's configuration log as its log streaming sends it: within {@code event}, with the {@code time} beside
 * it in seconds.
 *
 * @see <a href="https://tailscale.com/kb/1255/log-streaming">Log streaming</a>
 */
final class TailscaleStreamed implements Reshaped.Form {
    private static final String EVENT = "event";

    @Override
    public Glance glance() {
        return Glance.json(EVENT);
    }

    @Override
    public boolean fits(RawRecord raw) {
        JsonNode event = raw.json().orElse(MissingNode.getInstance()).path(EVENT);
        return event.has("eventGroupID")
                && event.has("origin")
                && event.has("actor")
                && event.has("target")
                && event.has("action");
    }

    @Override
    public Optional<JsonNode> reshape(RawRecord raw) {
        JsonNode whole = raw.json().orElse(MissingNode.getInstance());
        if (!whole.path(EVENT).isObject()) {
            return Optional.empty();
        }
        ObjectNode event = JsonNodeFactory.instance.objectNode();
        whole.path(EVENT).properties().forEach(each -> event.set(each.getKey(), each.getValue()));
        Instant time = Timestamps.of(whole.path("time"));
        if (time != null && !event.has("eventTime")) {
            event.put("eventTime", time.toString());
        }
        return Optional.of(event);
    }
}
