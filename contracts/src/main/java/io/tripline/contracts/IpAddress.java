package io.tripline.contracts;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * An IPv4 or IPv6 address. It is read from text by hand, because {@link InetAddress#getByName} asks the name server for
 * whatever it does not take for an address.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc5952">RFC 5952, the canonical text form</a>
 */
public final class IpAddress {
    /** The longest IPv6 text, 45 characters, and room for an interface's name behind it. */
    private static final int MAX_LENGTH = 80;

    private static final int GROUPS = 8;

    private final byte[] bytes;

    private IpAddress(byte[] bytes) {
        this.bytes = bytes;
    }

    /**
     * Reads an address. An IPv4 address mapped into IPv6 is the IPv4 address; a zone ({@code %eth0}) is dropped, as it
     * means something on one host only; an octet with a leading zero is refused, as some read it as octal.
     */
    public static Optional<IpAddress> parse(String text) {
        if (text.length() > MAX_LENGTH) {
            return Optional.empty();
        }
        byte[] bytes = text.indexOf(':') >= 0 ? version6(withoutZone(text)) : version4(text, 0);
        return bytes == null ? Optional.empty() : Optional.of(new IpAddress(unmapped(bytes)));
    }

    /** The canonical text of the address that this text names; null if it names none. */
    public static @Nullable String canonical(@Nullable String text) {
        if (text == null) {
            return null;
        }
        // Of an IPv4 address there is no other form.
        return text.indexOf(':') < 0
                ? (version4(text, 0) == null ? null : text)
                : parse(text).map(IpAddress::toString).orElse(null);
    }

    /** Whether this text is all zeros: the address of nobody, or of all that a host has. */
    public static boolean isUnspecified(String text) {
        return text.equals("0.0.0.0") || text.equals("::") || text.equals("0:0:0:0:0:0:0:0");
    }

    /** Its four or sixteen bytes. */
    public byte[] bytes() {
        return bytes.clone();
    }

    /** Whether it is assigned to someone on the Internet: neither private nor local nor reserved, e.g. for documents. */
    public boolean isPublic() {
        return bytes.length == 4 ? isPublic4() : isPublic6();
    }

    /** Whether it is of the networks that each may use for itself: RFC 1918's, or a unique local one of IPv6. */
    public boolean isPrivate() {
        int first = bytes[0] & 0xff;
        int second = bytes[1] & 0xff;
        return bytes.length == 4
                ? first == 10
                        || (first == 172 && (second & 0xf0) == 16)
                        || (first == 192 && second == 168)
                : (first & 0xfe) == 0xfc;
    }

    /** The same address for libraries; no name is looked up. */
    public InetAddress toInetAddress() {
        try {
            return InetAddress.getByAddress(bytes);
        } catch (UnknownHostException e) {
            throw new IllegalStateException("Four or sixteen bytes are an address.", e);
        }
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof IpAddress that && Arrays.equals(bytes, that.bytes);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(bytes);
    }

    /** The canonical text. */
    @Override
    public String toString() {
        return bytes.length == 4 ? text4() : text6();
    }

    private boolean isPublic4() {
        int first = bytes[0] & 0xff;
        int second = bytes[1] & 0xff;
        int third = bytes[2] & 0xff;
        return switch (first) {
            case 0, 10, 127 -> false;
            case 100 -> (second & 0xc0) != 64;
            case 169 -> second != 254;
            case 172 -> (second & 0xf0) != 16;
            case 192 -> second != 168 && !(second == 0 && (third == 0 || third == 2));
            case 198 -> (second & 0xfe) != 18 && !(second == 51 && third == 100);
            case 203 -> !(second == 0 && third == 113);
            default -> first < 224;
        };
    }

    /** Only 2000::/3 is given out; of that, 2001:db8::/32 is for documents. */
    private boolean isPublic6() {
        return (bytes[0] & 0xe0) == 0x20 && !(group(0) == 0x2001 && group(1) == 0xdb8);
    }

    private int group(int index) {
        return (bytes[2 * index] & 0xff) << 8 | (bytes[2 * index + 1] & 0xff);
    }

    private String text4() {
        return (bytes[0] & 0xff)
                + "."
                + (bytes[1] & 0xff)
                + "."
                + (bytes[2] & 0xff)
                + "."
                + (bytes[3] & 0xff);
    }

    private String text6() {
        int gapStart = -1;
        int gapLength = 1;
        for (int i = 0; i < GROUPS; i++) {
            int end = i;
            while (end < GROUPS && group(end) == 0) {
                end++;
            }
            if (end - i > gapLength) {
                gapStart = i;
                gapLength = end - i;
            }
            i = Math.max(i, end - 1);
        }
        StringBuilder text = new StringBuilder(39);
        for (int i = 0; i < GROUPS; i++) {
            if (i == gapStart) {
                text.append("::");
                i += gapLength - 1;
                continue;
            }
            if (!text.isEmpty() && text.charAt(text.length() - 1) != ':') {
                text.append(':');
            }
            text.append(Integer.toHexString(group(i)));
        }
        return text.toString();
    }

    private static byte[] unmapped(byte[] bytes) {
        if (bytes.length != 16 || bytes[10] != -1 || bytes[11] != -1) {
            return bytes;
        }
        for (int i = 0; i < 10; i++) {
            if (bytes[i] != 0) {
                return bytes;
            }
        }
        return Arrays.copyOfRange(bytes, 12, 16);
    }

    private static String withoutZone(String text) {
        int percent = text.indexOf('%');
        return percent < 0 ? text : text.substring(0, percent);
    }

    private static byte @Nullable [] version4(String text, int from) {
        byte[] bytes = new byte[4];
        int at = from;
        for (int i = 0; i < 4; i++) {
            int start = at;
            int octet = 0;
            while (at < text.length() && at - start < 3 && isDigit(text.charAt(at))) {
                octet = octet * 10 + text.charAt(at++) - '0';
            }
            boolean leadingZero = at - start > 1 && text.charAt(start) == '0';
            if (at == start || leadingZero || octet > 255) {
                return null;
            }
            bytes[i] = (byte) octet;
            if (i < 3 && (at == text.length() || text.charAt(at++) != '.')) {
                return null;
            }
        }
        return at == text.length() ? bytes : null;
    }

    private static byte @Nullable [] version6(String text) {
        byte[] bytes = new byte[16];
        int filled = 0;
        int gap = -1;
        int at = 0;
        if (text.startsWith("::")) {
            gap = 0;
            at = 2;
        }
        while (at < text.length()) {
            if (filled == 16) {
                return null;
            }
            int end = at;
            int group = 0;
            while (end < text.length()
                    && end - at < 4
                    && Character.digit(text.charAt(end), 16) >= 0) {
                group = group << 4 | Character.digit(text.charAt(end++), 16);
            }
            if (end < text.length() && text.charAt(end) == '.') {
                byte[] tail = filled <= 12 ? version4(text, at) : null;
                if (tail == null) {
                    return null;
                }
                System.arraycopy(tail, 0, bytes, filled, 4);
                filled += 4;
                break;
            }
            if (end == at) {
                return null;
            }
            bytes[filled++] = (byte) (group >> 8);
            bytes[filled++] = (byte) group;
            at = end;
            if (at == text.length()) {
                break;
            }
            if (text.charAt(at++) != ':') {
                return null;
            }
            if (at < text.length() && text.charAt(at) == ':') {
                if (gap >= 0) {
                    return null;
                }
                gap = filled;
                at++;
            } else if (at == text.length()) {
                return null;
            }
        }
        if (gap < 0) {
            return filled == 16 ? bytes : null;
        }
        if (filled > 14) {
            return null;
        }
        byte[] spread = new byte[16];
        System.arraycopy(bytes, 0, spread, 0, gap);
        System.arraycopy(bytes, gap, spread, 16 - (filled - gap), filled - gap);
        return spread;
    }

    private static boolean isDigit(char character) {
        return character >= '0' && character <= '9';
    }
}
