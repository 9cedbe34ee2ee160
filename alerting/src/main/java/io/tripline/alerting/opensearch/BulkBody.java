package io.tripline.alerting.opensearch;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Set;
import org.apache.hc.core5.http.nio.AsyncEntityProducer;
import org.apache.hc.core5.http.nio.DataStreamChannel;
import org.jspecify.annotations.Nullable;

/**
 * The body of a bulk request, which goes to the connection from where its items' bytes are. Repeatable: another attempt
 * begins after {@link #releaseResources}.
 */
final class BulkBody implements AsyncEntityProducer {
    static final String TYPE = "application/x-ndjson";

    /**
     * As much as goes to the connection at once, in bytes. With 8 KB there is a look at the selector and a system call for
     * every seven events.
     */
    private static final int PIECE = 128 << 10;

    private final List<BulkItem> items;
    private final long length;

    /** What the connection did not take yet, ready to be read. */
    private @Nullable ByteBuffer piece;

    /** The item that goes into the piece next, its part, and how much of that part is gone. */
    private int item;

    private int part;
    private int gone;

    BulkBody(List<BulkItem> items) {
        this.items = items;
        this.length = items.stream().mapToLong(BulkItem::size).sum();
    }

    @Override
    public void produce(DataStreamChannel channel) throws IOException {
        ByteBuffer bytes = piece == null ? ByteBuffer.allocate(PIECE).flip() : piece;
        piece = bytes;
        int taken;
        do {
            bytes.compact();
            fill(bytes);
            bytes.flip();
            taken = channel.write(bytes);
        } while (taken > 0 && bytes.hasRemaining());
        if (!bytes.hasRemaining() && item == items.size()) {
            channel.endStream();
        }
    }

    @Override
    public void releaseResources() {
        piece = null;
        item = 0;
        part = 0;
        gone = 0;
    }

    private void fill(ByteBuffer bytes) {
        while (item < items.size() && bytes.hasRemaining()) {
            byte[] from = items.get(item).part(part);
            int fits = Math.min(bytes.remaining(), from.length - gone);
            bytes.put(from, gone, fits);
            gone += fits;
            if (gone == from.length) {
                gone = 0;
                part++;
            }
            if (part == BulkItem.PARTS) {
                part = 0;
                item++;
            }
        }
    }

    @Override
    public boolean isRepeatable() {
        return true;
    }

    @Override
    public void failed(Exception cause) {
        releaseResources();
    }

    @Override
    public int available() {
        return Integer.MAX_VALUE;
    }

    @Override
    public long getContentLength() {
        return length;
    }

    @Override
    public String getContentType() {
        return TYPE;
    }

    @Override
    public @Nullable String getContentEncoding() {
        return null;
    }

    @Override
    public boolean isChunked() {
        return false;
    }

    @Override
    public Set<String> getTrailerNames() {
        return Set.of();
    }
}
