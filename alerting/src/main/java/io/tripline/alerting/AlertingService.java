package io.tripline.alerting;

import io.micrometer.core.instrument.MeterRegistry;
import io.tripline.alerting.incidents.IncidentKeeper;
import io.tripline.alerting.mutes.CurrentMutes;
import io.tripline.alerting.opensearch.Indexing;
import io.tripline.alerting.retry.Backoff;
import io.tripline.alerting.topics.DeadLetterTopic;
import io.tripline.alerting.webhook.Webhooks;
import io.tripline.contracts.Topics;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The service that brings events and alerts to OpenSearch, joins alerts to incidents, and pages people.
 */
public final class AlertingService implements AutoCloseable {
    /** The topics that transactions of ours write to. */
    public static final Set<String> TRANSACTIONAL_TOPICS =
            Set.of(Topics.PAGES, Topics.PAGING, Topics.INCIDENTS, Topics.DEAD_LETTERS);

    private final DeadLetterTopic deadLetters;
    private final Indexing indexing;
    private final IncidentKeeper incidents;
    private final Webhooks webhooks;

    public AlertingService(AlertingConfig config, Map<String, String> kafka, MeterRegistry meters) {
        this(
                config,
                PagingConfig.everybody(config.webhooks()),
                kafka,
                meters,
                InstantSource.system());
    }

    public AlertingService(
            AlertingConfig config,
            PagingConfig paging,
            Map<String, String> kafka,
            MeterRegistry meters,
            InstantSource clock) {
        Random jitter = new Random();
        deadLetters =
                new DeadLetterTopic(
                        kafka,
                        new Backoff(Duration.ofMillis(200), Duration.ofSeconds(15), jitter),
                        Thread::sleep);
        CurrentMutes mutes = new CurrentMutes(config.mutes(), clock);
        indexing =
                new Indexing(
                        config.opensearch(),
                        config.retention(),
                        mutes,
                        config.groupPrefix(),
                        kafka,
                        deadLetters,
                        meters,
                        clock,
                        jitter);
        incidents =
                new IncidentKeeper(
                        config.incidents(), config.groupPrefix(), kafka, meters, Thread::sleep);
        webhooks =
                new Webhooks(
                        paging,
                        mutes,
                        new Webhooks.Surroundings(
                                config.groupPrefix(), kafka, deadLetters, meters, clock, jitter));
    }

    /** The consumer group whose place in the topics is part of such transactions. */
    public static String transactionalGroup(AlertingConfig config) {
        return Webhooks.deskGroup(config.groupPrefix());
    }

    /** Begins to work; returns at once. Whether it works is what {@link #notReady()} says. */
    public void start() {
        indexing.start();
        incidents.start();
        webhooks.start();
    }

    /** Why this service has to be started anew; empty when it has not. */
    public Optional<String> notLive() {
        return first(indexing.notLive(), incidents.notLive(), webhooks.notLive());
    }

    /** Why this service does not do all of its work at the moment; empty when it does. */
    public Optional<String> notReady() {
        return first(indexing.notReady(), incidents.notReady(), webhooks.notReady());
    }

    @Override
    public void close() {
        webhooks.close();
        incidents.close();
        indexing.close();
        deadLetters.close();
    }

    private static Optional<String> first(
            Optional<String> one, Optional<String> two, Optional<String> three) {
        return Stream.of(one, two, three).flatMap(Optional::stream).findFirst();
    }
}
