package io.tripline.contracts;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * Finds where JSON's strings end, eight bytes at a time: for those who read events, and for those who read what log sources
 * write.
 */
public final class JsonStrings {
    /** In the lowest bits of what {@link #pass} gives. */
    private static final int NOT_ASCII = 1;

    private static final int ESCAPED = 2;
    private static final int FORM_BITS = 2;

    private static final VarHandle EIGHT_BYTES =
            MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    /** A byte in each of eight. */
    private static final long ONES = 0x0101_0101_0101_0101L;

    private static final long HIGH_BITS = 0x8080_8080_8080_8080L;

    /** All are zero in control characters alone. */
    private static final long CONTROL_BITS = 0xE0E0_E0E0_E0E0_E0E0L;

    private static final int ODD_BITS = 0xAA;

    /** Times the lowest bits of eight bytes: has them in its highest byte. */
    private static final long BESIDE_EACH_OTHER = 0x0102_0408_1020_4080L;

    private JsonStrings() {}

    /**
     * Passes over a string.
     *
     * @param from behind its opening quote
     * @return what {@link #end}, {@link #isPlain} and {@link #isEscaped} take; negative if the string has no end or holds a
     *     control character
     */
    public static int pass(byte[] json, int from) {
        long seen = 0;
        int i = from;
        while (i + Long.BYTES <= json.length) {
            long eight = (long) EIGHT_BYTES.get(json, i);
            long stop = quotesBackslashesControls(eight);
            if (stop != 0) {
                int skipped = Long.numberOfTrailingZeros(stop) / Byte.SIZE;
                seen |= skipped == 0 ? 0 : eight << (Long.SIZE - skipped * Byte.SIZE);
                i += skipped;
                break;
            }
            seen |= eight;
            i += Long.BYTES;
        }
        while (i < json.length && json[i] != '"') {
            if (json[i] == '\\') {
                int end = passEscapes(json, i);
                return end < 0 ? end : (end << FORM_BITS) | ESCAPED;
            }
            if (json[i] >= 0 && json[i] < ' ') {
                return -1;
            }
            seen |= json[i++];
        }
        if (i >= json.length) {
            return -1;
        }
        return ((i + 1) << FORM_BITS) | ((seen & HIGH_BITS) == 0 ? 0 : NOT_ASCII);
    }

    /** The place behind the closing quote. */
    public static int end(int passed) {
        return passed >> FORM_BITS;
    }

    /** Whether the string is ASCII without escapes. */
    public static boolean isPlain(int passed) {
        return (passed & (NOT_ASCII | ESCAPED)) == 0;
    }

    /** Whether the string has escapes. */
    public static boolean isEscaped(int passed) {
        return (passed & ESCAPED) != 0;
    }

    /**
     * From a backslash to behind the closing quote; negative if there is none. Raw records inside events are full of them, so
     * which byte they escape is found for eight bytes at once, and no step waits for where the last one ended.
     */
    private static int passEscapes(byte[] json, int from) {
        int escapedFirst = 0;
        int i = from;
        while (i + Long.BYTES <= json.length) {
            long eight = (long) EIGHT_BYTES.get(json, i);
            if (zeros(eight & CONTROL_BITS) != 0) {
                return -1;
            }
            int backslashes = eightBits(zeros(eight ^ '\\' * ONES));
            // simdjson's (json_escape_scanner.h): the subtraction's carry runs through a row of
            // backslashes, of which each second one escapes.
            int potential = backslashes & ~escapedFirst;
            int ends = (((potential << 1) | ODD_BITS) - potential) ^ ODD_BITS;
            int escaped = ends ^ (backslashes | escapedFirst);
            int closing = eightBits(zeros(eight ^ '"' * ONES)) & ~escaped;
            if (closing != 0) {
                return i + Integer.numberOfTrailingZeros(closing) + 1;
            }
            escapedFirst = ((ends & backslashes) >> (Byte.SIZE - 1)) & 1;
            i += Long.BYTES;
        }
        for (; i < json.length; i++) {
            if (json[i] >= 0 && json[i] < ' ') {
                return -1;
            }
            if (escapedFirst == 0 && json[i] == '"') {
                return i + 1;
            }
            escapedFirst = escapedFirst == 0 && json[i] == '\\' ? 1 : 0;
        }
        return -1;
    }

    /**
     * Copies up to the first backslash, eight bytes at a time where there is none among them.
     *
     * @param into has room for all up to {@code to}
     * @return how many bytes were copied
     */
    public static int copyToBackslash(byte[] json, int from, int to, byte[] into, int at) {
        int i = 0;
        int length = to - from;
        while (i + Long.BYTES <= length) {
            long eight = (long) EIGHT_BYTES.get(json, from + i);
            if (zeros(eight ^ '\\' * ONES) != 0) {
                break;
            }
            EIGHT_BYTES.set(into, at + i, eight);
            i += Long.BYTES;
        }
        while (i < length && json[from + i] != '\\') {
            into[at + i] = json[from + i];
            i++;
        }
        return i;
    }

    /** The high bit of each of eight bytes that is zero. */
    private static long zeros(long eight) {
        return ~(((eight & ~HIGH_BITS) + ~HIGH_BITS) | eight | ~HIGH_BITS);
    }

    /** The high bits of eight bytes beside each other, that of the first byte lowest. */
    private static int eightBits(long highBits) {
        return (int)
                (((highBits >>> (Byte.SIZE - 1)) * BESIDE_EACH_OTHER) >>> (Long.SIZE - Byte.SIZE));
    }

    /** The high bit of each of eight bytes that ends a plain string; exact for the lowest of them. */
    private static long quotesBackslashesControls(long eight) {
        long quotes = eight ^ '"' * ONES;
        long backslashes = eight ^ '\\' * ONES;
        return (((quotes - ONES) & ~quotes)
                        | ((backslashes - ONES) & ~backslashes)
                        | ((eight - ' ' * ONES) & ~eight))
                & HIGH_BITS;
    }
}
