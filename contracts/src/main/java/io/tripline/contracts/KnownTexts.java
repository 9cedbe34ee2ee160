package io.tripline.contracts;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Short texts that were read before, so that an event that is kept does not have its own copy of the names that thousands
 * have: of a kept event's memory, that is most. A text that comes again, and falls on another's place, takes it, so it is
 * bounded and forgets. One that comes once, as every event's id does, takes nobody's.
 */
final class KnownTexts {
    private static final int PLACES = 1 << 16;

    /** In bytes. Longer texts seldom come twice. */
    private static final int LONGEST = 48;

    private static final @Nullable Known[] KNOWN = new Known[PLACES];

    /** By place, the hash of the text that came last and was not known. */
    private static final int[] CAME = new int[PLACES];

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
        int hash = ByteHash.of(bytes, from, to);
        int place = hash & (PLACES - 1);
        Known known = KNOWN[place];
        if (known != null && Arrays.equals(known.bytes, 0, known.bytes.length, bytes, from, to)) {
            return known.text;
        }
        String text = read(bytes, from, to);
        if (CAME[place] != hash) {
            CAME[place] = hash;
            return text;
        }
        KNOWN[place] = new Known(Arrays.copyOfRange(bytes, from, to), text);
        return text;
    }

    private static String read(byte[] bytes, int from, int to) {
        return new String(bytes, from, to - from, StandardCharsets.ISO_8859_1);
    }
}
