package io.tripline.alerting.webhook;

import io.tripline.alerting.DestinationConfig;
import io.tripline.alerting.paging.Page;
import io.tripline.alerting.paging.Receipt;
import io.tripline.alerting.retry.Backoff;
import io.tripline.alerting.retry.Pause;
import io.tripline.alerting.topics.DeadLetters;
import io.tripline.alerting.topics.Receipts;
import io.tripline.alerting.topics.Received;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Delivers pages to one destination: again and again until it takes one, refuses it, or it is too late. */
final class Destination {
    private static final Logger log = LoggerFactory.getLogger(Destination.class);

    /** Tries that must fit into the time left, however long a receiver, or a proxy before it, asks us to wait. */
    private static final int LEAST_TRIES = 4;

    /** Where is written down what became of pages. */
    record Books(DeadLetters deadLetters, Receipts receipts, WebhookMetrics metrics) {}

    private final DestinationConfig config;
    private final Courier courier;
    private final Books books;
    private final Backoff backoff;
    private final Pause pause;
    private final InstantSource clock;
    private final Breaker breaker;
    private final AtomicInteger underWay = new AtomicInteger();

    Destination(
            DestinationConfig config,
            Courier courier,
            Books books,
            Backoff backoff,
            Pause pause,
            InstantSource clock) {
        this.config = config;
        this.courier = courier;
        this.books = books;
        this.backoff = backoff;
        this.pause = pause;
        this.clock = clock;
        this.breaker = new Breaker(clock);
        books.metrics().breaker(breaker::isOpen);
    }

    /**
     * Returns when the page is settled; an interrupt gives up, unsettled.
     *
     * @param settled to be run when it is known, and kept, what became of the page
     * @param revoked whether somebody else delivers the page now; then it is given up as well
     */
    void deliver(Page page, Received received, Runnable settled, BooleanSupplier revoked)
            throws InterruptedException {
        Attempt.Later last =
                new Attempt.Later(DeliveryFailure.NOT_TRIED, 0, java.util.Optional.empty());
        int failures = 0;
        while (!revoked.getAsBoolean()) {
            Duration left = config.delivery().giveUpAfter().minus(age(page, received));
            Duration hold = breaker.hold();
            if (hold.isPositive()) {
                if (hold.compareTo(left) > 0) {
                    expired(page, received, last, failures);
                    settled.run();
                    return;
                }
                pause.last(hold);
                continue;
            }
            Duration wait;
            underWay.incrementAndGet();
            try {
                switch (attempt(page)) {
                    case Attempt.Accepted accepted -> {
                        breaker.succeeded();
                        books.metrics().sent(age(received), age(page, received));
                        receipt(
                                page,
                                Receipt.Outcome.DELIVERED,
                                accepted.status(),
                                "",
                                failures + 1);
                        settled.run();
                        return;
                    }
                    case Attempt.Refused refused -> {
                        breaker.succeeded();
                        books.metrics().failed(refused.failure());
                        rejected(page, received, refused, failures + 1);
                        settled.run();
                        return;
                    }
                    case Attempt.Later later -> {
                        books.metrics().failed(later.failure());
                        last = later;
                        failures++;
                        wait = wait(later, failures, left);
                        breaker.failed(wait, later.retryAfter().isPresent());
                        if (wait.compareTo(left) > 0) {
                            expired(page, received, later, failures);
                            settled.run();
                            return;
                        }
                    }
                }
            } finally {
                underWay.decrementAndGet();
            }
            log.atWarn()
                    .addKeyValue("destination", config.name())
                    .addKeyValue("reason", last.failure().label())
                    .addKeyValue("failures", failures)
                    .addKeyValue("wait", wait)
                    .log("A destination did not take a page; it is tried again.");
            pause.last(wait);
        }
    }

    /** Whether it is being told something right now, or what came of that is being written down. */
    boolean isUnderWay() {
        return underWay.get() > 0;
    }

    private Attempt attempt(Page page) throws InterruptedException {
        try {
            return courier.post(page);
        } catch (RuntimeException e) {
            if (Thread.currentThread().isInterrupted()) {
                // Closing, and what it works with is closed already.
                breaker.abandoned();
                throw e;
            }
            // A bug that this page shows: read again it would stand in the way of all behind it.
            log.atError()
                    .addKeyValue("destination", config.name())
                    .addKeyValue("webhook-id", page.id())
                    .setCause(e)
                    .log("A page could not be put into the destination's form.");
            return new Attempt.Refused(DeliveryFailure.UNWRITABLE, 0);
        } catch (InterruptedException | Error e) {
            breaker.abandoned();
            throw e;
        }
    }

    private Duration wait(Attempt.Later later, int failures, Duration left) {
        Duration wait = backoff.after(failures);
        Duration asked = later.retryAfter().orElse(Duration.ZERO);
        Duration most = left.dividedBy(LEAST_TRIES);
        if (asked.compareTo(most) > 0) {
            asked = most;
        }
        return wait.compareTo(asked) < 0 ? asked : wait;
    }

    /** Since it was decided, or sent through again from the dead letters. */
    private Duration age(Page page, Received received) {
        Instant since =
                received.appended().isAfter(page.created()) ? received.appended() : page.created();
        return Duration.between(since, clock.instant());
    }

    private Duration age(Received received) {
        return Duration.between(received.appended(), clock.instant());
    }

    private void rejected(Page page, Received received, Attempt.Refused refused, int attempts)
            throws InterruptedException {
        bury(
                page,
                received,
                DeadPage.WEBHOOK_REJECTED,
                "The destination "
                        + config.name()
                        + " answers "
                        + refused.status()
                        + " ("
                        + refused.failure().label()
                        + ").");
        receipt(
                page,
                Receipt.Outcome.REJECTED,
                refused.status(),
                refused.failure().label(),
                attempts);
    }

    private void expired(Page page, Received received, Attempt.Later last, int attempts)
            throws InterruptedException {
        bury(
                page,
                received,
                DeadPage.WEBHOOK_EXPIRED,
                "The destination "
                        + config.name()
                        + " did not take it in "
                        + config.delivery().giveUpAfter()
                        + "; the last reason was "
                        + last.failure().label()
                        + ".");
        receipt(page, Receipt.Outcome.EXPIRED, last.status(), last.failure().label(), attempts);
    }

    private void receipt(
            Page page, Receipt.Outcome outcome, int status, String reason, int attempts)
            throws InterruptedException {
        Receipt receipt =
                new Receipt(
                        page.id(),
                        page.about(),
                        page.subject(),
                        page.kind(),
                        config.name(),
                        page.route(),
                        page.why(),
                        outcome,
                        status,
                        reason,
                        attempts,
                        page.created(),
                        clock.instant());
        books.receipts().keep(page.about(), receipt.bytes());
    }

    private void bury(Page page, Received received, DeadPage reason, String detail)
            throws InterruptedException {
        log.atError()
                .addKeyValue("destination", config.name())
                .addKeyValue("webhook-id", page.id())
                .addKeyValue("reason", reason.label())
                .log("A destination was not told about an alert.");
        books.deadLetters().keep(received, reason.label(), detail);
        books.metrics().dead(reason);
    }
}
