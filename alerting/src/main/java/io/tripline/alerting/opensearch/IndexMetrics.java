package io.tripline.alerting.opensearch;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.tripline.contracts.Family;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/** What the indexers count. Every meter exists from the start, so that a rate of nothing reads as zero. */
final class IndexMetrics {
    private static final String PREFIX = "tripline.alerting.";

    private final InstantSource clock;
    private final MeterRegistry meters;
    private final Timer bulk;
    private final Map<String, Target> targets = new HashMap<>();
    private final Map<RetryReason, Counter> retried = new EnumMap<>(RetryReason.class);
    private final Map<Refusal, Counter> dead = new EnumMap<>(Refusal.class);

    private record Target(Counter indexed, Counter known, Timer latency) {}

    IndexMetrics(MeterRegistry meters, InstantSource clock) {
        this.clock = clock;
        this.meters = meters;
        bulk =
                Timer.builder(PREFIX + "bulk.latency")
                        .description("Time of one bulk request.")
                        .publishPercentileHistogram()
                        .register(meters);
        for (Family family : Family.values()) {
            targets.put(family.label(), target(family.label()));
        }
        targets.put(BulkItems.ALERTS, target("alerts"));
        targets.put(BulkItems.INCIDENTS, target("incidents"));
        targets.put(BulkItems.LEDGER, target("ledger"));
        targets.put(DeadLetterDocument.STREAM, target("dead-letters"));
        for (RetryReason reason : RetryReason.values()) {
            retried.put(
                    reason,
                    Counter.builder(PREFIX + "retried")
                            .description("Documents sent to OpenSearch again, by reason.")
                            .tag("reason", reason.label())
                            .register(meters));
        }
        for (Refusal refusal : Refusal.values()) {
            dead.put(
                    refusal,
                    Counter.builder(PREFIX + "dead")
                            .description("Records given to the dead letters, by reason.")
                            .tag("reason", refusal.label())
                            .register(meters));
        }
    }

    void inFlight(String reader, Supplier<Number> bulks) {
        Gauge.builder(PREFIX + "bulks.in.flight", bulks)
                .description("Bulk requests on their way, repeats included.")
                .tag("reader", reader)
                .register(meters);
    }

    Instant now() {
        return clock.instant();
    }

    void indexed(BulkItem item, boolean fresh, Instant now) {
        Target target = Objects.requireNonNull(targets.get(item.target()));
        (fresh ? target.indexed() : target.known()).increment();
        Duration latency = Duration.between(item.received().appended(), now);
        target.latency().record(Math.max(0, latency.toNanos()), TimeUnit.NANOSECONDS);
    }

    void retried(RetryReason reason) {
        Objects.requireNonNull(retried.get(reason)).increment();
    }

    void dead(Refusal refusal) {
        Objects.requireNonNull(dead.get(refusal)).increment();
    }

    /** A request whose time is taken. */
    interface Timed {
        Answer send() throws IOException;
    }

    Answer timed(Timed request) throws IOException {
        Timer.Sample sample = Timer.start(meters);
        try {
            return request.send();
        } finally {
            sample.stop(bulk);
        }
    }

    private Target target(String name) {
        return new Target(
                Counter.builder(PREFIX + "indexed")
                        .description("Documents that a request put into OpenSearch.")
                        .tag("family", name)
                        .register(meters),
                Counter.builder(PREFIX + "known")
                        .description("Documents that OpenSearch had from an earlier delivery.")
                        .tag("family", name)
                        .register(meters),
                Timer.builder(PREFIX + "index.latency")
                        .description(
                                "From the raw record's append in Kafka to its place in the index.")
                        .tag("family", name)
                        .publishPercentileHistogram()
                        .register(meters));
    }
}
