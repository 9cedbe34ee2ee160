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
    private long place = NOTHING;
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
        if (place == NOTHING) {
            place = offset;
        }
        Slot slot = new Slot(offset);
        open.addLast(slot);
        return slot;
    }

    /**
     * Notes the offset that will be read next, once all records before it are noted. It is more than one behind the last
     * record where a transaction's marker takes an offset.
     */
    void reached(long position) {
        reached = position;
    }

    /**
     * The offset to commit, if it has moved since the last call. The first is where reading begins, settled or not: a
     * group that has committed nothing would begin elsewhere the next time.
     */
    OptionalLong advance() {
        while (!open.isEmpty() && open.getFirst().settled) {
            // Kafka wants the offset of the next record to read.
            place = open.removeFirst().offset + 1;
        }
        if (open.isEmpty()) {
            place = Math.max(place, reached);
        }
        if (place == committed) {
            return OptionalLong.empty();
        }
        committed = place;
        return OptionalLong.of(place);
    }

    /** Notes that a commit did not take place, so that it is done again. */
    void notCommitted() {
        committed = NOTHING;
    }
}
