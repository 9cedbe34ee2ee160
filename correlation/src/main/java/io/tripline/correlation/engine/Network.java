package io.tripline.correlation.engine;

import io.tripline.contracts.IpAddress;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;

/** A block of addresses; one that could not be read holds none. */
final class Network {
    private static final byte[] NO_BYTES = {};

    private final byte[] prefix;
    private final int bits;

    /** What could not be read. */
    static final Network NONE = new Network(NO_BYTES, 0);

    private Network(byte[] prefix, int bits) {
        this.prefix = prefix;
        this.bits = bits;
    }

    static Network parse(String text) {
        int slash = text.indexOf('/');
        byte[] prefix = bytes(slash < 0 ? text : text.substring(0, slash));
        int bits = prefix.length * Byte.SIZE;
        if (slash >= 0) {
            try {
                bits = Integer.parseInt(text.substring(slash + 1));
            } catch (NumberFormatException e) {
                return NONE;
            }
        }
        return prefix.length == 0 || bits < 0 || bits > prefix.length * Byte.SIZE
                ? NONE
                : new Network(prefix, bits);
    }

    /** How many bits its addresses share; -1 if it could not be read. */
    int bits() {
        return prefix.length == 0 ? -1 : bits;
    }

    /** The bits its addresses share, the others 0. */
    ByteBuffer masked() {
        byte[] masked = prefix.clone();
        for (int bit = bits; bit < masked.length * Byte.SIZE; bit++) {
            masked[bit / Byte.SIZE] &= (byte) ~(0x80 >> (bit % Byte.SIZE));
        }
        return ByteBuffer.wrap(masked);
    }

    /** With the address as events have it. */
    @Override
    public String toString() {
        try {
            String address = InetAddress.getByAddress(masked().array()).getHostAddress();
            return IpAddress.canonical(address) + "/" + bits;
        } catch (UnknownHostException e) {
            return "none";
        }
    }

    boolean holds(String address) {
        byte[] bytes = bytes(address);
        if (prefix.length == 0 || bytes.length != prefix.length) {
            return false;
        }
        for (int bit = 0; bit < bits; bit++) {
            int mask = 0x80 >> (bit % Byte.SIZE);
            if ((bytes[bit / Byte.SIZE] & mask) != (prefix[bit / Byte.SIZE] & mask)) {
                return false;
            }
        }
        return true;
    }

    byte[] prefix() {
        return prefix.clone();
    }

    /** In bits. */
    int length() {
        return bits;
    }

    /** The bytes of an address literal. A name gives none: rules never ask DNS. */
    static byte[] bytes(String literal) {
        byte[] usual = dottedQuad(literal);
        return usual.length > 0 ? usual : anyLiteral(literal);
    }

    /** The bytes of an address as nearly all are written: four numbers of one to three digits, without leading zeros. */
    private static byte[] dottedQuad(String literal) {
        if (literal.length() > 15 || literal.indexOf(':') >= 0) {
            return NO_BYTES;
        }
        byte[] bytes = new byte[4];
        int part = 0;
        int value = -1;
        for (int i = 0; i < literal.length(); i++) {
            char c = literal.charAt(i);
            if (c == '.' && value >= 0 && part < 3) {
                bytes[part++] = (byte) value;
                value = -1;
            } else if (c >= '0' && c <= '9' && value != 0) {
                value = value < 0 ? c - '0' : 10 * value + c - '0';
                if (value > 255) {
                    return NO_BYTES;
                }
            } else {
                return NO_BYTES;
            }
        }
        if (part < 3 || value < 0) {
            return NO_BYTES;
        }
        bytes[3] = (byte) value;
        return bytes;
    }

    /** An IPv6 address. Java reads 172.16 as 172.0.0.16, which nobody means. */
    private static byte[] anyLiteral(String literal) {
        boolean looksLikeAddress =
                literal.indexOf(':') >= 0
                        && literal.chars()
                                .allMatch(c -> c == '.' || c == ':' || Character.digit(c, 16) >= 0);
        if (!looksLikeAddress) {
            return NO_BYTES;
        }
        try {
            return InetAddress.ofLiteral(literal).getAddress();
        } catch (IllegalArgumentException e) {
            return NO_BYTES;
        }
    }
}
