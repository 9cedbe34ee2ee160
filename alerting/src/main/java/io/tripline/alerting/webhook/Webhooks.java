package io.tripline.alerting.webhook;

import io.micrometer.core.instrument.MeterRegistry;
import io.tripline.alerting.WebhookConfig;
import io.tripline.alerting.retry.Backoff;
import io.tripline.alerting.topics.DeadLetters;
import io.tripline.alerting.topics.TopicReader;
import io.tripline.contracts.Topics;
import java.net.InetAddress;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.random.RandomGenerator;

/** All destinations, each with its own reader of the topic of alerts. */
public final class Webhooks implements AutoCloseable {
    /** A page waits no longer than this for the next look at the topic. */
    private static final Duration POLL_INTERVAL = Duration.ofMillis(100);

    /** A destination that is new is told what happened in its last hour, not the history. */
    private static final String OFFSET_RESET = "by_duration:PT1H";

    private static final int MAX_RECORDS = 100;

    private final List<TopicReader> readers = new ArrayList<>();
    private final List<Poster> posters = new ArrayList<>();

    public Webhooks(
            List<WebhookConfig> configs,
            String groupPrefix,
            Map<String, String> kafka,
            DeadLetters deadLetters,
            MeterRegistry meters,
            InstantSource clock,
            RandomGenerator random) {
        for (WebhookConfig config : configs) {
            WebhookMetrics metrics = new WebhookMetrics(meters, config.name());
            Poster poster = new Poster(config, InetAddress::getAllByName, clock);
            Destination destination =
                    new Destination(
                            config,
                            poster,
                            deadLetters,
                            new Backoff(config.retryFirst(), config.retryLongest(), random),
                            Thread::sleep,
                            clock,
                            metrics);
            posters.add(poster);
            readers.add(
                    new TopicReader(
                            new TopicReader.Source(
                                    Topics.ALERTS,
                                    groupPrefix + "-webhook-" + config.name(),
                                    OFFSET_RESET,
                                    POLL_INTERVAL,
                                    MAX_RECORDS),
                            kafka,
                            () -> new Pager(config, destination, deadLetters, metrics),
                            meters,
                            clock,
                            Thread::sleep));
        }
    }

    /** Begins to read alerts. */
    public void start() {
        readers.forEach(TopicReader::start);
    }

    /** Why a destination will not be told any more. */
    public Optional<String> notLive() {
        return readers.stream().map(TopicReader::notLive).flatMap(Optional::stream).findFirst();
    }

    /** Why alerts are not read at the moment. A destination that is down is no reason: that is its own trouble. */
    public Optional<String> notReady() {
        return readers.stream().map(TopicReader::notReady).flatMap(Optional::stream).findFirst();
    }

    @Override
    public void close() {
        readers.forEach(TopicReader::close);
        posters.forEach(Poster::close);
    }
}
