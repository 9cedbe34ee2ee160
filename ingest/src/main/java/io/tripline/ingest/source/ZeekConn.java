package io.tripline.ingest.source;

import static java.util.Map.entry;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.tripline.contracts.EcsEvent;
import io.tripline.contracts.EcsField;
import io.tripline.contracts.StableId;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Zeek's connections, one record per connection or per interval of a long one.
 *
 * @see <a href="https://docs.zeek.org/en/master/scripts/base/protocols/conn/main.zeek.html">conn.log</a>
 */
public final class ZeekConn implements LogSource {
    private static final String NAME = "zeek.conn";

    /** The transports ECS knows and their IANA numbers. */
    private static final Map<String, Integer> TRANSPORTS =
            Map.of("tcp", 6, "udp", 17, "icmp", 1, "sctp", 132);

    private static final int ICMP_V6 = 58;

    private record State(List<String> types, String outcome) {}

    private static final Map<String, State> STATES =
            Map.ofEntries(
                    entry("S0", new State(List.of("connection", "start"), "failure")),
                    entry("S1", new State(List.of("connection", "start"), "success")),
                    entry("S2", new State(List.of("connection", "start"), "success")),
                    entry("S3", new State(List.of("connection", "start"), "success")),
                    entry("SF", new State(List.of("connection", "start", "end"), "success")),
                    entry("REJ", new State(List.of("connection", "denied"), "failure")),
                    entry("RSTO", new State(List.of("connection", "start", "end"), "success")),
                    entry("RSTR", new State(List.of("connection", "start", "end"), "success")),
                    entry("RSTOS0", new State(List.of("connection", "end"), "failure")),
                    entry("RSTRH", new State(List.of("connection", "end"), "unknown")),
                    entry("SH", new State(List.of("connection", "end"), "failure")),
                    entry("SHR", new State(List.of("connection", "end"), "unknown")),
                    entry("OTH", new State(List.of("connection", "info"), "unknown")));

    private static final State UNKNOWN = new State(List.of("connection", "info"), "unknown");

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
            return path.orElseThrow().equals("conn") && record.json().has("ts");
        }
        return isUnnamed(record);
    }

    /** Whether a record that does not name its log has what only a connection's has. */
    static boolean isUnnamed(ZeekRecord record) {
        return record.isOfConnection()
                && record.json().has("proto")
                && record.json().has("conn_state");
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
        // Rows of one long connection share uid and ts, and differ in how long it has lasted.
        event.set(
                        EcsField.EVENT_ID,
                        StableId.of(
                                NAME,
                                json.path("uid").asText(),
                                json.path("ts").asText(),
                                json.path("duration").asText()))
                .set(EcsField.EVENT_DATASET, NAME)
                .set(EcsField.EVENT_CATEGORY, "network")
                .set(EcsField.EVENT_ACTION, "network_connection");
        describeState(record, event);
        describeTime(record, event);
        describeTransport(record, event);
        describeTraffic(record, event);
        for (String name :
                List.of("history", "orig_l2_addr", "resp_l2_addr", "ip_proto", "inner_vlan")) {
            event.vendor("zeek.conn", name, Json.text(json, name));
        }
        return new Normalized.Parsed(
                event.vendor("zeek.conn", "missed_bytes", record.count("missed_bytes"))
                        .vendor("zeek.conn", "local_orig", Json.flag(json, "local_orig"))
                        .vendor("zeek.conn", "local_resp", Json.flag(json, "local_resp"))
                        .vendor("zeek.conn", "tunnel_parents", nonEmpty(json, "tunnel_parents"))
                        .set(EcsField.NETWORK_DIRECTION, direction(json))
                        .set(EcsField.NETWORK_VLAN_ID, Json.text(json, "vlan")));
    }

    private static void describeState(ZeekRecord record, EcsEvent.Builder event) {
        String name = Json.text(record.json(), "conn_state");
        State state = name == null ? UNKNOWN : STATES.getOrDefault(name, UNKNOWN);
        // Without TCP, no answer is no failure: a UDP sender may not want one.
        boolean silent = "S0".equals(name) && !"tcp".equals(Json.text(record.json(), "proto"));
        event.set(EcsField.EVENT_TYPE, state.types())
                .set(EcsField.EVENT_OUTCOME, silent ? "unknown" : state.outcome())
                .vendor("zeek.conn", "state", name);
    }

    private static void describeTime(ZeekRecord record, EcsEvent.Builder event) {
        Instant start = record.time("ts");
        Duration duration = record.duration("duration");
        event.set(EcsField.EVENT_START, start);
        if (start != null && duration != null) {
            event.set(EcsField.EVENT_DURATION, duration.toNanos())
                    .set(EcsField.EVENT_END, start.plus(duration));
        }
    }

    private static void describeTransport(ZeekRecord record, EcsEvent.Builder event) {
        JsonNode json = record.json();
        String transport = Json.text(json, "proto");
        if (transport == null) {
            return;
        }
        transport = transport.toLowerCase(Locale.ROOT);
        Integer number = TRANSPORTS.get(transport);
        Long from = record.port("orig_p");
        Long to = record.port("resp_p");
        boolean icmp = transport.equals("icmp");
        if (icmp && "ipv6".equals(event.string(EcsField.NETWORK_TYPE))) {
            // Zeek says icmp for both.
            transport = "ipv6-icmp";
            number = ICMP_V6;
        }
        event.set(EcsField.NETWORK_TRANSPORT, transport)
                .set(EcsField.NETWORK_IANA_NUMBER, number == null ? null : number.toString())
                .set(EcsField.NETWORK_PROTOCOL, protocol(json));
        if (icmp) {
            event.vendor("zeek.conn.icmp", "type", from).vendor("zeek.conn.icmp", "code", to);
        } else {
            event.set(EcsField.SOURCE_PORT, from).set(EcsField.DESTINATION_PORT, to);
        }
        event.set(EcsField.NETWORK_COMMUNITY_ID, Json.text(json, "community_id"));
        if (number != null && from != null && to != null) {
            event.setIfAbsent(
                    EcsField.NETWORK_COMMUNITY_ID,
                    CommunityId.of(
                            number,
                            event.string(EcsField.SOURCE_IP),
                            from.intValue(),
                            event.string(EcsField.DESTINATION_IP),
                            to.intValue()));
        }
    }

    /** The first service of a list such as {@code quic,ssl}; one with a dash in front was ruled out by Zeek. */
    private static @Nullable String protocol(JsonNode json) {
        String services = Json.text(json, "service");
        if (services == null) {
            return null;
        }
        for (int start = 0; start < services.length(); ) {
            int comma = services.indexOf(',', start);
            int end = comma < 0 ? services.length() : comma;
            if (end > start && services.charAt(start) != '-') {
                return services.substring(start, end).toLowerCase(Locale.ROOT);
            }
            start = end + 1;
        }
        return null;
    }

    /** ECS counts what packets carry, headers and all, as Zeek's ip_bytes; payload only where these are not logged. */
    private static void describeTraffic(ZeekRecord record, EcsEvent.Builder event) {
        Long sent = record.count("orig_bytes");
        Long received = record.count("resp_bytes");
        event.vendor("zeek.conn", "orig_bytes", sent).vendor("zeek.conn", "resp_bytes", received);
        Long sentAll = record.count("orig_ip_bytes");
        Long receivedAll = record.count("resp_ip_bytes");
        Long sentPackets = record.count("orig_pkts");
        Long receivedPackets = record.count("resp_pkts");
        sent = sentAll == null ? sent : sentAll;
        received = receivedAll == null ? received : receivedAll;
        event.set(EcsField.SOURCE_BYTES, sent)
                .set(EcsField.DESTINATION_BYTES, received)
                .set(EcsField.NETWORK_BYTES, sum(sent, received))
                .set(EcsField.SOURCE_PACKETS, sentPackets)
                .set(EcsField.DESTINATION_PACKETS, receivedPackets)
                .set(EcsField.NETWORK_PACKETS, sum(sentPackets, receivedPackets));
    }

    /** The sum of two counts, or null if one is missing or the sum overflows. */
    private static @Nullable Long sum(@Nullable Long one, @Nullable Long other) {
        return one == null || other == null || one + other < 0 ? null : (Long) (one + other);
    }

    private static @Nullable String direction(JsonNode json) {
        Boolean fromUs = Json.flag(json, "local_orig");
        Boolean toUs = Json.flag(json, "local_resp");
        if (fromUs == null || toUs == null) {
            return null;
        }
        if (fromUs) {
            return toUs ? "internal" : "outbound";
        }
        return toUs ? "inbound" : "external";
    }

    private static @Nullable List<String> nonEmpty(JsonNode json, String name) {
        List<String> texts = Json.texts(json, name);
        return texts.isEmpty() ? null : texts;
    }
}
