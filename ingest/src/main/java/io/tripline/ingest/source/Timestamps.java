package io.tripline.ingest.source;

import io.tripline.contracts.EcsJson;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import org.jspecify.annotations.Nullable;

/** Times as vendors write them. Each form gives null for a text that is not of it, or no time that events may have. */
final class Timestamps {
    private Timestamps() {}

    /** ISO 8601 with {@code Z} or an offset, also {@code +0000} without a colon. */
    static @Nullable Instant iso(@Nullable String text) {
        if (text == null || text.length() < 17 || text.length() > 40) {
            return null;
        }
        try {
            if (text.endsWith("Z")) {
                return readable(Instant.parse(text));
            }
            int sign = Math.max(text.lastIndexOf('+'), text.lastIndexOf('-'));
            boolean compact = sign > 10 && text.length() - sign == 5 && text.indexOf(':', sign) < 0;
            String standard =
                    compact ? text.substring(0, sign + 3) + ":" + text.substring(sign + 3) : text;
            return readable(OffsetDateTime.parse(standard).toInstant());
        } catch (DateTimeException e) {
            return null;
        }
    }

    /** The same time, or null if no event may have it. */
    static @Nullable Instant readable(Instant time) {
        return EcsJson.isReadable(time) ? time : null;
    }
}
