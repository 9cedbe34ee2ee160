package io.tripline.ingest.envelope;

import com.fasterxml.jackson.databind.JsonNode;
import io.tripline.ingest.source.RawRecord.Shipped;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/**
 * What Google's Pub/Sub puts around a message that it pushes: the message in Base64, and the subscription's name.
 *
 * @see <a href="https://cloud.google.com/pubsub/docs/push#receive_push">Receive push messages</a>
 */
final class PubSubPush {
    private PubSubPush() {}

    /** What this envelope holds; null if it is none. */
    static @Nullable Layer open(JsonNode record) {
        JsonNode data = record.path("message").path("data");
        boolean hasId =
                record.path("message").has("messageId") || record.path("message").has("message_id");
        if (!data.isTextual() || !hasId || !record.path("subscription").isTextual()) {
            return null;
        }
        try {
            String text =
                    new String(
                            Base64.getDecoder().decode(data.textValue()), StandardCharsets.UTF_8);
            return text.isBlank() ? null : Layer.of(text, Shipped.BARE);
        } catch (IllegalArgumentException e) {
            // No Base64, so no message of Pub/Sub's.
            return null;
        }
    }
}
