package io.tripline.correlation.streams;

import java.time.Duration;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * How long a stream thread has been at work without a chance to commit. Kafka gives up a transaction after 10 s, and all of it
 * would be done again, for as long; so what comes when a turn is over waits for the next.
 *
 * <p>Kafka Streams says nobody when it commits. But in one round a thread processes records of its tasks, then punctuates each of them at
 * most once, then commits if it is time: a record after a punctuation, and a task that is punctuated again, begin a round.
 */
final class Turn {
    /** Twice the longest that one entity may take (4 s) may follow: the last record's, and that of one whose turn it is. */
    static final Duration MOST = Duration.ofSeconds(1);

    private final LongSupplier nanos;
    private final Set<Object> punctuated = Collections.newSetFromMap(new IdentityHashMap<>());
    private long begun;
    private boolean hasBegun;

    /** Tasks that asked when the turn was over. */
    private final Set<Object> asked = Collections.newSetFromMap(new IdentityHashMap<>());

    /** Those of them that might not begin, the one that has waited longest first. */
    private final Set<Object> refused = new LinkedHashSet<>();

    /** The one of them that might. */
    private @Nullable Object granted;

    /** @param nanos time that nobody sets, as {@link System#nanoTime} is */
    Turn(LongSupplier nanos) {
        this.nanos = nanos;
    }

    private void begin() {
        hasBegun = true;
        punctuated.clear();
        begun = nanos.getAsLong();
        refused.retainAll(asked);
        asked.clear();
        if (granted != null && refused.remove(granted)) {
            refused.add(granted);
        }
        granted = null;
    }

    /** A task is given a record. */
    void processes() {
        if (!hasBegun || !punctuated.isEmpty()) {
            begin();
        }
    }

    /** A task is told that time has passed. */
    void punctuates(Object task) {
        if (!hasBegun || punctuated.contains(task)) {
            begin();
        }
        punctuated.add(task);
    }

    /** Whether nothing that may take long should be begun. */
    boolean isOver() {
        return nanos.getAsLong() - begun > MOST.toNanos();
    }

    /** Whether a task may begin with one that is due. Where the turn is over one may, each task in its turn: else events would let time stand still. */
    boolean mayBegin(Object task) {
        if (!isOver()) {
            return true;
        }
        asked.add(task);
        if (granted == null && (refused.isEmpty() || refused.iterator().next().equals(task))) {
            granted = task;
            refused.remove(task);
            return true;
        }
        refused.add(task);
        return false;
    }
}
