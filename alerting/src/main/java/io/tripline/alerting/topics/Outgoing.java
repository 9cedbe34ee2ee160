package io.tripline.alerting.topics;

import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A record that a {@link Desk} wants written.
 *
 * @param value null deletes the key from a compacted topic
 * @param timestamp the record's, or null for the present
 */
@SuppressWarnings("ArrayRecordComponent") // Bytes pass through; they are never compared.
public record Outgoing(
        String topic,
        String key,
        byte @Nullable [] value,
        @Nullable Instant timestamp,
        Map<String, String> headers) {

    /** A record without headers. */
    public static Outgoing of(
            String topic, String key, byte @Nullable [] value, @Nullable Instant timestamp) {
        return new Outgoing(topic, key, value, timestamp, Map.of());
    }
}
