package io.tripline.alerting.webhook;

import io.tripline.alerting.WebhookConfig;
import io.tripline.alerting.retry.Backoff;
import io.tripline.alerting.retry.Pause;
import io.tripline.alerting.topics.DeadLetters;
import java.time.Duration;
import java.time.InstantSource;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Delivers pages to one destination: again and again until it takes one, refuses it, or it is too late. */
final class Destination {
    private static final Logger log = LoggerFactory.getLogger(Destination.class);

    /** Tries that must fit into the time left, however long a receiver, or a proxy before it, asks us to wait. */
    private static final int LEAST_TRIES = 4;

    private final WebhookConfig config;
    private final Poster poster;
    private final DeadLetters deadLetters;
    private final Backoff backoff;
    private final Pause pause;
    private final InstantSource clock;
    private final WebhookMetrics metrics;

    Destination(
            WebhookConfig config,
            Poster poster,
            DeadLetters deadLetters,
            Backoff backoff,
            Pause pause,
            InstantSource clock,
            WebhookMetrics metrics) {
        this.config = config;
        this.poster = poster;
        this.deadLetters = deadLetters;
        this.backoff = backoff;
        this.pause = pause;
        this.clock = clock;
        this.metrics = metrics;
    }

    /**
     * Returns when the page is settled; an interrupt gives up, unsettled.
     *
     * @param revoked whether somebody else delivers the page now; then it is given up as well
     */
    void deliver(Page page, BooleanSupplier revoked) throws InterruptedException {
        for (int failures = 1; !revoked.getAsBoolean(); failures++) {
            switch (poster.post(page)) {
                case Attempt.Accepted _ -> {
                    metrics.sent(age(page));
                    page.settled().run();
                    return;
                }
                case Attempt.Refused refused -> {
                    metrics.failed(refused.failure());
                    bury(
                            page,
                            DeadPage.WEBHOOK_REJECTED,
                            "The destination "
                                    + config.name()
                                    + " answers "
                                    + refused.status()
                                    + " ("
                                    + refused.failure().label()
                                    + ").");
                    return;
                }
                case Attempt.Later later -> {
                    metrics.failed(later.failure());
                    Duration left = config.giveUpAfter().minus(age(page));
                    Duration wait = backoff.after(failures);
                    Duration asked = later.retryAfter().orElse(Duration.ZERO);
                    Duration most = left.dividedBy(LEAST_TRIES);
                    if (asked.compareTo(most) > 0) {
                        asked = most;
                    }
                    if (wait.compareTo(asked) < 0) {
                        wait = asked;
                    }
                    if (wait.compareTo(left) > 0) {
                        bury(
                                page,
                                DeadPage.WEBHOOK_EXPIRED,
                                "The destination "
                                        + config.name()
                                        + " did not take it in "
                                        + config.giveUpAfter()
                                        + "; the last reason was "
                                        + later.failure().label()
                                        + ".");
                        return;
                    }
                    log.atWarn()
                            .addKeyValue("destination", config.name())
                            .addKeyValue("reason", later.failure().label())
                            .addKeyValue("failures", failures)
                            .addKeyValue("wait", wait)
                            .log("A destination did not take an alert; it is tried again.");
                    pause.last(wait);
                }
            }
        }
    }

    private Duration age(Page page) {
        return Duration.between(page.received().appended(), clock.instant());
    }

    private void bury(Page page, DeadPage reason, String detail) throws InterruptedException {
        log.atError()
                .addKeyValue("destination", config.name())
                .addKeyValue("webhook-id", page.id())
                .addKeyValue("reason", reason.label())
                .log("Nobody was told about an alert.");
        deadLetters.keep(page.received(), reason.label(), detail);
        metrics.dead(reason);
        page.settled().run();
    }
}
