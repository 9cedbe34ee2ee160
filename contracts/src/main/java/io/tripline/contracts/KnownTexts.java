package io.tripline.contracts;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Short texts that were read before, so that an event that is kept does not have its own copy of the names that thousands
 * have: of a kept event's memory, that is most. A text that falls on another's place takes it, so it is bounded and forgets.
 */
final class KnownTexts {
    private static final int PLACES = 1 << 14;

    /** In bytes. Longer texts seldom come twice. */
    private static final int LONGEST = 48;

    private static final @Nullable Known[] KNOWN = new Known[PLACES];

    /** Its fields are final, so that another thread sees all of it or nothing. */
    private static final class Known {
        final byte[] bytes;
        final String text;

        Known(byte[] bytes, String text) {
            this.bytes = bytes;
            this.text = text;
        }
    }

    private KnownTexts() {}

    /** The text of these bytes, which are plain ASCII. */
    static String of(byte[] bytes, int from, int to) {
        if (to - from > LONGEST) {
            return read(bytes, from, to);
        }
        int place = ByteHash.of(bytes, from, to) & (PLACES - 1);
        Known known = KNOWN[place];
        if (known != null && Arrays.equals(known.bytes, 0, known.bytes.length, bytes, from, to)) {
            return known.text;
        }
        String text = read(bytes, from, to);
        KNOWN[place] = new Known(Arrays.copyOfRange(bytes, from, to), text);
        return text;
    }

    private static String read(byte[] bytes, int from, int to) {
        return new String(bytes, from, to - from, StandardCharsets.ISO_8859_1);
    }
}
