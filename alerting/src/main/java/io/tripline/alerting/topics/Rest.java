package io.tripline.alerting.topics;

import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * Lets work that grows with all that was read rest after it was done, so that it takes a fifth of a processor at most: what
 * comes meanwhile is done together. Small work hardly waits; large work waits for what it cost.
 */
final class Rest {
    private static final int TIMES_THE_WORK = 4;

    /** Whatever it costs, it is not put off for longer. */
    static final Duration LONGEST = Duration.ofSeconds(10);

    private final LongSupplier nanos;
    private long overAt;

    /** @param nanos time that nobody sets, as {@link System#nanoTime} is */
    Rest(LongSupplier nanos) {
        this.nanos = nanos;
        overAt = nanos.getAsLong();
    }

    /** For how long it still rests; zero when it may work. */
    Duration left() {
        return Duration.ofNanos(Math.max(0, overAt - nanos.getAsLong()));
    }

    /** Does the work, and rests. */
    void after(Runnable work) {
        long began = nanos.getAsLong();
        work.run();
        long now = nanos.getAsLong();
        overAt = now + Math.min(TIMES_THE_WORK * (now - began), LONGEST.toNanos());
    }
}
