package io.tripline.alerting.webhook;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.tripline.alerting.paging.Page;
import io.tripline.alerting.paging.Receipt;
import io.tripline.alerting.topics.DeadLetters;
import io.tripline.alerting.topics.LeftBehind;
import io.tripline.alerting.topics.Receipts;
import io.tripline.alerting.topics.Received;
import io.tripline.contracts.MalformedEventException;
import java.time.InstantSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Buries pages for a destination that was renamed or taken out of the configuration before it took them. Of their receipts
 * the desk hears, and tells another destination.
 */
final class UnknownDestinations implements LeftBehind.Heir {
    private static final Logger log = LoggerFactory.getLogger(UnknownDestinations.class);
    private static final String REASON = "unknown_destination";

    private final DeadLetters deadLetters;
    private final Receipts receipts;
    private final InstantSource clock;
    private final Counter buried;

    UnknownDestinations(
            DeadLetters deadLetters, Receipts receipts, MeterRegistry meters, InstantSource clock) {
        this.deadLetters = deadLetters;
        this.receipts = receipts;
        this.clock = clock;
        buried =
                Counter.builder("tripline.alerting.webhook.unknown")
                        .description(
                                "Pages for destinations that the configuration does not have any more.")
                        .register(meters);
    }

    @Override
    public void take(String name, Received received) throws InterruptedException {
        byte[] value = received.value();
        Page page;
        try {
            if (value == null) {
                return;
            }
            page = Page.read(value);
        } catch (MalformedEventException e) {
            // Whoever still reads the topic has made it a dead letter.
            return;
        }
        if (!page.destination().equals(name)) {
            return;
        }
        log.atError()
                .addKeyValue("destination", name)
                .addKeyValue("webhook-id", page.id())
                .addKeyValue("reason", REASON)
                .log("A destination was not told about an alert.");
        deadLetters.keep(
                received,
                DeadPage.WEBHOOK_UNKNOWN.label(),
                "There is no destination " + name + " in the configuration any more.");
        receipts.keep(
                page.about(),
                new Receipt(
                                page.id(),
                                page.about(),
                                page.subject(),
                                page.kind(),
                                name,
                                page.route(),
                                page.why(),
                                Receipt.Outcome.REJECTED,
                                0,
                                REASON,
                                0,
                                page.created(),
                                clock.instant())
                        .bytes());
        buried.increment();
    }
}
