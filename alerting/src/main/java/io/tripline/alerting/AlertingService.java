package io.tripline.alerting;

import io.micrometer.core.instrument.MeterRegistry;
import io.tripline.alerting.opensearch.Indexing;
import io.tripline.alerting.retry.Backoff;
import io.tripline.alerting.topics.DeadLetterTopic;
import io.tripline.alerting.webhook.Webhooks;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;

/** The service that brings events and alerts to OpenSearch, and alerts to those who are paged. */
public final class AlertingService implements AutoCloseable {
    private final DeadLetterTopic deadLetters;
    private final Indexing indexing;
    private final Webhooks webhooks;

    public AlertingService(AlertingConfig config, Map<String, String> kafka, MeterRegistry meters) {
        this(config, kafka, meters, InstantSource.system());
    }

    public AlertingService(
            AlertingConfig config,
            Map<String, String> kafka,
            MeterRegistry meters,
            InstantSource clock) {
        Random jitter = new Random();
        deadLetters =
                new DeadLetterTopic(
                        kafka,
                        new Backoff(Duration.ofMillis(200), Duration.ofSeconds(15), jitter),
                        Thread::sleep);
        indexing =
                new Indexing(
                        config.opensearch(),
                        config.groupPrefix(),
                        kafka,
                        deadLetters,
                        meters,
                        clock,
                        jitter);
        webhooks =
                new Webhooks(
                        config.webhooks(),
                        config.groupPrefix(),
                        kafka,
                        deadLetters,
                        meters,
                        clock,
                        jitter);
    }

    /** Begins to work; returns at once. Whether it works is what {@link #notReady()} says. */
    public void start() {
        indexing.start();
        webhooks.start();
    }

    /** Why this service has to be started anew; empty when it has not. */
    public Optional<String> notLive() {
        return first(indexing.notLive(), webhooks.notLive());
    }

    /** Why this service does not do all of its work at the moment; empty when it does. */
    public Optional<String> notReady() {
        return first(indexing.notReady(), webhooks.notReady());
    }

    @Override
    public void close() {
        webhooks.close();
        indexing.close();
        deadLetters.close();
    }

    private static Optional<String> first(Optional<String> one, Optional<String> other) {
        return Stream.of(one, other).flatMap(Optional::stream).findFirst();
    }
}
