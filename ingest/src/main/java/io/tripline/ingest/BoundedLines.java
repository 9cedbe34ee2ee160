package io.tripline.ingest;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.util.Arrays;
import java.util.zip.GZIPInputStream;
import org.jspecify.annotations.Nullable;

/**
 * Lines of bytes, each held up to a bound and read past beyond it, so that no line can fill the memory. What gzip packed, as
 * of a log that was rotated, is unpacked.
 */
final class BoundedLines {
    private static final byte[] GZIP = {0x1f, (byte) 0x8b};

    /** The mark of UTF-8 that some editors write first. */
    private static final byte[] MARK = {(byte) 0xef, (byte) 0xbb, (byte) 0xbf};

    private final int bound;
    private final byte[] buffer = new byte[64 * 1024];
    private InputStream in;
    private boolean begun;
    private int at;
    private int end;
    private long number;
    private boolean cut;

    BoundedLines(InputStream in, int bound) {
        this.in = in;
        this.bound = bound;
    }

    /** The next line without its line end; null at the end of the input. */
    byte @Nullable [] next() throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream(256);
        boolean any = false;
        cut = false;
        while (at < end || fill()) {
            any = true;
            int start = at;
            while (at < end && buffer[at] != '\n') {
                at++;
            }
            int room = bound - line.size();
            line.write(buffer, start, Math.min(room, at - start));
            cut |= at - start > room;
            if (at < end) {
                at++;
                break;
            }
        }
        if (!any) {
            return null;
        }
        number++;
        return line.toByteArray();
    }

    /** The last line's number, from 1. */
    long number() {
        return number;
    }

    /** Whether the last line was longer than the bound. */
    boolean isCut() {
        return cut;
    }

    private boolean fill() throws IOException {
        if (!begun) {
            begun = true;
            begin();
            if (at < end) {
                return true;
            }
        }
        at = 0;
        end = Math.max(0, in.read(buffer));
        return end > 0;
    }

    /** Looks at the first bytes and no more, as whoever writes into a pipe may take his time. */
    private void begin() throws IOException {
        end = in.readNBytes(buffer, 0, MARK.length);
        if (startsWith(GZIP)) {
            in =
                    new GZIPInputStream(
                            new SequenceInputStream(
                                    new ByteArrayInputStream(buffer.clone(), 0, end), in));
            end = in.readNBytes(buffer, 0, MARK.length);
        }
        if (startsWith(MARK)) {
            at = MARK.length;
        }
    }

    private boolean startsWith(byte[] bytes) {
        return end >= bytes.length && Arrays.mismatch(bytes, buffer) == bytes.length;
    }
}
