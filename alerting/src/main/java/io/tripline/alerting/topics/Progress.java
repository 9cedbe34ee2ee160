package io.tripline.alerting.topics;

import java.util.Optional;
import java.util.TreeMap;

/**
 * How far one partition's records are settled. Records settle in any order and by any thread; the offset to commit
 * only passes over those before which nothing is open, and what is settled beyond it is kept with it. Owned by the reader's
 * thread.
 */
final class Progress {
    private static final long NOTHING = -1;

    /** By offset; what is not among them is settled, up to where reading has come. */
    private final TreeMap<Long, Slot> open = new TreeMap<>();

    /** Up to where what is not open is settled: what was read, here or by a reader before. */
    private long reached;

    private long place;

    /** Where the reader before had this one begin. */
    private long from;

    private Optional<Place> committed = Optional.empty();

    /** What a reader before knew of places that this one has not come to yet. */
    private boolean recalls;

    /**
     * What to commit.
     *
     * @param offset of the next record to read
     * @param ahead what is settled beyond it, as {@link Ahead} writes it
     */
    record Place(long offset, String ahead) {}

    private static final class Slot implements Runnable {
        private boolean read;
        private volatile boolean settled;

        private Slot(boolean read) {
            this.read = read;
        }

        @Override
        public void run() {
            settled = true;
        }
    }

    /** Nothing is known of the partition. */
    Progress() {
        place = NOTHING;
        reached = NOTHING;
    }

    /** Where another reader left off. */
    Progress(Place before) {
        place = NOTHING;
        reached = NOTHING;
        Ahead.read(before.ahead(), before.offset())
                .ifPresent(
                        ahead -> {
                            place = before.offset();
                            from = place;
                            reached = ahead.reached();
                            ahead.open().forEach(each -> open.put(each, new Slot(false)));
                            recalls = true;
                        });
    }

    /** Notes a record that has been read; the result is to be run when it is settled. Empty if it was settled before. */
    Optional<Runnable> read(long offset) {
        if (recalls && offset < from) {
            // Somebody had it begin elsewhere: what was known may be of other records.
            open.clear();
            reached = NOTHING;
            place = NOTHING;
            recalls = false;
        }
        if (place == NOTHING) {
            place = offset;
        }
        if (recalls && offset < reached) {
            pass(offset);
            Slot known = open.get(offset);
            if (known == null) {
                return Optional.empty();
            }
            known.read = true;
            return Optional.of(known);
        }
        Slot slot = new Slot(true);
        open.put(offset, slot);
        reached = offset + 1;
        return Optional.of(slot);
    }

    /**
     * Notes the offset that will be read next, once all records before it are noted. It is more than one behind the last
     * record where a transaction's marker takes an offset.
     */
    void reached(long position) {
        pass(position);
        recalls &= position < reached;
        if (place == NOTHING) {
            place = position;
        }
        reached = Math.max(reached, position);
    }

    /** What was to be read before and is not there any more is settled: its record is gone. */
    private void pass(long position) {
        if (recalls) {
            open.headMap(position).values().removeIf(each -> !each.read);
        }
    }

    /**
     * What to commit, if it has changed since the last call. The first is where reading begins, settled or not: a group
     * that has committed nothing would begin elsewhere the next time.
     */
    Optional<Place> advance() {
        if (place == NOTHING) {
            return Optional.empty();
        }
        open.values().removeIf(each -> each.settled);
        place = open.isEmpty() ? Math.max(place, reached) : open.firstKey();
        Optional<Place> present =
                Optional.of(new Place(place, Ahead.write(open.keySet(), reached)));
        if (present.equals(committed)) {
            return Optional.empty();
        }
        committed = present;
        return present;
    }

    /** Notes that a commit did not take place, so that it is done again. */
    void notCommitted() {
        committed = Optional.empty();
    }
}
