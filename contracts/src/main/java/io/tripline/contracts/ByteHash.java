package io.tripline.contracts;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * A hash of a short text in bytes, by its length and its first, middle and last eight bytes. Not for tables that can't do with
 * many collisions: whoever knows this makes as many as they like.
 */
final class ByteHash {
    private static final VarHandle EIGHT_BYTES =
            MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    private ByteHash() {}

    static int of(byte[] bytes, int from, int to) {
        int length = to - from;
        long all = length;
        if (length >= Long.BYTES) {
            all ^=
                    eight(bytes, from)
                            ^ Long.rotateLeft(eight(bytes, to - Long.BYTES), 1)
                            ^ Long.rotateLeft(
                                    eight(bytes, from + (length - Long.BYTES) / 2), Byte.SIZE + 1);
        } else if (from + Long.BYTES <= bytes.length) {
            all ^= eight(bytes, from) & ((1L << (Byte.SIZE * length)) - 1);
        } else {
            long begin = 0;
            for (int i = to - 1; i >= from; i--) {
                begin = begin << Byte.SIZE | (bytes[i] & 0xff);
            }
            all ^= begin;
        }
        all ^= all >>> Integer.SIZE;
        // Fibonacci hashing: the higher a bit of the product, the more bits it depends on.
        return (int) ((all * 0x9E37_79B9_7F4A_7C15L) >>> Integer.SIZE);
    }

    private static long eight(byte[] bytes, int from) {
        return (long) EIGHT_BYTES.get(bytes, from);
    }
}
