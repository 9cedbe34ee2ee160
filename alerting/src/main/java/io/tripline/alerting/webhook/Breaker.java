package io.tripline.alerting.webhook;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/**
 * Spares a destination that fails again and again: while it is open nobody tries, then one try at a time until one
 * succeeds. One destination's lanes share it; another destination has its own.
 */
final class Breaker {
    /** Failures in a row that open it. */
    static final int LIMIT = 5;

    /** How often the others look while one tries. */
    private static final Duration PROBE = Duration.ofMillis(250);

    private final InstantSource clock;
    private int failures;
    private Instant until = Instant.MIN;
    private boolean probing;

    Breaker(InstantSource clock) {
        this.clock = clock;
    }

    /** How long to wait; nothing means to try now, and then to say what came of it. */
    synchronized Duration hold() {
        Instant now = clock.instant();
        if (until.isAfter(now)) {
            return Duration.between(now, until);
        }
        if (failures < LIMIT) {
            return Duration.ZERO;
        }
        if (probing) {
            return PROBE;
        }
        probing = true;
        return Duration.ZERO;
    }

    /** It answered as it should, or refused this one only. */
    synchronized void succeeded() {
        failures = 0;
        probing = false;
        until = Instant.MIN;
    }

    /**
     * It failed.
     *
     * @param wait what the one who tried will wait
     * @param asked whether the destination itself asked for it: then for all
     */
    synchronized void failed(Duration wait, boolean asked) {
        failures++;
        probing = false;
        if (asked || failures >= LIMIT) {
            Instant end = clock.instant().plus(wait);
            until = end.isAfter(until) ? end : until;
        }
    }

    /** The try was given up without a result. */
    synchronized void abandoned() {
        probing = false;
    }

    /** Whether nobody tries at the moment. */
    synchronized boolean isOpen() {
        return failures >= LIMIT;
    }
}
