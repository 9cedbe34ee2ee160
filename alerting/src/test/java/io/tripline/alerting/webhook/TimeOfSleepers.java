package io.tripline.alerting.webhook;

import io.tripline.alerting.retry.Pause;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.PriorityQueue;
import java.util.concurrent.CountDownLatch;

/** Time that passes only when it is told to, with threads that wait for it. */
final class TimeOfSleepers implements InstantSource, Pause {
    private record Sleeper(Instant until, CountDownLatch bell) {}

    private final PriorityQueue<Sleeper> sleepers =
            new PriorityQueue<>((one, other) -> one.until.compareTo(other.until));
    private Instant now;

    TimeOfSleepers(Instant now) {
        this.now = now;
    }

    @Override
    public synchronized Instant instant() {
        return now;
    }

    /** The same as nanoseconds since some time. */
    long nanos() {
        return Duration.between(Instant.EPOCH, instant()).toNanos();
    }

    @Override
    public void last(Duration duration) throws InterruptedException {
        CountDownLatch bell = new CountDownLatch(1);
        synchronized (this) {
            sleepers.add(new Sleeper(now.plus(duration), bell));
        }
        bell.await();
    }

    /** How many threads wait. */
    synchronized int asleep() {
        return sleepers.size();
    }

    /** Lets time pass until somebody wakes, but no longer than so much. */
    synchronized void pass(Duration most) {
        Instant end = now.plus(most);
        Sleeper first = sleepers.peek();
        now = first == null || first.until.isAfter(end) ? end : first.until;
        while (!sleepers.isEmpty() && !sleepers.peek().until.isAfter(now)) {
            sleepers.remove().bell.countDown();
        }
    }
}
