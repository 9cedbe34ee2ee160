package io.tripline.alerting.topics;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.OptionalLong;

/**
 * How far one partition's records are settled. Records settle in any order and by any thread; the offset to commit
 * only passes over those before which nothing is open. Owned by the reader's thread.
 */
final class Progress {
    private static final long NOTHING = -1;

    private final Deque<Slot> open = new ArrayDeque<>();
    private long reached = NOTHING;
    private long committed = NOTHING;

    private static final class Slot implements Runnable {
        private final long offset;
        private volatile boolean settled;

        private Slot(long offset) {
            this.offset = offset;
        }

        @Override
        public void run() {
            settled = true;
        }
    }

    /** Notes a record that has been read; the result is to be run when it is settled. */
    Runnable read(long offset) {
        Slot slot = new Slot(offset);
        open.addLast(slot);
        return slot;
    }

    /** Whether a record has been read. */
    boolean isBegun() {
        return committed != NOTHING || !open.isEmpty();
    }

    /**
     * Notes the offset that will be read next, once all records before it are noted. It is more than one behind the last
     * record where a transaction's marker takes an offset.
     */
    void reached(long position) {
        reached = position;
    }

    /** The offset to commit, if it has moved since the last call. */
    OptionalLong advance() {
        long before = committed;
        while (!open.isEmpty() && open.getFirst().settled) {
            // Kafka wants the offset of the next record to read.
            committed = open.removeFirst().offset + 1;
        }
        if (open.isEmpty() && committed != NOTHING) {
            committed = Math.max(committed, reached);
        }
        return committed == before ? OptionalLong.empty() : OptionalLong.of(committed);
    }
}
