package io.tripline.alerting.webhook;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;

/** What one destination counts. */
final class WebhookMetrics {
    private static final String PREFIX = "tripline.alerting.webhook.";

    private final Counter sent;
    private final Timer latency;
    private final Timer stage;
    private final MeterRegistry meters;
    private final String destination;
    private final Map<DeliveryFailure, Counter> failed = new EnumMap<>(DeliveryFailure.class);
    private final Map<DeadPage, Counter> dead = new EnumMap<>(DeadPage.class);

    WebhookMetrics(MeterRegistry meters, String destination) {
        this.meters = meters;
        this.destination = destination;
        sent =
                Counter.builder(PREFIX + "sent")
                        .description("Alerts that a destination took.")
                        .tag("destination", destination)
                        .register(meters);
        latency =
                Timer.builder(PREFIX + "latency")
                        .description("From the raw record's append in Kafka to the receiver's 2xx.")
                        .tag("destination", destination)
                        .publishPercentileHistogram()
                        .register(meters);
        stage =
                Timer.builder(PREFIX + "stage")
                        .description("From the decision to page to the receiver's 2xx.")
                        .tag("destination", destination)
                        .publishPercentileHistogram()
                        .register(meters);
        for (DeliveryFailure each : DeliveryFailure.values()) {
            failed.put(
                    each,
                    Counter.builder(PREFIX + "failed")
                            .description("Attempts that a destination did not take, by reason.")
                            .tag("destination", destination)
                            .tag("reason", each.label())
                            .register(meters));
        }
        for (DeadPage each : DeadPage.values()) {
            dead.put(
                    each,
                    Counter.builder(PREFIX + "dead")
                            .description("Alerts given to the dead letters, by reason.")
                            .tag("destination", destination)
                            .tag("reason", each.label())
                            .register(meters));
        }
    }

    /**
     * A page was taken.
     *
     * @param sinceRaw since the raw record's append
     * @param sinceDecided since somebody was to be told
     */
    void sent(Duration sinceRaw, Duration sinceDecided) {
        sent.increment();
        latency.record(Math.max(0, sinceRaw.toNanos()), TimeUnit.NANOSECONDS);
        stage.record(Math.max(0, sinceDecided.toNanos()), TimeUnit.NANOSECONDS);
    }

    /** Whether the destination is spared at the moment. */
    void breaker(BooleanSupplier isOpen) {
        Gauge.builder(PREFIX + "breaker.open", isOpen, open -> open.getAsBoolean() ? 1 : 0)
                .description("1 while a destination that failed again and again is spared.")
                .tag("destination", destination)
                .strongReference(true)
                .register(meters);
    }

    /** How many pages it refuses while it takes others. */
    void aside(AtomicInteger pages) {
        Gauge.builder(PREFIX + "aside", pages, AtomicInteger::get)
                .description("Pages that a destination refuses while it takes others, which go on.")
                .tag("destination", destination)
                .strongReference(true)
                .register(meters);
    }

    void failed(DeliveryFailure failure) {
        Objects.requireNonNull(failed.get(failure)).increment();
    }

    void dead(DeadPage reason) {
        Objects.requireNonNull(dead.get(reason)).increment();
    }
}
