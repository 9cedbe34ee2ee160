package io.tripline.ingest.source;

import java.net.Inet6Address;
import java.net.InetAddress;
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

    /** No leading zeros: some read 010 as eight, others as ten. */
    private static final Pattern IPV4 =
            Pattern.compile("(?:(?:25[0-5]|2[0-4]\\d|1?[1-9]?\\d|1\\d\\d)(?:\\.(?!$)|$)){4}");

    private static final Pattern PORT = Pattern.compile("[1-9]\\d{0,4}");

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
        String ip = canonical(address);
        return ip == null ? null : new IpEndpoint(ip, port(port));
    }

    private static @Nullable Long port(String text) {
        if (!PORT.matcher(text).matches()) {
            return null;
        }
        long port = Long.parseLong(text);
        return port <= 65_535 ? port : null;
    }

    private static @Nullable String canonical(String address) {
        if (address.indexOf(':') < 0) {
            return IPV4.matcher(address).matches() ? address : null;
        }
        int zone = address.indexOf('%');
        try {
            InetAddress literal =
                    Inet6Address.ofLiteral(zone < 0 ? address : address.substring(0, zone));
            return literal instanceof Inet6Address six
                    ? rfc5952(six.getAddress())
                    : literal.getHostAddress();
        } catch (IllegalArgumentException e) {
            return null;
        }
    }

    /** Groups without leading zeros; the first longest run of two or more zero groups is "::". */
    private static String rfc5952(byte[] address) {
        int[] groups = new int[8];
        for (int i = 0; i < 8; i++) {
            groups[i] = ((address[2 * i] & 0xff) << 8) | (address[2 * i + 1] & 0xff);
        }
        int runStart = -1;
        int runLength = 1;
        for (int i = 0; i < 8; i++) {
            int end = i;
            while (end < 8 && groups[end] == 0) {
                end++;
            }
            if (end - i > runLength) {
                runStart = i;
                runLength = end - i;
            }
            i = Math.max(i, end - 1);
        }
        StringBuilder text = new StringBuilder(39);
        for (int i = 0; i < 8; i++) {
            if (i == runStart) {
                text.append("::");
                i += runLength - 1;
            } else {
                if (!text.isEmpty() && text.charAt(text.length() - 1) != ':') {
                    text.append(':');
                }
                text.append(Integer.toHexString(groups[i]));
            }
        }
        return text.toString();
    }
}
