package io.tripline.alerting.webhook;

import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * For how long a reader may take it that its partitions are still its own. A process that stood still, as in a debugger, under
 * SIGSTOP or while its machine was moved, or one that is cut off from Kafka, does not know that it was given up meanwhile, and
 * that another one tells its pages.
 */
final class Membership {
    /** Of the session, in percent. Kafka counts from the last heartbeat, which was sent before the last poll. */
    private static final int PART = 70;

    /** For so long it has to seem cut off: after a pause the heartbeats may only come behind the poll, or a clock was set. */
    private static final Duration SURE = Duration.ofSeconds(1);

    private final LongSupplier nanos;
    private final long most;
    private volatile long asked;
    private long polled;

    /** Before the last poll. */
    private long unheard;

    private boolean seemsCutOff;

    /** As of when it does. */
    private long since;

    /**
     * One that was seen just now.
     *
     * @param nanos time that goes on while the process stands still, as {@link System#nanoTime} does
     * @param session after which Kafka gives up a member that it does not hear of
     */
    Membership(LongSupplier nanos, Duration session) {
        this.nanos = nanos;
        this.most = session.multipliedBy(PART).dividedBy(100).toNanos();
        polled = nanos.getAsLong();
        asked = polled;
    }

    /** Whether it may be too long ago that Kafka was asked to keep it: until that is sure, nothing is told. */
    boolean isInDoubt() {
        return nanos.getAsLong() - asked > most;
    }

    /** Whether it is better to begin anew: it stood still, or has seemed cut off in more than one poll. */
    boolean isGivenUp() {
        long now = nanos.getAsLong();
        return now - polled > most || (seemsCutOff && now - since >= SURE.toNanos());
    }

    /** Kafka was last asked so long ago, though it was polled just now. */
    void heard(Duration ago) {
        unheard = ago.toNanos();
        boolean seems = unheard > most;
        if (seems && !seemsCutOff) {
            since = nanos.getAsLong();
        }
        seemsCutOff = seems;
    }

    /** It was polled. Of one in doubt it did not yet say so: a lost partition may be told of by a later poll. */
    void polled() {
        polled = nanos.getAsLong();
        asked = polled - unheard;
    }
}
