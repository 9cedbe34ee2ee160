package io.tripline.ingest.streams;

import java.util.Arrays;

/** What a dead letter holds of a record that is too large to be kept twice. */
final class Beginning {
    /** Enough to see what it is. */
    static final int MAX_BYTES = 16 * 1024;

    private Beginning() {}

    /** The first bytes, none of a character that is not whole. */
    static byte[] of(byte[] value) {
        if (value.length <= MAX_BYTES) {
            return value;
        }
        int end = MAX_BYTES;
        while (end > MAX_BYTES - 4 && (value[end] & 0xc0) == 0x80) {
            end--;
        }
        return Arrays.copyOf(value, end);
    }
}
