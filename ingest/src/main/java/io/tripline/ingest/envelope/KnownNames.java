package io.tripline.ingest.envelope;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The names that JSON objects had lately, so that the text of a name is made once. Each has one place, where the last
 * comer stays: who sends ever new names takes no more room. Threads share it without waiting, as what they write is whole.
 */
final class KnownNames {
    private static final int PLACES = 1 << 13;
    private static final VarHandle EIGHT_BYTES =
            MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final long MIX = 0x9e37_79b9_7f4a_7c15L;

    private static final @Nullable Name[] NAMES = new Name[PLACES];

    private KnownNames() {}

    /**
     * A name by its length, first and last eight bytes, which are all of it unless it is longer than sixteen.
     *
     * @param last of a name that is shorter than eight, zero
     */
    @SuppressWarnings("ArrayRecordComponent") // Compared to bytes within a document.
    private record Name(long first, long last, byte[] bytes, String text) {}

    /** The text of a name in ASCII. */
    static String of(byte[] json, int from, int length) {
        long first = 0;
        long last = 0;
        if (length >= Long.BYTES) {
            first = (long) EIGHT_BYTES.get(json, from);
            last = (long) EIGHT_BYTES.get(json, from + length - Long.BYTES);
        } else {
            for (int i = from; i < from + length; i++) {
                first = (first << Byte.SIZE) | json[i];
            }
        }
        int place = (int) (((first * MIX + last + length) * MIX) >>> 51);
        Name known = NAMES[place];
        if (known != null
                && known.first == first
                && known.last == last
                && known.bytes.length == length
                && (length <= 2 * Long.BYTES
                        || Arrays.equals(known.bytes, 0, length, json, from, from + length))) {
            return known.text;
        }
        byte[] bytes = Arrays.copyOfRange(json, from, from + length);
        String text = new String(bytes, ISO_8859_1);
        NAMES[place] = new Name(first, last, bytes, text);
        return text;
    }
}
