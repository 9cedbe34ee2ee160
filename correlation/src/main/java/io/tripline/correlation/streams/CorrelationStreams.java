package io.tripline.correlation.streams;

import io.tripline.correlation.Correlation;
import io.tripline.correlation.CorrelationConfig;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler.StreamThreadExceptionResponse;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The running topology. */
public final class CorrelationStreams {
    private static final Logger log = LoggerFactory.getLogger(CorrelationStreams.class);

    /** A busy entity's state is longer than the megabyte a broker takes by default. */
    private static final int MAX_RECORD_BYTES = 16 * 1024 * 1024;

    private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(20);

    private final KafkaStreams streams;

    public CorrelationStreams(
            CorrelationConfig.Streams config,
            Map<String, String> kafka,
            Supplier<Correlation> correlation) {
        this.streams =
                new KafkaStreams(CorrelationTopology.of(correlation), properties(config, kafka));
        streams.setUncaughtExceptionHandler(
                failure -> {
                    log.atError()
                            .setCause(failure)
                            .log("A stream thread failed; correlation ends.");
                    return StreamThreadExceptionResponse.SHUTDOWN_CLIENT;
                });
    }

    public void start() {
        streams.start();
    }

    public void close() {
        if (!streams.close(CLOSE_TIMEOUT)) {
            log.atWarn().log("Kafka Streams did not end in time; the work in hand is done again.");
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

    private static Properties properties(
            CorrelationConfig.Streams config, Map<String, String> kafka) {
        Properties properties = new Properties();
        properties.put(StreamsConfig.NUM_STREAM_THREADS_CONFIG, config.threads());
        properties.put(
                StreamsConfig.PROCESSING_GUARANTEE_CONFIG,
                config.exactlyOnce() ? StreamsConfig.EXACTLY_ONCE_V2 : StreamsConfig.AT_LEAST_ONCE);
        properties.put(StreamsConfig.COMMIT_INTERVAL_MS_CONFIG, config.commitInterval().toMillis());
        producer(properties, ProducerConfig.LINGER_MS_CONFIG, 0);
        producer(properties, ProducerConfig.COMPRESSION_TYPE_CONFIG, "lz4");
        producer(properties, ProducerConfig.MAX_REQUEST_SIZE_CONFIG, MAX_RECORD_BYTES);
        properties.put(
                StreamsConfig.topicPrefix(TopicConfig.MAX_MESSAGE_BYTES_CONFIG), MAX_RECORD_BYTES);
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

    private static void producer(Properties properties, String name, Object value) {
        properties.put(StreamsConfig.producerPrefix(name), value);
    }
}
