package io.tripline.alerting.webhook;

import io.tripline.alerting.DestinationConfig;
import io.tripline.alerting.paging.Page;
import io.tripline.alerting.retry.Backoff;
import io.tripline.alerting.retry.Pause;
import io.tripline.alerting.topics.Received;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Somebody who is told, by any number of deliveries, of which a bounded number try at the same time. */
final class Destination {
    private static final Logger log = LoggerFactory.getLogger(Destination.class);

    /** Of what may be tried at the same time, so small a part may be of what is set aside: that may last, each time. */
    private static final int ASIDE_PART = 4;

    private final DestinationConfig config;
    private final Courier courier;
    private final Endings endings;
    private final Backoff backoff;
    private final Pause pause;
    private final InstantSource clock;
    private final Breaker breaker;
    private final Standing standing = new Standing();
    private final Semaphore permits;
    private final Semaphore asidePermits;
    private final AtomicInteger underWay = new AtomicInteger();
    private final AtomicInteger aside = new AtomicInteger();

    Destination(
            DestinationConfig config,
            Courier courier,
            Endings.Books books,
            Backoff backoff,
            Pause pause,
            InstantSource clock,
            LongSupplier nanos) {
        this.config = config;
        this.courier = courier;
        this.endings = new Endings(config, books, clock);
        this.backoff = backoff;
        this.pause = pause;
        this.clock = clock;
        this.breaker = new Breaker(nanos);
        // First come, first served.
        this.permits = new Semaphore(config.delivery().concurrency(), true);
        this.asidePermits =
                new Semaphore(Math.max(1, config.delivery().concurrency() / ASIDE_PART));
        books.metrics().breaker(breaker::isOpen);
        books.metrics().aside(aside);
    }

    /**
     * Returns when the page is settled, or was given up unsettled; an interrupt gives up, too.
     *
     * @param settled to be run when it is known, and kept, what became of the page
     */
    void deliver(Page page, Received received, Runnable settled, Delivery.Holder holder)
            throws InterruptedException {
        new Delivery(this, page, received, settled, holder).run();
    }

    /** Whether it is being told something right now, or what came of that is being written down. */
    boolean isUnderWay() {
        return underWay.get() > 0;
    }

    /** Tries once. */
    Attempt attempt(Page page) throws InterruptedException {
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

    /** How long there is to deliver what was decided at that time. */
    Duration left(Instant decided) {
        return config.delivery().giveUpAfter().minus(Duration.between(decided, clock.instant()));
    }

    /** The longest that a try takes. */
    Duration timeout() {
        return config.delivery().timeout();
    }

    Duration backoff(int failures) {
        return backoff.after(failures);
    }

    void pause(Duration duration) throws InterruptedException {
        pause.last(duration);
    }

    Breaker breaker() {
        return breaker;
    }

    Standing standing() {
        return standing;
    }

    Endings endings() {
        return endings;
    }

    /** One for each try. */
    Semaphore permits() {
        return permits;
    }

    /** One more for each try of a page that is set aside. */
    Semaphore asidePermits() {
        return asidePermits;
    }

    AtomicInteger underWay() {
        return underWay;
    }

    /** Deliveries that go on beside the others. */
    AtomicInteger aside() {
        return aside;
    }
}
