package io.tripline.alerting.webhook;

import io.tripline.alerting.paging.Page;
import io.tripline.alerting.topics.Received;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One page's way to its destination: tried until it is taken, refused for good, or it is too late. Owned by one thread. */
final class Delivery {
    private static final Logger log = LoggerFactory.getLogger(Delivery.class);

    /** Tries that must fit into the time left, however long a receiver, or a proxy before it, asks us to wait. */
    private static final int LEAST_TRIES = 4;

    /** Longer nobody is spared, whatever it asks for: pages that are older than the one that asked run out of time. */
    static final Duration LONGEST_ASKED = Duration.ofMinutes(15);

    /** Whose time was over for so long when its turn came is history. Else it may have waited behind others only. */
    private static final Duration HISTORY = Duration.ofDays(1);

    /** How often a page that is set aside looks whether it is in the way. */
    private static final Duration BETWEEN_LOOKS = Duration.ofSeconds(5);

    /** How soon it is looked again whether the page is still ours to deliver. */
    private static final Duration UNTIL_SURE = Duration.ofMillis(100);

    /** Who holds the page while it is delivered. */
    interface Holder {
        /** Whether somebody else delivers the page now, or nothing is begun any more; then it is given up, unsettled. */
        boolean isRevoked();

        /** Whether somebody else may deliver the page by now without our having heard: then nothing is tried. */
        default boolean isInDoubt() {
            return false;
        }

        /** Told that it is this page's turn; waits while a kill would have too many told again. */
        default void begin() throws InterruptedException {}

        /**
         * Told that its turn has ended, and what came of it is written down.
         *
         * @param wasTold whether the destination took it
         */
        default void end(boolean wasTold) {}

        /** Told that the destination takes others: nothing but its own alert's pages has to wait for this one. */
        default void setAside() {}

        /**
         * Whether so many pages are set aside that this one has to be given up.
         *
         * @param othersWereTaken whether another page was taken since this one was last refused
         */
        default boolean mustGiveWay(boolean othersWereTaken) {
            return false;
        }
    }

    private final Destination destination;
    private final Page page;
    private final Received received;
    private final Runnable settled;
    private final Holder holder;
    private final Standing.Doubt doubt;
    private final boolean beganInTime;
    private final boolean isHistory;

    private Attempt.Later last = new Attempt.Later(DeliveryFailure.NOT_TRIED, 0, Optional.empty());
    private int failures;
    private boolean aside;
    private boolean waitsUntried;
    private boolean told;

    Delivery(
            Destination destination,
            Page page,
            Received received,
            Runnable settled,
            Holder holder) {
        this.destination = destination;
        this.page = page;
        this.received = received;
        this.settled = settled;
        this.holder = holder;
        doubt = destination.standing().new Doubt();
        Duration left = left();
        beganInTime = left.isPositive();
        isHistory = left.plus(HISTORY).isNegative();
    }

    /** Returns when it is known, and kept, what became of the page, or it was given up; an interrupt gives up, too. */
    void run() throws InterruptedException {
        try {
            boolean ended = false;
            while (!ended && !holder.isRevoked()) {
                Optional<Duration> wait = step();
                ended = wait.isEmpty() || waited(wait.get());
            }
        } finally {
            waitUntried(false);
            if (aside) {
                destination.aside().decrementAndGet();
            }
        }
    }

    private Optional<Duration> ended() {
        settled.run();
        return Optional.empty();
    }

    /** Tries once, unless the destination is spared; says how long to wait, if there is still something to wait for. */
    private Optional<Duration> step() throws InterruptedException {
        if (!aside) {
            return permitted();
        }
        if (!destination.asidePermits().tryAcquire()) {
            Duration left = left();
            if (left.compareTo(BETWEEN_LOOKS) > 0) {
                return Optional.of(BETWEEN_LOOKS);
            }
            destination.endings().expired(page, received, last, failures);
            return ended();
        }
        try {
            return permitted();
        } finally {
            destination.asidePermits().release();
        }
    }

    private Optional<Duration> permitted() throws InterruptedException {
        destination.permits().acquire();
        try {
            holder.begin();
            destination.underWay().incrementAndGet();
            try {
                // Waiting for the turn may have taken long. Who revokes it from here on waits for
                // us.
                return holder.isRevoked() ? Optional.empty() : turn();
            } finally {
                holder.end(told);
                destination.underWay().decrementAndGet();
            }
        } finally {
            destination.permits().release();
        }
    }

    private Optional<Duration> turn() throws InterruptedException {
        if (holder.isInDoubt()) {
            return Optional.of(UNTIL_SURE);
        }
        if (isHistory) {
            // Where our place in the topic is gone it may be weeks of pages that were told.
            destination.endings().expired(page, received, last, failures);
            return ended();
        }
        Duration left = left();
        Breaker breaker = destination.breaker();
        Duration hold = aside ? breaker.pause() : breaker.hold(failures == 0);
        if (hold.isPositive()) {
            Optional<Duration> wait = spared(hold, left);
            if (wait.isPresent()) {
                waitUntried(failures == 0);
                return wait;
            }
            if (!isLastChance(left)) {
                destination.endings().expired(page, received, last, failures);
                return ended();
            }
        }
        waitUntried(false);
        return attempt(left);
    }

    /** How long to wait while the destination is spared; empty if no time is left for that. */
    private Optional<Duration> spared(Duration hold, Duration left) {
        if (failures == 0 && beganInTime) {
            // Whatever becomes of others, it is tried once. Not those that come too late: of a
            // destination that is down each would take a whole timeout.
            Duration spare = left.minus(destination.timeout());
            return spare.isPositive() ? Optional.of(shorter(hold, spare)) : Optional.empty();
        }
        return hold.compareTo(left) > 0 ? Optional.empty() : Optional.of(hold);
    }

    private void waitUntried(boolean waits) {
        if (waits != waitsUntried) {
            waitsUntried = waits;
            destination.breaker().untriedWaits(waits);
        }
    }

    private boolean isLastChance(Duration left) {
        return failures == 0 && beganInTime && left.compareTo(destination.timeout()) <= 0;
    }

    private Optional<Duration> attempt(Duration left) throws InterruptedException {
        Breaker breaker = destination.breaker();
        return switch (destination.attempt(page)) {
            case Attempt.Accepted accepted -> {
                breaker.succeeded();
                doubt.taken();
                destination.endings().delivered(page, received, accepted, failures + 1);
                settled.run();
                told = true;
                yield Optional.empty();
            }
            case Attempt.Refused refused -> {
                if (refused.failure() == DeliveryFailure.UNWRITABLE) {
                    // Nobody was asked.
                    breaker.abandoned();
                } else {
                    breaker.succeeded();
                }
                destination.endings().rejected(page, received, refused, failures + 1);
                yield ended();
            }
            case Attempt.Later later -> {
                last = later;
                failures++;
                yield refused(later, left);
            }
        };
    }

    private Optional<Duration> refused(Attempt.Later later, Duration left)
            throws InterruptedException {
        Duration wait = wait(later, left);
        destination.endings().failed(later.failure());
        boolean isForAll = later.failure() == DeliveryFailure.RATE_LIMITED;
        if (!isForAll) {
            doubt.refused();
            isForAll = !doubt.isOwnFault();
        }
        Breaker breaker = destination.breaker();
        if (isForAll && later.retryAfter().isPresent()) {
            breaker.failed(wait);
        } else if (isForAll) {
            breaker.failed(destination::backoff);
        } else if (!aside) {
            breaker.abandoned();
        }
        if (doubt.isOwnFault() && !aside) {
            aside = true;
            destination.aside().incrementAndGet();
            holder.setAside();
        }
        if (doubt.isProven()) {
            destination.endings().refusedAmongTaken(page, received, later, failures);
            return ended();
        }
        if (wait.compareTo(left) > 0) {
            destination.endings().expired(page, received, later, failures);
            return ended();
        }
        log.atWarn()
                .addKeyValue("destination", page.destination())
                .addKeyValue("reason", later.failure().label())
                .addKeyValue("failures", failures)
                .addKeyValue("wait", wait)
                .addKeyValue("aside", aside)
                .log("A destination did not take a page; it is tried again.");
        return Optional.of(wait);
    }

    /** Waits; says whether the page was given up meanwhile. */
    private boolean waited(Duration wait) throws InterruptedException {
        Duration left = wait;
        while (aside) {
            // First this: if it is such a one that is taken between the two, both know of it.
            boolean othersWereTaken = doubt.othersWereTaken();
            if (!doubt.suchWereTaken() && holder.mustGiveWay(othersWereTaken)) {
                destination.endings().refusedAmongTaken(page, received, last, failures);
                settled.run();
                return true;
            }
            if (left.compareTo(BETWEEN_LOOKS) <= 0) {
                break;
            }
            destination.pause(BETWEEN_LOOKS);
            left = left.minus(BETWEEN_LOOKS);
        }
        destination.pause(left);
        return false;
    }

    private Duration wait(Attempt.Later later, Duration left) {
        Duration most = shorter(left.dividedBy(LEAST_TRIES), LONGEST_ASKED);
        Duration asked = shorter(later.retryAfter().orElse(Duration.ZERO), most);
        Duration wait = destination.backoff(failures);
        return wait.compareTo(asked) < 0 ? asked : wait;
    }

    /** Until it is too late, counted from when it was decided, or sent through again from the dead letters. */
    private Duration left() {
        Instant since =
                received.appended().isAfter(page.created()) ? received.appended() : page.created();
        return destination.left(since);
    }

    private static Duration shorter(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? one : other;
    }
}
