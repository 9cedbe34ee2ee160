package io.tripline.ingest.source;

import io.tripline.contracts.EcsEvent;
import io.tripline.contracts.EcsField;
import io.tripline.contracts.IpAddress;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Connections that ASA and FTD built, ended or denied. */
final class CiscoConnections {
    /** What says which end is which. */
    private static final List<EcsField> ENDS =
            List.of(
                    EcsField.SOURCE_ADDRESS,
                    EcsField.SOURCE_IP,
                    EcsField.SOURCE_PORT,
                    EcsField.SOURCE_NAT_IP,
                    EcsField.SOURCE_NAT_PORT,
                    EcsField.DESTINATION_ADDRESS,
                    EcsField.DESTINATION_IP,
                    EcsField.DESTINATION_PORT,
                    EcsField.DESTINATION_NAT_IP,
                    EcsField.DESTINATION_NAT_PORT,
                    EcsField.OBSERVER_INGRESS_INTERFACE_NAME,
                    EcsField.OBSERVER_EGRESS_INTERFACE_NAME);

    private CiscoConnections() {}

    /**
     * {@code Built outbound TCP connection 7 for outside:a/p (na/np) to inside:b/p (nb/np) (user)}: of GRE and of connections
     * whose state is bypassed {@code from a to b}, of ICMP {@code faddr a gaddr nb laddr b}.
     */
    static void connection(String text, EcsEvent.Builder event, String type) {
        boolean outbound = text.contains(" outbound ");
        boolean inbound = !outbound && text.contains(" inbound ");
        CiscoPlace one = CiscoPlace.after(text, " faddr ");
        boolean ping = one != null;
        CiscoPlace other;
        if (ping) {
            other = CiscoPlace.after(text, " laddr ");
            CiscoPlace mapped = CiscoPlace.after(text, " gaddr ");
            other = other == null || mapped == null ? other : other.mappedTo(mapped);
        } else {
            one = CiscoPlace.after(text, " for ");
            one = one == null ? CiscoPlace.after(text, " from ") : one;
            other = CiscoPlace.after(text, " to ");
        }
        String protocol = Scan.word(text, (outbound || inbound) ? 2 : 1);
        // The first is the less trusted end; who began is in the word before, which a teardown
        // lacks.
        Boolean began =
                (outbound || inbound)
                        ? (Boolean) inbound
                        : text.contains(" state-bypass ")
                                ? Boolean.TRUE
                                : began(one, other, ping, protocol);
        if (began == null) {
            unordered(event, one, other, protocol);
        } else {
            CiscoPlace.ends(event, began ? one : other, began ? other : one, protocol);
        }
        Flow.decided(event, true, type);
        Long bytes = Scan.number(Scan.after(text, " bytes ", " "));
        event.set(EcsField.EVENT_ACTION, "connection-" + (type.equals("start") ? "built" : "ended"))
                .set(EcsField.NETWORK_BYTES, bytes)
                .set(EcsField.EVENT_DURATION, duration(Scan.after(text, " duration ", " ")))
                .vendor("cisco.connection_id", Scan.number(Scan.after(text, " connection ", " ")));
        if (type.equals("start") && !ping && (outbound || inbound)) {
            event.set(EcsField.NETWORK_DIRECTION, outbound ? "outbound" : "inbound");
        }
        CiscoWho.user(text, event);
    }

    /**
     * Whether the first place began what ended: the lower port is the service, and of a ping the end with a number asked.
     * Null if the sentence does not tell.
     */
    private static @Nullable Boolean began(
            @Nullable CiscoPlace one,
            @Nullable CiscoPlace other,
            boolean ping,
            @Nullable String protocol) {
        if (one == null
                || other == null
                || one.port() == null
                || other.port() == null
                || !(ping || CiscoPlace.hasPorts(protocol))) {
            return null;
        }
        if (ping && one.port() != 0 && other.port() != 0) {
            return null;
        }
        int order = Long.compare(one.port(), other.port());
        return order == 0 ? null : (Boolean) (order > 0);
    }

    /** Both ends, where it is not known which of them began: the flow's id is the same from either. */
    private static void unordered(
            EcsEvent.Builder event,
            @Nullable CiscoPlace one,
            @Nullable CiscoPlace other,
            @Nullable String protocol) {
        CiscoPlace.ends(event, one, other, protocol);
        for (EcsField end : ENDS) {
            event.clear(end);
        }
        for (CiscoPlace place : new @Nullable CiscoPlace[] {one, other}) {
            if (place != null) {
                event.add(EcsField.RELATED_IP, IpAddress.canonical(place.address()));
                if (place.mapped() != null) {
                    event.add(EcsField.RELATED_IP, IpAddress.canonical(place.mapped()));
                }
            }
        }
    }

    /** What was not let through, with the list that says so. */
    static void denied(String text, EcsEvent.Builder event) {
        if (text.contains(" src ")) {
            CiscoPlace.ends(text, " src ", text.contains(" dst ") ? " dst " : " dest ", event);
        } else {
            CiscoPlace.ends(text, " from ", " to ", event);
        }
        Flow.decided(event, false);
        event.set(EcsField.EVENT_ACTION, "connection-denied")
                .set(
                        EcsField.RULE_NAME,
                        Scan.first(
                                Scan.between(text, "access-group \"", "\""),
                                Scan.after(text, " denied by outbound list ", " ")));
        event.setIfAbsent(
                EcsField.OBSERVER_INGRESS_INTERFACE_NAME, Scan.after(text, "on interface ", " "));
        CiscoWho.user(text, event);
    }

    /** {@code access-list acl denied tcp outside/a(p) -> inside/b(p) hit-cnt 1 ...}. */
    static void accessList(String text, EcsEvent.Builder event) {
        int arrow = text.indexOf(" -> ");
        String decision = Scan.word(text, 2);
        String protocol = Scan.word(text, 3);
        if (arrow > 0) {
            CiscoPlace from =
                    CiscoPlace.listed(text.substring(text.lastIndexOf(' ', arrow - 1) + 1, arrow));
            CiscoPlace to = CiscoPlace.listed(Scan.before(text.substring(arrow + 4), " "));
            CiscoPlace.ends(event, from, to, protocol);
        }
        Flow.decided(event, decision == null ? null : (Boolean) !decision.equals("denied"));
        event.set(EcsField.RULE_NAME, Scan.word(text, 1))
                .set(
                        EcsField.EVENT_ACTION,
                        "denied".equals(decision) ? "connection-denied" : "connection-permitted");
        CiscoWho.user(text, event);
        // access-list acl permitted udp for user alice inside/192.0.2.1(53) -> ...
        String named = Scan.after(text, " for user ", " ");
        Principal.user(
                event,
                named == null || event.has(EcsField.USER_NAME)
                        ? null
                        : Scan.trimmed(named.replace("'", "")));
    }

    /** Traffic of an address or a name that a list of botnets has. */
    static void dynamicFilter(String text, EcsEvent.Builder event, boolean allowed) {
        CiscoPlace.ends(text, " from ", " to ", event);
        event.set(EcsField.EVENT_KIND, "alert")
                .set(EcsField.EVENT_CATEGORY, List.of("intrusion_detection", "network"))
                .set(EcsField.EVENT_TYPE, List.of("info", allowed ? "allowed" : "denied"))
                .set(EcsField.EVENT_ACTION, "botnet-traffic");
    }

    /** {@code 1:02:03} in nanoseconds. */
    private static @Nullable Long duration(@Nullable String text) {
        if (text == null) {
            return null;
        }
        long seconds = 0;
        for (String part : text.split(":", 4)) {
            Long number = Scan.number(part);
            if (number == null || number > 1_000_000) {
                return null;
            }
            seconds = seconds * 60 + number;
        }
        return Duration.ofSeconds(Math.min(seconds, 1_000_000_000)).toNanos();
    }
}
