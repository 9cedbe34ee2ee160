package io.tripline.alerting.webhook;

import io.tripline.alerting.DestinationConfig;
import io.tripline.alerting.paging.Page;
import io.tripline.alerting.paging.Receipt;
import io.tripline.alerting.topics.DeadLetters;
import io.tripline.alerting.topics.Receipts;
import io.tripline.alerting.topics.Received;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Writes down what became of one destination's pages. */
final class Endings {
    private static final Logger log = LoggerFactory.getLogger(Endings.class);

    /** Where it is written. */
    record Books(DeadLetters deadLetters, Receipts receipts, WebhookMetrics metrics) {}

    private final DestinationConfig config;
    private final Books books;
    private final InstantSource clock;

    Endings(DestinationConfig config, Books books, InstantSource clock) {
        this.config = config;
        this.books = books;
        this.clock = clock;
    }

    /** An attempt was not the last one. */
    void failed(DeliveryFailure failure) {
        books.metrics().failed(failure);
    }

    void delivered(Page page, Received received, Attempt.Accepted accepted, int attempts)
            throws InterruptedException {
        Instant since =
                received.appended().isAfter(page.created()) ? received.appended() : page.created();
        books.metrics().sent(age(received.appended()), age(since));
        if (!accepted.but().isEmpty()) {
            books.metrics().failed(DeliveryFailure.REJECTED);
            log.atError()
                    .addKeyValue("destination", config.name())
                    .addKeyValue("webhook-id", page.id())
                    .addKeyValue("reason", accepted.but())
                    .log("A page did not reach all whom it was for.");
        }
        receipt(page, Receipt.Outcome.DELIVERED, accepted.status(), accepted.but(), attempts);
    }

    void rejected(Page page, Received received, Attempt.Refused refused, int attempts)
            throws InterruptedException {
        books.metrics().failed(refused.failure());
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

    /** It is refused again and again while others are taken. */
    void refusedAmongTaken(Page page, Received received, Attempt.Later last, int attempts)
            throws InterruptedException {
        bury(
                page,
                received,
                DeadPage.WEBHOOK_REJECTED,
                "The destination "
                        + config.name()
                        + " takes other pages, but answered "
                        + last.status()
                        + " ("
                        + last.failure().label()
                        + ") to this one, at "
                        + attempts
                        + " tries.");
        receipt(page, Receipt.Outcome.REJECTED, last.status(), last.failure().label(), attempts);
    }

    void expired(Page page, Received received, Attempt.Later last, int attempts)
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

    /** There was no room for it, and a newer page says what it would have said. */
    void superseded(Page page) throws InterruptedException {
        receipt(page, Receipt.Outcome.SUPERSEDED, 0, "", 0);
    }

    private Duration age(Instant since) {
        return Duration.between(since, clock.instant());
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
