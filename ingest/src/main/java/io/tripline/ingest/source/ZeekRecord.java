package io.tripline.ingest.source;

import com.fasterxml.jackson.databind.JsonNode;
import io.tripline.contracts.EcsEvent;
import io.tripline.contracts.EcsField;
import io.tripline.contracts.IpAddress;
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
    /** Longer than any sensor runs; a larger value is a fault. */
    private static final double LONGEST_SECONDS = Duration.ofDays(3660).toSeconds();

    /** The name of the log a streaming record says it is of. */
    Optional<String> path() {
        return Optional.ofNullable(Json.text(json, "_path")).map(ZeekLog::whole);
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
        return Timestamps.of(json.path(name));
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
                .vendor("zeek", "uid", uid())
                .vendor("zeek.write_ts", time("_write_ts"));
        if (sourceIp != null) {
            event.set(EcsField.NETWORK_TYPE, sourceIp.indexOf(':') < 0 ? "ipv4" : "ipv6");
        }
        return Optional.empty();
    }

    private static Optional<Normalized.Rejected> rejected(RejectedReason reason, String detail) {
        return Optional.of(new Normalized.Rejected(reason, detail));
    }
}
