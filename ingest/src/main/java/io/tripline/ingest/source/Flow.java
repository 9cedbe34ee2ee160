package io.tripline.ingest.source;

import static java.util.Map.entry;

import io.tripline.contracts.EcsEvent;
import io.tripline.contracts.EcsField;
import io.tripline.contracts.IpAddress;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What everything that watches a network says alike: the two ends, how much passed, what was asked and answered. */
final class Flow {
    private static final int LAST_NUMBER = 255;

    /** IANA's numbers of the transports that are seen. */
    private static final Map<String, Integer> NUMBERS =
            Map.ofEntries(
                    entry("ah", 51),
                    entry("esp", 50),
                    entry("gre", 47),
                    entry("icmp", 1),
                    entry("igmp", 2),
                    entry("ipv6-icmp", 58),
                    entry("ospf", 89),
                    entry("sctp", 132),
                    entry("tcp", 6),
                    entry("udp", 17),
                    entry("vrrp", 112));

    /** By their numbers, of which there are as many as a byte has values. */
    private static final @Nullable String[] NAMES = names();

    private Flow() {}

    /** Sets both ends, the transport and what follows from these; a community id that is there stays. */
    static void endpoints(
            EcsEvent.Builder event,
            @Nullable String source,
            @Nullable Long sourcePort,
            @Nullable String destination,
            @Nullable Long destinationPort,
            @Nullable String protocol) {
        String sourceIp = source == null ? null : IpAddress.canonical(source);
        String destinationIp = destination == null ? null : IpAddress.canonical(destination);
        Long from = port(sourcePort);
        Long to = port(destinationPort);
        Integer number = protocolNumber(protocol);
        String transport =
                number != null
                        ? NAMES[number]
                        : protocol == null ? null : protocol.toLowerCase(Locale.ROOT);
        event.set(EcsField.SOURCE_ADDRESS, source)
                .set(EcsField.SOURCE_IP, sourceIp)
                .set(EcsField.SOURCE_PORT, from)
                .set(EcsField.DESTINATION_ADDRESS, destination)
                .set(EcsField.DESTINATION_IP, destinationIp)
                .set(EcsField.DESTINATION_PORT, to)
                .set(EcsField.NETWORK_TRANSPORT, transport)
                .set(EcsField.NETWORK_IANA_NUMBER, number == null ? null : number.toString());
        if (sourceIp != null) {
            event.set(EcsField.NETWORK_TYPE, sourceIp.indexOf(':') < 0 ? "ipv4" : "ipv6");
        }
        // Without the type and code of an ICMP packet there is no id of its flow.
        if (number != null && from != null && to != null) {
            event.setIfAbsent(
                    EcsField.NETWORK_COMMUNITY_ID,
                    CommunityId.of(
                            number, sourceIp, from.intValue(), destinationIp, to.intValue()));
        }
    }

    /**
     * Says that this was traffic, and what a device decided about it.
     *
     * @param allowed null if it decided nothing, or does not say
     * @param types beside {@code connection}
     */
    static void decided(EcsEvent.Builder event, @Nullable Boolean allowed, String... types) {
        event.set(EcsField.EVENT_CATEGORY, "network").set(EcsField.EVENT_TYPE, "connection");
        for (String type : types) {
            event.add(EcsField.EVENT_TYPE, type);
        }
        if (allowed != null) {
            event.add(EcsField.EVENT_TYPE, allowed ? "allowed" : "denied")
                    .set(EcsField.EVENT_OUTCOME, allowed ? "success" : "failure");
        }
    }

    /**
     * Says which way a connection went whose source is who opened it, where both addresses tell and the vendor does not: from
     * the networks that every company has to itself to the Internet, the other way, or within them. Of a company's own public
     * addresses they tell nothing.
     */
    static void direction(EcsEvent.Builder event) {
        if (event.string(EcsField.NETWORK_DIRECTION) != null) {
            return;
        }
        String source = event.string(EcsField.SOURCE_IP);
        String destination = event.string(EcsField.DESTINATION_IP);
        IpAddress from = source == null ? null : IpAddress.parse(source).orElse(null);
        IpAddress to = destination == null ? null : IpAddress.parse(destination).orElse(null);
        if (from == null || to == null) {
            return;
        }
        if (from.isPrivate()) {
            event.set(
                    EcsField.NETWORK_DIRECTION,
                    to.isPrivate() ? "internal" : to.isPublic() ? "outbound" : null);
        } else if (from.isPublic() && to.isPrivate()) {
            event.set(EcsField.NETWORK_DIRECTION, "inbound");
        }
    }

    /**
     * Says that somebody tried to sign in.
     *
     * @param succeeded null if how it ended is not known
     */
    static void signIn(EcsEvent.Builder event, @Nullable Boolean succeeded) {
        event.set(EcsField.EVENT_CATEGORY, "authentication")
                .set(EcsField.EVENT_TYPE, "start")
                .set(EcsField.EVENT_OUTCOME, succeeded == null ? null : outcome(succeeded));
    }

    /** Says that somebody's tunnel or session at a gateway began ({@code start}) or ended ({@code end}). */
    static void session(EcsEvent.Builder event, String type) {
        event.set(EcsField.EVENT_CATEGORY, List.of("network", "session"))
                .set(EcsField.EVENT_TYPE, List.of("connection", type));
    }

    /** Says that somebody's tunnel began, which is also what tells that they signed in from this address. */
    static void signedInSession(EcsEvent.Builder event) {
        event.set(EcsField.EVENT_CATEGORY, List.of("authentication", "network", "session"))
                .set(EcsField.EVENT_TYPE, List.of("start", "connection"))
                .set(EcsField.EVENT_OUTCOME, "success");
    }

    static String outcome(boolean succeeded) {
        return succeeded ? "success" : "failure";
    }

    /** Sets what passed each way and both together. */
    static void traffic(
            EcsEvent.Builder event,
            @Nullable Long sent,
            @Nullable Long received,
            @Nullable Long packetsSent,
            @Nullable Long packetsReceived) {
        event.set(EcsField.SOURCE_BYTES, sent)
                .set(EcsField.DESTINATION_BYTES, received)
                .set(EcsField.NETWORK_BYTES, sum(sent, received))
                .set(EcsField.SOURCE_PACKETS, packetsSent)
                .set(EcsField.DESTINATION_PACKETS, packetsReceived)
                .set(EcsField.NETWORK_PACKETS, sum(packetsSent, packetsReceived));
    }

    /** Sets path and query of a request's target that is a path. */
    static void path(EcsEvent.Builder event, @Nullable String target) {
        if (target != null && target.startsWith("/")) {
            int query = target.indexOf('?');
            event.set(EcsField.URL_PATH, query < 0 ? target : target.substring(0, query))
                    .set(EcsField.URL_QUERY, query < 0 ? null : target.substring(query + 1));
        }
    }

    /** Adds one answer of a name server. */
    static void answer(EcsEvent.Builder event, @Nullable String data) {
        event.add(EcsField.DNS_ANSWERS_DATA, data)
                .add(EcsField.DNS_RESOLVED_IP, data == null ? null : IpAddress.canonical(data));
    }

    /** A protocol's number, from its number or name; {@code icmp6} and {@code icmpv6} are what IANA calls ipv6-icmp. */
    private static @Nullable Integer protocolNumber(@Nullable String protocol) {
        if (protocol == null) {
            return null;
        }
        Long number = Scan.number(protocol);
        if (number != null) {
            return number <= LAST_NUMBER ? number.intValue() : null;
        }
        String name = protocol.toLowerCase(Locale.ROOT);
        return NUMBERS.get(name.equals("icmp6") || name.equals("icmpv6") ? "ipv6-icmp" : name);
    }

    private static @Nullable String[] names() {
        @Nullable String[] names = new String[LAST_NUMBER + 1];
        NUMBERS.forEach((name, number) -> names[number] = name);
        return names;
    }

    private static @Nullable Long port(@Nullable Long number) {
        return number == null || number < 1 || number > 65_535 ? null : number;
    }

    private static @Nullable Long sum(@Nullable Long one, @Nullable Long other) {
        return one == null || other == null || one + other < 0 ? null : (Long) (one + other);
    }
}
