package io.tripline.ingest.source;

import java.net.InetAddress;
import org.jspecify.annotations.Nullable;

/**
 * An IP address as logs write it, brought to one form. Never asks DNS.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc5952">RFC 5952: the text form of IPv6 addresses</a>
 */
final class IpLiteral {
    /** An IPv6 address with an embedded IPv4 one. */
    private static final int LONGEST = 45;

    private IpLiteral() {}

    /**
     * The canonical text: IPv4 dotted, IPv6 lower case and compressed, without brackets and zone; an IPv4-mapped
     * address as IPv4. Null for anything else, also for {@code 010.0.0.1} and {@code 10.1}, which tools read
     * differently.
     */
    static @Nullable String canonical(@Nullable String text) {
        byte[] bytes = bytes(text);
        if (bytes == null) {
            return null;
        }
        return bytes.length == 4 ? dotted(bytes) : compressed(bytes);
    }

    /** The 4 or 16 bytes in network order, or null. */
    static byte @Nullable [] bytes(@Nullable String text) {
        if (text == null || text.length() < 2) {
            return null;
        }
        String bare =
                text.charAt(0) == '[' && text.endsWith("]")
                        ? text.substring(1, text.length() - 1)
                        : text;
        int zone = bare.indexOf('%');
        if (zone > 0) {
            bare = bare.substring(0, zone);
        }
        if (bare.length() > LONGEST || !(bare.indexOf(':') >= 0 || isDottedQuad(bare))) {
            return null;
        }
        try {
            return InetAddress.ofLiteral(bare).getAddress();
        } catch (IllegalArgumentException e) {
            return null;
        }
    }

    private static boolean isDottedQuad(String text) {
        int parts = 0;
        int start = 0;
        for (int i = 0; i <= text.length(); i++) {
            if (i == text.length() || text.charAt(i) == '.') {
                int length = i - start;
                if (length < 1 || length > 3 || (length > 1 && text.charAt(start) == '0')) {
                    return false;
                }
                parts++;
                start = i + 1;
            } else if (text.charAt(i) < '0' || text.charAt(i) > '9') {
                return false;
            }
        }
        return parts == 4;
    }

    private static String dotted(byte[] bytes) {
        return (bytes[0] & 0xff)
                + "."
                + (bytes[1] & 0xff)
                + "."
                + (bytes[2] & 0xff)
                + "."
                + (bytes[3] & 0xff);
    }

    private static String compressed(byte[] bytes) {
        int[] groups = new int[8];
        for (int i = 0; i < 8; i++) {
            groups[i] = ((bytes[2 * i] & 0xff) << 8) | (bytes[2 * i + 1] & 0xff);
        }
        int longestStart = -1;
        int longest = 1;
        for (int i = 0; i < 8; i++) {
            int end = i;
            while (end < 8 && groups[end] == 0) {
                end++;
            }
            if (end - i > longest) {
                longest = end - i;
                longestStart = i;
            }
            i = Math.max(i, end - 1);
        }
        StringBuilder text = new StringBuilder(LONGEST);
        for (int i = 0; i < 8; i++) {
            if (i == longestStart) {
                text.append("::");
                i += longest - 1;
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
