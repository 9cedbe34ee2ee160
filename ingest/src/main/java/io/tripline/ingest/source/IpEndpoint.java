package io.tripline.ingest.source;

import io.tripline.contracts.EcsEvent;
import io.tripline.contracts.EcsField;
import io.tripline.contracts.IpAddress;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * An IP address as clouds write it, with or without a port: {@code 203.0.113.5}, {@code 203.0.113.5:443}, {@code
 * 2001:db8::1}, {@code [2001:db8::1]:443}.
 *
 * @param ip in canonical text form: IPv6 as RFC 5952 has it, an IPv4 address mapped into IPv6 as IPv4
 * @param port null if none is given, or none that a connection could have
 */
record IpEndpoint(String ip, @Nullable Long port) {
    private static final int LONGEST = 64;

    /** What vendors write who know no address. */
    private static final Set<String> NONE =
            Set.of("<null>", "null", "-", "N/A", "unknown", "Unknown");

    private static final Pattern PORT = Pattern.compile("[1-9]\\d{0,4}");

    /** The same address, or null for one that is all zeros. */
    static @Nullable String specified(@Nullable String address) {
        return address == null || IpAddress.isUnspecified(address) ? null : address;
    }

    /** The endpoint that this text names; null if it names none. */
    static @Nullable IpEndpoint parse(@Nullable String text) {
        if (text == null || text.length() > LONGEST) {
            return null;
        }
        String address = text.strip();
        String port = "";
        int bracket = address.indexOf("]");
        int colon = address.indexOf(':');
        if (address.startsWith("[") && bracket > 0) {
            port = address.substring(bracket + 1).replaceFirst("^:", "");
            address = address.substring(1, bracket);
        } else if (colon > 0 && colon == address.lastIndexOf(':')) {
            port = address.substring(colon + 1);
            address = address.substring(0, colon);
        }
        String ip = IpAddress.canonical(address);
        return ip == null ? null : new IpEndpoint(ip, port(port));
    }

    /** The event comes from this endpoint, unless it is all zeros; a text that names none stays the address it was. */
    static void source(EcsEvent.Builder event, @Nullable String text) {
        IpEndpoint endpoint = parse(text);
        if (endpoint == null && text != null) {
            if (NONE.contains(text)) {
                return;
            }
            // Behind proxies, the client stands first.
            int comma = text.indexOf(", ");
            endpoint = comma < 0 ? null : parse(text.substring(0, comma));
        }
        if (endpoint != null && specified(endpoint.ip()) == null) {
            return;
        }
        event.set(EcsField.SOURCE_ADDRESS, endpoint == null ? text : endpoint.ip());
        if (endpoint != null) {
            event.set(EcsField.SOURCE_IP, endpoint.ip()).set(EcsField.SOURCE_PORT, endpoint.port());
        }
    }

    private static @Nullable Long port(String text) {
        if (!PORT.matcher(text).matches()) {
            return null;
        }
        long port = Long.parseLong(text);
        return port <= 65_535 ? port : null;
    }
}
