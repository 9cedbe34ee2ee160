package io.tripline.correlation.streams;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.kafka.KafkaStreamsMetrics;
import io.tripline.correlation.CorrelationConfig;
import io.tripline.correlation.CorrelationMeters;
import io.tripline.correlation.engine.RuleSet;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.StreamsConfig;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The running topology. */
public final class CorrelationStreams {
    private static final Logger log = LoggerFactory.getLogger(CorrelationStreams.class);
    private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(20);

    private final KafkaStreams streams;
    private final KafkaStreamsMetrics kafkaMeters;
    private final MeterRegistry registry;

    public CorrelationStreams(
            CorrelationConfig config,
            Map<String, String> kafka,
            RuleSet rules,
            CorrelationMeters meters,
            MeterRegistry registry,
            InstantSource clock) {
        this.registry = registry;
        this.streams =
                new KafkaStreams(
                        CorrelationTopology.of(rules, config.bounds(), meters),
                        properties(config.streams(), kafka));
        this.kafkaMeters = new KafkaStreamsMetrics(streams);
        streams.setUncaughtExceptionHandler(new ThreadFailures(clock, registry));
    }

    public void start() {
        streams.start();
        kafkaMeters.bindTo(registry);
    }

    public void close() {
        kafkaMeters.close();
        if (!streams.close(CLOSE_TIMEOUT)) {
            log.atWarn()
                    .log(
                            "Kafka Streams did not end in time; the open transaction is aborted and its work done again.");
        }
    }

    /** Why it never will work again; empty while it may. */
    public Optional<String> notLive() {
        return switch (streams.state()) {
            case CREATED, REBALANCING, RUNNING -> Optional.empty();
            case PENDING_SHUTDOWN, NOT_RUNNING -> Optional.of("Correlation is stopped.");
            case PENDING_ERROR, ERROR -> Optional.of("Correlation's Kafka Streams is in ERROR.");
        };
    }

    /** Why it does not work now; empty while it does. */
    public Optional<String> notReady() {
        return streams.state() == KafkaStreams.State.RUNNING
                ? Optional.empty()
                : Optional.of("Correlation's Kafka Streams is " + streams.state() + ".");
    }

    /**
     * Exactly once: an event in the store and the alert that follows from it become true together. At least once could keep
     * the event and lose the alert, and the event that comes again would then be a duplicate that alerts nobody. The price
     * is the commit interval, twice, as the route is read committed.
     */
    private static Properties properties(
            CorrelationConfig.Streams config, Map<String, String> kafka) {
        Properties properties = new Properties();
        properties.put(StreamsConfig.NUM_STREAM_THREADS_CONFIG, config.threads());
        properties.put(StreamsConfig.PROCESSING_GUARANTEE_CONFIG, StreamsConfig.EXACTLY_ONCE_V2);
        properties.put(StreamsConfig.COMMIT_INTERVAL_MS_CONFIG, config.commitInterval().toMillis());
        properties.put(StreamsConfig.producerPrefix(ProducerConfig.LINGER_MS_CONFIG), 0);
        properties.put(StreamsConfig.producerPrefix(ProducerConfig.COMPRESSION_TYPE_CONFIG), "lz4");
        properties.put(
                StreamsConfig.mainConsumerPrefix(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG),
                "earliest");
        // Kafka's 45 s would leave the work of a killed instance undone for as long.
        properties.put(
                StreamsConfig.mainConsumerPrefix(ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG), 10_000);
        properties.put(
                StreamsConfig.mainConsumerPrefix(ConsumerConfig.HEARTBEAT_INTERVAL_MS_CONFIG),
                3_000);
        kafka.forEach(properties::put);
        properties.put(StreamsConfig.APPLICATION_ID_CONFIG, config.applicationId());
        properties.put(StreamsConfig.STATE_DIR_CONFIG, config.stateDirectory().toString());
        return properties;
    }
}
