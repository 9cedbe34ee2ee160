package io.tripline.alerting.retry;

import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * How long to wait before trying again: doubling up to a bound, the upper half at random, so that those who failed
 * together do not come back together.
 */
public final class Backoff {
    /** Doubling more often than this is beyond any bound. */
    private static final int MAX_DOUBLINGS = 30;

    private final Duration first;
    private final Duration longest;
    private final RandomGenerator random;

    /** A backoff that starts at {@code first} and never exceeds {@code longest}. */
    public Backoff(Duration first, Duration longest, RandomGenerator random) {
        this.first = first;
        this.longest = longest;
        this.random = random;
    }

    /** The wait after this many failures in a row, from 1. */
    public Duration after(int failures) {
        int doublings = Math.clamp(failures - 1, 0, MAX_DOUBLINGS);
        long full = Math.min(first.toNanos() << doublings, longest.toNanos());
        if (full <= 0 || first.toNanos() > longest.toNanos() >> doublings) {
            full = longest.toNanos();
        }
        long half = full / 2;
        return Duration.ofNanos(half + random.nextLong(full - half + 1));
    }
}
