package io.tripline.alerting.webhook;

import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * For how long a reader may take it that its partitions are still its own. A process that stood still, as in a debugger, under
 * SIGSTOP or while its machine was moved, or one that is cut off from Kafka, does not know that it was given up meanwhile, and
 * that another one tells its pages.
 */
final class Membership {
    private final LongSupplier nanos;
    private final long most;
    private volatile long asked;

    /** Before the last poll. */
    private long unheard;

    /**
     * One that was seen just now.
     *
     * @param nanos time that goes on while the process stands still, as {@link System#nanoTime} does
     * @param session after which Kafka gives up a member that it does not hear of
     */
    Membership(LongSupplier nanos, Duration session) {
        this.nanos = nanos;
        // Kafka counts from the last heartbeat, which was sent before the last poll.
        this.most = session.dividedBy(2).toNanos();
        asked = nanos.getAsLong();
    }

    /** Whether it is too long ago that Kafka was asked to keep it. */
    boolean isInDoubt() {
        return nanos.getAsLong() - asked > most;
    }

    /** Kafka was last asked so long ago, though it was polled just now. */
    void heard(Duration ago) {
        unheard = ago.toNanos();
    }

    /** It was polled. Of one in doubt it did not yet say so: a lost partition may be told of by a later poll. */
    void polled() {
        asked = nanos.getAsLong() - unheard;
    }
}
