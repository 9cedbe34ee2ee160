package io.tripline.ingest.source;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Optional;

/**
 * An entry of Auth0's log as the Management API gives it: what log streams put into {@code data}, alone.
 *
 * @see <a href="https://auth0.com/docs/api/management/v2/logs/get-logs">Search log events</a>
 */
final class Auth0Entry implements Reshaped.Form {
    @Override
    public Glance glance() {
        return Glance.json("log_id");
    }

    @Override
    public boolean fits(RawRecord raw) {
        JsonNode entry = raw.json().orElse(MissingNode.getInstance());
        return entry.has("log_id")
                && entry.has("type")
                && entry.has("date")
                && !entry.has("data")
                && (entry.has("_id") || entry.has("client_id") || entry.has("connection"));
    }

    @Override
    public Optional<JsonNode> reshape(RawRecord raw) {
        JsonNode entry = raw.json().orElse(MissingNode.getInstance());
        ObjectNode streamed = JsonNodeFactory.instance.objectNode();
        streamed.set("log_id", entry.path("log_id"));
        streamed.set("data", entry);
        return Optional.of(streamed);
    }
}
