package io.tripline.correlation.streams;

import java.time.Duration;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Set;
import java.util.function.LongSupplier;

/**
 * How long a stream thread has been at work without a chance to commit. Kafka gives up a transaction after 10 s, and all of it
 * would be done again, for as long; so what comes when a turn is over waits for the next.
 *
 * <p>Kafka Streams says nobody when it commits. But in one round a thread processes records of its tasks, then punctuates each of them at
 * most once, then commits if it is time: a record after a punctuation, and a task that is punctuated again, begin a round.
 */
final class Turn {
    /** With the longest that one entity may take (4 s), and what was open before (3 s at most), still below 10 s. */
    static final Duration MOST = Duration.ofSeconds(2);

    private final LongSupplier nanos;
    private final Set<Object> punctuated = Collections.newSetFromMap(new IdentityHashMap<>());
    private long begun;

    /** @param nanos time that nobody sets, as {@link System#nanoTime} is */
    Turn(LongSupplier nanos) {
        this.nanos = nanos;
        begin();
    }

    private void begin() {
        punctuated.clear();
        begun = nanos.getAsLong();
    }

    /** A task is given a record. */
    void processes() {
        if (!punctuated.isEmpty()) {
            begin();
        }
    }

    /** A task is told that time has passed. */
    void punctuates(Object task) {
        if (punctuated.contains(task)) {
            begin();
        }
        punctuated.add(task);
    }

    /** Whether nothing that may take long should be begun. */
    boolean isOver() {
        return nanos.getAsLong() - begun > MOST.toNanos();
    }
}
