package io.tripline.ingest.source;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.tripline.contracts.EcsEvent;
import io.tripline.contracts.EcsField;
import io.tripline.contracts.StableId;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * SSH connections as Zeek sees them from outside: whether a login succeeded is inferred from the sizes of encrypted
 * packets, so it may be unknown.
 *
 * @see <a href="https://docs.zeek.org/en/master/scripts/base/protocols/ssh/main.zeek.html">ssh.log</a>
 */
public final class ZeekSsh implements LogSource {
    private static final String NAME = "zeek.ssh";
    private static final int TCP = 6;
    private static final List<String> TEXTS =
            List.of(
                    "client",
                    "server",
                    "cipher_alg",
                    "mac_alg",
                    "compression_alg",
                    "kex_alg",
                    "host_key_alg",
                    "host_key",
                    "host_key_fingerprint",
                    "hassh",
                    "hasshServer",
                    "direction");

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public boolean recognizes(RawRecord raw) {
        if (raw.json().isEmpty()) {
            return false;
        }
        ZeekRecord record = new ZeekRecord(raw.json().orElseThrow());
        Optional<String> path = record.path();
        if (path.isPresent()) {
            return path.orElseThrow().equals("ssh") && record.json().has("ts");
        }
        return isUnnamed(record);
    }

    /** Whether a record that does not name its log has what only this log's has. */
    static boolean isUnnamed(ZeekRecord record) {
        return record.isOfConnection()
                && record.json().has("auth_attempts")
                && (record.json().has("client") || record.json().has("server"));
    }

    @Override
    public Glance glance() {
        return Glance.json("_path", "uid");
    }

    @Override
    public boolean isSentBySyslog() {
        return true;
    }

    @Override
    public Normalized normalize(RawRecord raw) {
        if (raw.json().isEmpty()) {
            return new Normalized.Rejected(
                    RejectedReason.UNPARSABLE_LINE, "The record is no JSON object.");
        }
        ZeekRecord record = new ZeekRecord(raw.json().orElse(MissingNode.getInstance()));
        EcsEvent.Builder event = EcsEvent.builder();
        Optional<Normalized.Rejected> rejected = record.fill(event);
        if (rejected.isPresent()) {
            return rejected.orElseThrow();
        }
        JsonNode json = record.json();
        Boolean success = Json.flag(json, "auth_success");
        Long from = record.port("orig_p");
        Long to = record.port("resp_p");
        // conn.log has a row of the same uid, hence the name.
        event.set(EcsField.EVENT_ID, StableId.of(NAME, json.path("uid").asText()))
                .set(EcsField.EVENT_DATASET, NAME)
                .set(EcsField.EVENT_CATEGORY, List.of("network", "authentication"))
                .set(EcsField.EVENT_TYPE, List.of("connection", "start"))
                .set(EcsField.EVENT_ACTION, "ssh_login")
                .set(EcsField.EVENT_OUTCOME, outcome(success))
                .set(EcsField.NETWORK_TRANSPORT, "tcp")
                .set(EcsField.NETWORK_IANA_NUMBER, Integer.toString(TCP))
                .set(EcsField.NETWORK_PROTOCOL, "ssh")
                .set(EcsField.NETWORK_DIRECTION, direction(json))
                .set(EcsField.SOURCE_PORT, from)
                .set(EcsField.DESTINATION_PORT, to)
                .set(EcsField.NETWORK_COMMUNITY_ID, Json.text(json, "community_id"));
        if (from != null && to != null) {
            event.setIfAbsent(
                    EcsField.NETWORK_COMMUNITY_ID,
                    CommunityId.of(
                            TCP,
                            event.string(EcsField.SOURCE_IP),
                            from.intValue(),
                            event.string(EcsField.DESTINATION_IP),
                            to.intValue()));
        }
        for (String name : TEXTS) {
            event.vendor("zeek.ssh", name, Json.text(json, name));
        }
        event.vendor("zeek.ssh", "version", record.count("version"))
                .vendor("zeek.ssh", "auth_success", success)
                .vendor("zeek.ssh", "auth_attempts", record.count("auth_attempts"));
        for (String name : List.of("country_code", "region", "city")) {
            event.vendor("zeek.ssh.remote_location", name, location(json, name));
        }
        return new Normalized.Parsed(event);
    }

    private static String outcome(@Nullable Boolean success) {
        if (success == null) {
            return "unknown";
        }
        return success ? "success" : "failure";
    }

    private static @Nullable String direction(JsonNode json) {
        String direction = Json.text(json, "direction");
        if (direction == null) {
            return null;
        }
        return switch (direction.toUpperCase(Locale.ROOT)) {
            case "INBOUND" -> "inbound";
            case "OUTBOUND" -> "outbound";
            default -> null;
        };
    }

    private static @Nullable String location(JsonNode json, String name) {
        String dotted = Json.text(json, "remote_location." + name);
        return dotted != null ? dotted : Json.text(json, "remote_location", name);
    }
}
