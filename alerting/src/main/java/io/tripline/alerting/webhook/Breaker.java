package io.tripline.alerting.webhook;

import java.time.Duration;
import java.util.function.IntFunction;
import java.util.function.LongSupplier;

/**
 * Spares a destination that fails again and again: while it is open nobody tries, then one try at a time until one
 * succeeds. One destination's lanes share it; another destination has its own.
 */
final class Breaker {
    /** Failures in a row that open it. */
    static final int LIMIT = 5;

    /** How often the others look while one tries. */
    private static final Duration PROBE = Duration.ofMillis(250);

    private final LongSupplier nanos;
    private int failures;

    /** Whether nobody is to try until then, by {@link #nanos}. */
    private boolean sparing;

    private long until;
    private boolean probing;
    private int untriedWaiting;

    /**
     * One that is closed.
     *
     * @param nanos time that nobody sets, as {@link System#nanoTime} is: a wall clock that is set back would spare the
     *     destination for as long
     */
    Breaker(LongSupplier nanos) {
        this.nanos = nanos;
    }

    /**
     * How long to wait; nothing means to try now, and then to say what came of it.
     *
     * @param untried whether it is a page that has not been tried. While such wait none other takes the one try: a page that
     *     is refused for its own sake would say again what it said before
     */
    synchronized Duration hold(boolean untried) {
        Duration asked = pause();
        if (asked.isPositive() || failures < LIMIT) {
            return asked;
        }
        if (probing || (!untried && untriedWaiting > 0)) {
            return PROBE;
        }
        probing = true;
        return Duration.ZERO;
    }

    /** How long nobody is to try. All that keeps a page that is refused while others are taken: nothing is learnt of it. */
    synchronized Duration pause() {
        long left = sparing ? until - nanos.getAsLong() : 0;
        return left > 0 ? Duration.ofNanos(left) : Duration.ZERO;
    }

    /** A page that has not been tried waits, or does so no longer. */
    synchronized void untriedWaits(boolean waits) {
        untriedWaiting += waits ? 1 : -1;
    }

    /** It answered as it should, or refused this one only. */
    synchronized void succeeded() {
        failures = 0;
        probing = false;
        sparing = false;
    }

    /**
     * It failed.
     *
     * @param backoff how long to wait after so many failures in a row
     */
    synchronized void failed(IntFunction<Duration> backoff) {
        failures++;
        probing = false;
        if (failures >= LIMIT) {
            spare(backoff.apply(failures - LIMIT + 1));
        }
    }

    /** It failed and asked not to be told anything for so long. */
    synchronized void failed(Duration asked) {
        failures++;
        probing = false;
        spare(asked);
    }

    private void spare(Duration wait) {
        long end = nanos.getAsLong() + wait.toNanos();
        until = sparing && until - end > 0 ? until : end;
        sparing = true;
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
