package io.tripline.ingest.source;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import org.jspecify.annotations.Nullable;

/** Times as vendors write them. Each form gives null for a text that is not of it. */
final class Timestamps {
    private Timestamps() {}

    /** ISO 8601 with {@code Z} or an offset, also {@code +0000} without a colon. */
    static @Nullable Instant iso(@Nullable String text) {
        if (text == null || text.length() < 17 || text.length() > 40) {
            return null;
        }
        try {
            if (text.endsWith("Z")) {
                return Instant.parse(text);
            }
            int sign = Math.max(text.lastIndexOf('+'), text.lastIndexOf('-'));
            boolean compact = sign > 10 && text.length() - sign == 5 && text.indexOf(':', sign) < 0;
            String standard =
                    compact ? text.substring(0, sign + 3) + ":" + text.substring(sign + 3) : text;
            return OffsetDateTime.parse(standard).toInstant();
        } catch (DateTimeException e) {
            return null;
        }
    }
}
