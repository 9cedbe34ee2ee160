package io.tripline.alerting.webhook;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;

/** What one destination counts. */
final class WebhookMetrics {
    private static final String PREFIX = "tripline.alerting.webhook.";

    private final Counter sent;
    private final Counter ignored;
    private final Timer latency;
    private final Map<DeliveryFailure, Counter> failed = new EnumMap<>(DeliveryFailure.class);
    private final Map<DeadPage, Counter> dead = new EnumMap<>(DeadPage.class);

    WebhookMetrics(MeterRegistry meters, String destination) {
        sent =
                Counter.builder(PREFIX + "sent")
                        .description("Alerts that a destination took.")
                        .tag("destination", destination)
                        .register(meters);
        ignored =
                Counter.builder(PREFIX + "ignored")
                        .description("Revisions that a destination does not want to hear of.")
                        .tag("destination", destination)
                        .register(meters);
        latency =
                Timer.builder(PREFIX + "latency")
                        .description("From the raw record's append in Kafka to the receiver's 2xx.")
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

    void sent(Duration since) {
        sent.increment();
        latency.record(Math.max(0, since.toNanos()), TimeUnit.NANOSECONDS);
    }

    void ignored() {
        ignored.increment();
    }

    void failed(DeliveryFailure failure) {
        Objects.requireNonNull(failed.get(failure)).increment();
    }

    void dead(DeadPage reason) {
        Objects.requireNonNull(dead.get(reason)).increment();
    }
}
