package io.tripline.ingest.source;

import com.fasterxml.jackson.databind.JsonNode;
import io.tripline.contracts.EcsEvent;
import io.tripline.contracts.EcsField;
import io.tripline.ingest.address.IpAddress;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What all of Zeek's per-connection JSON logs share: the time, the uid, the four-tuple, and what the JSON streaming
 * logs add.
 *
 * @see <a href="https://docs.zeek.org/en/master/log-formats.html">Zeek log formats</a>
 */
record ZeekRecord(JsonNode json) {
    /** Year 9999, the end of what the format of times can say. */
    private static final BigDecimal LAST_SECOND = BigDecimal.valueOf(253_402_300_799L);

    /** From here on a number is of milliseconds ({@code JSON::TS_MILLIS}): as seconds it were the year 5138. */
    private static final BigDecimal FIRST_MILLISECOND = BigDecimal.valueOf(100_000_000_000L);

    /** Longer than any sensor runs; a larger value is a fault. */
    private static final double LONGEST_SECONDS = Duration.ofDays(3660).toSeconds();

    /** The name of the log a streaming record says it is of. */
    Optional<String> path() {
        return Optional.ofNullable(Json.text(json, "_path"));
    }

    /** Whether it has a uid and the originator's address, as all per-connection logs. */
    boolean isOfConnection() {
        return json.has("uid") && (json.has("id.orig_h") || json.path("id").has("orig_h"));
    }

    @Nullable String uid() {
        return Json.text(json, "uid");
    }

    /** A part of the four-tuple, from the dotted key or from the object. */
    JsonNode endpoint(String name) {
        JsonNode dotted = json.path("id." + name);
        return dotted.isMissingNode() ? json.path("id").path(name) : dotted;
    }

    /** A port; null if it is out of range. */
    @Nullable Long port(String name) {
        Long port = Json.number(endpoint(name));
        return port != null && port >= 0 && port <= 65_535 ? port : null;
    }

    /** A count; null if it is negative. */
    @Nullable Long count(String name) {
        Long count = Json.number(json, name);
        return count != null && count >= 0 ? count : null;
    }

    /** A length of time; null if it is negative or absurd. */
    @Nullable Duration duration(String name) {
        Double seconds = Json.decimal(json, name);
        return seconds != null && seconds >= 0 && seconds <= LONGEST_SECONDS
                ? Duration.ofNanos(Math.round(seconds * 1e6) * 1000)
                : null;
    }

    /** A time: seconds or milliseconds since 1970, or ISO 8601; null if it is none of these. */
    @Nullable Instant time(String name) {
        return new ZeekRecord(json.path(name)).timeOf();
    }

    /** The node itself as a time. */
    @Nullable Instant timeOf() {
        JsonNode node = json;
        if (node.isTextual()) {
            Instant iso = Timestamps.iso(node.textValue());
            return iso != null ? iso : epoch(decimal(node.textValue()));
        }
        return node.isNumber() && Double.isFinite(node.doubleValue())
                ? epoch(node.decimalValue())
                : null;
    }

    /** The record's fields that all logs share; empty if one that must be there is missing. */
    Optional<Normalized.Rejected> fill(EcsEvent.Builder event) {
        Instant time = time("ts");
        if (time == null) {
            return rejected(
                    RejectedReason.INVALID_TIMESTAMP, "The field ts is missing or no time.");
        }
        if (uid() == null) {
            return rejected(RejectedReason.MISSING_FIELD, "The field uid is missing.");
        }
        String source = Json.text(endpoint("orig_h"));
        String destination = Json.text(endpoint("resp_h"));
        if (source == null || destination == null) {
            return rejected(
                    RejectedReason.MISSING_FIELD, "The field id.orig_h or id.resp_h is missing.");
        }
        String sourceIp = IpAddress.canonical(source);
        String destinationIp = IpAddress.canonical(destination);
        event.set(EcsField.TIMESTAMP, time)
                .set(EcsField.EVENT_KIND, "event")
                .set(EcsField.SOURCE_ADDRESS, source)
                .set(EcsField.SOURCE_IP, sourceIp)
                .set(EcsField.DESTINATION_ADDRESS, destination)
                .set(EcsField.DESTINATION_IP, destinationIp)
                .set(EcsField.OBSERVER_VENDOR, "Zeek")
                .set(EcsField.OBSERVER_PRODUCT, "Zeek")
                .set(EcsField.OBSERVER_HOSTNAME, Json.text(json, "_system_name"))
                .vendor("zeek.uid", uid())
                .vendor("zeek.write_ts", time("_write_ts"));
        if (sourceIp != null) {
            event.set(EcsField.NETWORK_TYPE, sourceIp.indexOf(':') < 0 ? "ipv4" : "ipv6");
        }
        return Optional.empty();
    }

    private static Optional<Normalized.Rejected> rejected(RejectedReason reason, String detail) {
        return Optional.of(new Normalized.Rejected(reason, detail));
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
        if (number == null || number.signum() <= 0 || number.precision() - number.scale() > 16) {
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
