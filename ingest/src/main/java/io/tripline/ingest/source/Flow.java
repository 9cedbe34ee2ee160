package io.tripline.ingest.source;

import io.tripline.contracts.EcsEvent;
import io.tripline.contracts.EcsField;
import io.tripline.ingest.address.IpAddress;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What everything that watches a network says alike: the two ends, how much passed, what was asked and answered. */
final class Flow {
    /** IANA's numbers of the transports that ECS has names for. */
    private static final Map<String, Integer> NUMBERS =
            Map.of("tcp", 6, "udp", 17, "icmp", 1, "ipv6-icmp", 58, "sctp", 132);

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
        String transport = protocol == null ? null : protocol.toLowerCase(Locale.ROOT);
        Integer number = transport == null ? null : NUMBERS.get(transport);
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
        if (number != null && from != null && to != null) {
            event.setIfAbsent(
                    EcsField.NETWORK_COMMUNITY_ID,
                    CommunityId.of(
                            number, sourceIp, from.intValue(), destinationIp, to.intValue()));
        }
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

    private static @Nullable Long port(@Nullable Long number) {
        return number == null || number < 1 || number > 65_535 ? null : number;
    }

    private static @Nullable Long sum(@Nullable Long one, @Nullable Long other) {
        return one == null || other == null || one + other < 0 ? null : (Long) (one + other);
    }
}
