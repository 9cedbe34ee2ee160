package io.tripline.alerting.webhook;

import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * How many pages a kill would have told again: those under way, and those that were told while that is not committed. It is
 * bounded by their number and not by time alone, as on a busy machine a commit takes long.
 */
final class Exposure {
    /** At least, so that commits need not keep pace with a destination that is told one page at a time. */
    static final int LEAST = 8;

    /** For so long after one was begun it may be told any moment. */
    private static final long SOON_NANOS = Duration.ofSeconds(1).toNanos();

    private final int most;
    private final LongSupplier nanos;
    private int underWay;
    private long told;
    private long committed;
    private long begun;

    /**
     * Nothing was told yet.
     *
     * @param concurrency pages that may be under way; as many more may be told and not committed
     * @param nanos as {@link System#nanoTime}
     */
    Exposure(int concurrency, LongSupplier nanos) {
        this.most = most(concurrency);
        this.nanos = nanos;
    }

    /** The most that a kill has told again, of a destination with that concurrency. */
    static int most(int concurrency) {
        return Math.max(LEAST, 2 * concurrency);
    }

    /** One may be told from now on; waits until there is room for it. */
    synchronized void begin() throws InterruptedException {
        while (underWay + told - committed >= most) {
            wait();
        }
        underWay++;
        begun = nanos.getAsLong();
    }

    /**
     * It is not under way any more.
     *
     * @param wasTold whether it was told; it is settled by then
     */
    synchronized void end(boolean wasTold) {
        underWay--;
        if (wasTold) {
            told++;
        } else {
            notifyAll();
        }
    }

    /** How many were told and settled, ever: what a commit that begins now covers. */
    synchronized long told() {
        return told;
    }

    /** A commit took place that covers as many. */
    synchronized void committed(long covered) {
        committed = Math.max(committed, covered);
        notifyAll();
    }

    /** Whether half of the room is taken by what a commit would free. */
    synchronized boolean wantsCommit() {
        return 2 * (told - committed) >= most;
    }

    /** Whether something waits for a commit, or may do so any moment. Not while all that is under way has been for long. */
    synchronized boolean isLively() {
        return told > committed || (underWay > 0 && nanos.getAsLong() - begun < SOON_NANOS);
    }
}
