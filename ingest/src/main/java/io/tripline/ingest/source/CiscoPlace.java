package io.tripline.ingest.source;

import io.tripline.contracts.EcsEvent;
import io.tripline.contracts.EcsField;
import io.tripline.contracts.IpAddress;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * One end: {@code outside:203.0.113.5/443}, with or without interface and port, and {@code (192.0.2.5/443)} behind it
 * where its address was translated.
 *
 * @param mapped null if it is the same
 */
record CiscoPlace(
        @Nullable String face,
        String address,
        @Nullable Long port,
        @Nullable String service,
        @Nullable String mapped,
        @Nullable Long mappedPort) {
    /** What is meant by the address behind it, in front of which it stands. */
    private static final List<String> SAID_BEFORE = List.of("laddr ", "PAT address ");

    /** Of what ends at the firewall itself. */
    private static final String OWN_INTERFACE = "NP Identity Ifc";

    /** The place behind a word; null if there is none. */
    static @Nullable CiscoPlace after(String text, String word) {
        int start = text.indexOf(word);
        if (start < 0) {
            return null;
        }
        start += word.length();
        for (String said : SAID_BEFORE) {
            start += text.startsWith(said, start) ? said.length() : 0;
        }
        // The one interface whose name has blanks.
        String own = text.startsWith(OWN_INTERFACE, start) ? OWN_INTERFACE : null;
        start += own == null ? 0 : own.length() + 1;
        int end = text.indexOf(' ', start);
        end = end < 0 ? text.length() : end;
        if (start >= end) {
            return null;
        }
        CiscoPlace place = of(text.substring(start, end));
        if (own != null) {
            place = new CiscoPlace(own, place.address(), place.port(), place.service(), null, null);
        }
        int closing = text.startsWith(" (", end) ? text.indexOf(')', end) : -1;
        return closing < 0 ? place : place.mappedTo(of(text.substring(end + 2, closing)));
    }

    /** Translated to another, if that is an address and differs: a user's name stands in brackets too. */
    CiscoPlace mappedTo(CiscoPlace other) {
        boolean isSame =
                other.address().equals(address)
                        && (other.port() == null || other.port().equals(port));
        return isSame || IpAddress.canonical(other.address()) == null
                ? this
                : new CiscoPlace(face, address, port, service, other.address(), other.port());
    }

    private static CiscoPlace of(String text) {
        // Deny IP spoof from (10.1.1.1)
        String place =
                text.startsWith("(")
                        ? Scan.before(text.substring(1), ")")
                        : Scan.without(",;.", text);
        int bracket = place.indexOf('(');
        place = bracket > 0 ? place.substring(0, bracket) : place;
        if (place.endsWith(":") && !place.endsWith("::")) {
            place = place.substring(0, place.length() - 1);
        }
        int slash = place.lastIndexOf('/');
        String address = slash < 0 ? place : place.substring(0, slash);
        String behind = slash < 0 ? null : place.substring(slash + 1);
        // An IPv6 address has colons too; an interface's name is in front of the first.
        int colon = address.indexOf(':');
        boolean faced = colon > 0 && IpAddress.canonical(address) == null;
        if (faced && IpAddress.canonical(address.substring(0, colon)) != null) {
            // 192.0.2.9:no matching session
            behind = behind == null ? address.substring(colon + 1) : behind;
            address = address.substring(0, colon);
            faced = false;
        }
        Long port = Scan.number(behind);
        return new CiscoPlace(
                faced ? address.substring(0, colon) : null,
                faced ? address.substring(colon + 1) : address,
                port,
                port == null ? behind : null,
                null,
                null);
    }

    /** As access lists have it: {@code outside/203.0.113.5(51234)(LOCAL\alice)}. */
    static CiscoPlace listed(String text) {
        int slash = text.indexOf('/');
        int bracket = text.indexOf('(', slash + 1);
        String port = bracket < 0 ? null : Scan.before(text.substring(bracket + 1), ")");
        return new CiscoPlace(
                slash < 0 ? null : text.substring(0, slash),
                text.substring(slash + 1, bracket < 0 ? text.length() : bracket),
                Scan.number(port),
                null,
                null,
                null);
    }

    /** Both ends: the places behind these two words. */
    static void ends(String text, String from, String to, EcsEvent.Builder event) {
        String protocol = text.startsWith("Dropping echo request ") ? "icmp" : null;
        String small = text.toLowerCase(Locale.ROOT);
        for (String each : new String[] {"tcp", "udp", "icmp", "protocol "}) {
            int at = small.indexOf(each);
            if (protocol == null && at >= 0) {
                protocol =
                        each.equals("protocol ")
                                ? Scan.before(text.substring(at + each.length()), " ")
                                : each;
            }
        }
        // A word before may be the same: "requested to drop TCP packet from a to b".
        int start = Math.max(0, text.indexOf(from));
        CiscoPlace behind = CiscoPlace.after(text.substring(start), to);
        ends(
                event,
                CiscoPlace.after(text, from),
                behind == null ? CiscoPlace.after(text, to) : behind,
                protocol);
    }

    /** Both ends, and by which interfaces they are reached. */
    static void ends(
            EcsEvent.Builder event,
            @Nullable CiscoPlace from,
            @Nullable CiscoPlace to,
            @Nullable String protocol) {
        boolean ports = hasPorts(protocol);
        Flow.endpoints(
                event,
                from == null ? null : from.address(),
                from == null || !ports ? null : from.port(),
                to == null ? null : to.address(),
                to == null || !ports ? null : to.port(),
                protocol);
        event.set(EcsField.OBSERVER_INGRESS_INTERFACE_NAME, from == null ? null : from.face())
                .set(EcsField.OBSERVER_EGRESS_INTERFACE_NAME, to == null ? null : to.face());
        if (from != null && from.mapped() != null) {
            event.set(EcsField.SOURCE_NAT_IP, IpAddress.canonical(from.mapped()))
                    .set(EcsField.SOURCE_NAT_PORT, ports ? from.mappedPort() : null);
        }
        if (to != null && to.mapped() != null) {
            event.set(EcsField.DESTINATION_NAT_IP, IpAddress.canonical(to.mapped()))
                    .set(EcsField.DESTINATION_NAT_PORT, ports ? to.mappedPort() : null);
        }
    }

    /** A ping has its number where others have a port, a tunnel that of the call. */
    static boolean hasPorts(@Nullable String protocol) {
        return protocol == null
                || !(protocol.regionMatches(true, 0, "icmp", 0, 4)
                        || protocol.equalsIgnoreCase("gre"));
    }
}
