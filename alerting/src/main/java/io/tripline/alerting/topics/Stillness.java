package io.tripline.alerting.topics;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicLong;

/**
 * For how long a thread has not moved, as far as somebody has looked. Time between two looks counts for little: a process
 * that was suspended, or a clock that was set, is no thread that hangs.
 */
final class Stillness {
    /** What the time between two looks counts at most. */
    static final Duration LONGEST = Duration.ofSeconds(10);

    private final InstantSource clock;
    private final AtomicLong moves = new AtomicLong();
    private long seen = -1;
    private Instant looked;
    private Duration still = Duration.ZERO;

    Stillness(InstantSource clock) {
        this.clock = clock;
        looked = clock.instant();
    }

    /** It moves. */
    void moved() {
        moves.incrementAndGet();
    }

    /** For how long it has not moved. */
    synchronized Duration look() {
        Instant now = clock.instant();
        long current = moves.get();
        if (current != seen) {
            still = Duration.ZERO;
        } else if (now.isAfter(looked)) {
            Duration passed = Duration.between(looked, now);
            still = still.plus(passed.compareTo(LONGEST) > 0 ? LONGEST : passed);
        }
        seen = current;
        looked = now;
        return still;
    }
}
