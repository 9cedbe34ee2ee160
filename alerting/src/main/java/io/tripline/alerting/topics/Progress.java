package io.tripline.alerting.topics;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.OptionalLong;

/**
 * How far one partition's records are settled. Records settle in any order and by any thread; the offset to commit
 * only passes over those before which nothing is open. Owned by the reader's thread.
 */
final class Progress {
    private final Deque<Slot> open = new ArrayDeque<>();

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

    /** The offset to commit, if it has moved since the last call. */
    OptionalLong advance() {
        OptionalLong committable = OptionalLong.empty();
        while (!open.isEmpty() && open.getFirst().settled) {
            // Kafka wants the offset of the next record to read.
            committable = OptionalLong.of(open.removeFirst().offset + 1);
        }
        return committable;
    }
}
