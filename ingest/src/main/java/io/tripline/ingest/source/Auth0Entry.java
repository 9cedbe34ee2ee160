package io.tripline.ingest.source;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Optional;

/**
 * An entry of Auth0's log as the Management API gives it: what log streams put into {@code data}, alone; and as EventBridge
 * ({@code detail}) and Event Grid ({@code data}) wrap what log streams send.
 *
 * @see <a href="https://auth0.com/docs/api/management/v2/logs/get-logs">Search log events</a>
 */
final class Auth0Entry implements Reshaped.Form {
    @Override
    public Glance glance() {
        return Glance.json("log_id", "detail", "data");
    }

    @Override
    public boolean fits(RawRecord raw) {
        JsonNode root = raw.json().orElse(MissingNode.getInstance());
        JsonNode wrapped = wrapped(root);
        return isEntry(wrapped)
                || isEntry(wrapped.path("data"))
                || (isEntry(root)
                        && root.has("log_id")
                        && !root.has("data")
                        && (root.has("_id") || root.has("client_id") || root.has("connection")));
    }

    private static boolean isEntry(JsonNode node) {
        return node.has("type") && node.has("date");
    }

    private static JsonNode wrapped(JsonNode root) {
        for (String name : List.of("detail", "data")) {
            if (!root.has("log_id") && root.path(name).has("log_id")) {
                return root.path(name);
            }
        }
        return MissingNode.getInstance();
    }

    @Override
    public Optional<JsonNode> reshape(RawRecord raw) {
        JsonNode root = raw.json().orElse(MissingNode.getInstance());
        JsonNode wrapped = wrapped(root);
        JsonNode entry = wrapped.isMissingNode() ? root : wrapped;
        ObjectNode streamed = JsonNodeFactory.instance.objectNode();
        streamed.set("log_id", entry.path("log_id"));
        streamed.set("data", entry.has("data") ? entry.path("data") : entry);
        return Optional.of(streamed);
    }
}
