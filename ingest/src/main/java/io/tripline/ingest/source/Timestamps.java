package io.tripline.ingest.source;

import com.fasterxml.jackson.databind.JsonNode;
import io.tripline.contracts.EcsJson;
import io.tripline.contracts.UtcTime;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import org.jspecify.annotations.Nullable;

/** Times as vendors write them. Each form gives null for a text that is not of it, or no time that events may have. */
final class Timestamps {
    /** Year 9999, the end of what the format of times can say. */
    private static final BigDecimal LAST_SECOND = BigDecimal.valueOf(253_402_300_799L);

    /** From here on a number is of milliseconds (as Zeek writes with {@code JSON::TS_MILLIS}): as seconds it were the year 5138. */
    private static final BigDecimal FIRST_MILLISECOND = BigDecimal.valueOf(100_000_000_000L);

    private static final double FIRST_USUAL_SECOND = 1e9;
    private static final double LAST_USUAL_SECOND = 4e9;

    /** More than any clock has; with 1e-999999999 there is nothing to round. */
    private static final int MOST_DECIMALS = 64;

    private Timestamps() {}

    /** ISO 8601 with {@code Z} or an offset, also {@code +0000} without a colon. */
    static @Nullable Instant iso(@Nullable String text) {
        if (text == null || text.length() < 17 || text.length() > 40) {
            return null;
        }
        Instant usual = UtcTime.parse(text);
        return readable(usual == null ? withOffset(text) : usual);
    }

    private static @Nullable Instant withOffset(String text) {
        int sign = Math.max(text.lastIndexOf('+'), text.lastIndexOf('-'));
        boolean compact = sign > 10 && text.length() - sign == 5 && text.indexOf(':', sign) < 0;
        if (compact || (sign > 10 && text.length() - sign == 6)) {
            Instant local = UtcTime.parse(text, sign);
            Long hours = Scan.number(text.substring(sign + 1, sign + 3));
            Long minutes = Scan.number(text.substring(text.length() - 2));
            boolean hasForm = compact || text.charAt(sign + 3) == ':';
            if (local != null
                    && hours != null
                    && hours < 18
                    && minutes != null
                    && minutes < 60
                    && hasForm) {
                long seconds = hours * 3_600 + minutes * 60;
                return local.minusSeconds(text.charAt(sign) == '-' ? -seconds : seconds);
            }
        }
        // What names no zone is none, and to be told so by an exception takes long.
        boolean utc = text.endsWith("Z") || text.endsWith("z");
        if (!utc && sign <= 10) {
            return null;
        }
        try {
            if (text.endsWith("Z")) {
                return Instant.parse(text);
            }
            String standard =
                    compact ? text.substring(0, sign + 3) + ":" + text.substring(sign + 3) : text;
            return OffsetDateTime.parse(standard).toInstant();
        } catch (DateTimeException e) {
            return null;
        }
    }

    /** Seconds or milliseconds since 1970, as a number or a text, or ISO 8601; null if it is none of these. */
    static @Nullable Instant of(JsonNode node) {
        if (node.isTextual()) {
            Instant iso = iso(node.textValue());
            return iso != null ? iso : epoch(decimal(node.textValue()));
        }
        if (!node.isNumber() || !Double.isFinite(node.doubleValue())) {
            return null;
        }
        Instant usual = node.isFloatingPointNumber() ? epoch(node.doubleValue()) : null;
        return usual == null ? epoch(node.decimalValue()) : usual;
    }

    /**
     * The time of seconds as they are written today. The product is off the decimals that were meant by a quarter at most,
     * so near a whole number it rounds as they do; null if it is not near one.
     */
    private static @Nullable Instant epoch(double seconds) {
        double micros = seconds * 1e6;
        long whole = Math.round(micros);
        return seconds >= FIRST_USUAL_SECOND
                        && seconds < LAST_USUAL_SECOND
                        && Math.abs(micros - whole) < 0.25
                ? Instant.ofEpochSecond(whole / 1_000_000, whole % 1_000_000 * 1000)
                : null;
    }

    /** The same time, or null if no event may have it. */
    static @Nullable Instant readable(@Nullable Instant time) {
        return time != null && EcsJson.isReadable(time) ? time : null;
    }

    private static @Nullable BigDecimal decimal(String text) {
        if (text.length() > 30) {
            return null;
        }
        try {
            return new BigDecimal(text);
        } catch (NumberFormatException e) {
            return null;
        }
    }

    private static @Nullable Instant epoch(@Nullable BigDecimal number) {
        // The magnitude is looked at first: scaling 1e999999999 would take all memory there is.
        if (number == null
                || number.signum() <= 0
                || number.scale() > MOST_DECIMALS
                || number.precision() - number.scale() > 16) {
            return null;
        }
        BigDecimal seconds =
                number.compareTo(FIRST_MILLISECOND) >= 0 ? number.movePointLeft(3) : number;
        if (seconds.compareTo(LAST_SECOND) > 0) {
            return null;
        }
        long micros = seconds.movePointRight(6).setScale(0, RoundingMode.HALF_UP).longValue();
        return Instant.ofEpochSecond(micros / 1_000_000, micros % 1_000_000 * 1000);
    }
}
