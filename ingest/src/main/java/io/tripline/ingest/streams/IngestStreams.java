package io.tripline.ingest.streams;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.kafka.KafkaStreamsMetrics;
import io.tripline.ingest.IngestConfig;
import io.tripline.ingest.IngestMeters;
import io.tripline.ingest.Normalizer;
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
public final class IngestStreams {
    private static final Logger log = LoggerFactory.getLogger(IngestStreams.class);
    private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(20);

    /**
     * How long an event may wait for others to travel with. Without it nearly every event is a request of its own, which
     * costs broker and clients several times the event; a page has 300 ms.
     */
    private static final int LINGER_MILLIS = 20;

    /**
     * How many records are held at a time. What one fetch gives is bounded as it travels, compressed: a thousand lines of
     * a megabyte of one letter fit into a few kilobytes, and not into memory.
     */
    private static final int MAX_POLL_RECORDS = 50;

    private final KafkaStreams streams;
    private final KafkaStreamsMetrics kafkaMeters;
    private final MeterRegistry registry;

    public IngestStreams(
            IngestConfig.Streams config,
            Map<String, String> kafka,
            Normalizer normalizer,
            IngestMeters meters,
            MeterRegistry registry,
            InstantSource clock) {
        this.registry = registry;
        this.streams =
                new KafkaStreams(IngestTopology.of(normalizer, meters), properties(config, kafka));
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
                            "Kafka Streams did not end in time; the work in hand is done again after the next start.");
        }
    }

    /** Why it never will work again; empty while it may. */
    public Optional<String> notLive() {
        return switch (streams.state()) {
            case CREATED, REBALANCING, RUNNING -> Optional.empty();
            case PENDING_SHUTDOWN, NOT_RUNNING -> Optional.of("Ingest is stopped.");
            case PENDING_ERROR, ERROR -> Optional.of("Ingest's Kafka Streams is in ERROR.");
        };
    }

    /** Why it does not work now; empty while it does. */
    public Optional<String> notReady() {
        return streams.state() == KafkaStreams.State.RUNNING
                ? Optional.empty()
                : Optional.of("Ingest's Kafka Streams is " + streams.state() + ".");
    }

    /** At least once, nearly without delay: event ids derive from content, so a repeated event is the same event. */
    static Properties properties(IngestConfig.Streams config, Map<String, String> kafka) {
        Properties properties = new Properties();
        properties.put(StreamsConfig.NUM_STREAM_THREADS_CONFIG, config.threads());
        properties.put(StreamsConfig.PROCESSING_GUARANTEE_CONFIG, StreamsConfig.AT_LEAST_ONCE);
        properties.put(StreamsConfig.COMMIT_INTERVAL_MS_CONFIG, 1_000);
        properties.put(
                StreamsConfig.PRODUCTION_EXCEPTION_HANDLER_CLASS_CONFIG, OversizedRecords.class);
        // What has no prefix is only a default: what the operator says of Kafka comes after it.
        properties.put(ProducerConfig.LINGER_MS_CONFIG, LINGER_MILLIS);
        properties.put(ProducerConfig.COMPRESSION_TYPE_CONFIG, "lz4");
        properties.put(ProducerConfig.BATCH_SIZE_CONFIG, 128 * 1024);
        properties.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, MAX_POLL_RECORDS);
        properties.put(StreamsConfig.BUFFERED_RECORDS_PER_PARTITION_CONFIG, MAX_POLL_RECORDS);
        // What a shipper took back was never sent; whoever accounts for raw records reads no more.
        properties.put(
                StreamsConfig.mainConsumerPrefix(ConsumerConfig.ISOLATION_LEVEL_CONFIG),
                "read_committed");
        producer(properties, ProducerConfig.ACKS_CONFIG, "all");
        // The broker bounds records; a second bound here would only turn dead letters away.
        producer(properties, ProducerConfig.MAX_REQUEST_SIZE_CONFIG, 16 * 1024 * 1024);
        properties.put(
                StreamsConfig.mainConsumerPrefix(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG),
                "earliest");
        // Kafka's 45 s would leave the work of a killed instance undone for as long.
        properties.put(ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG, 10_000);
        properties.put(ConsumerConfig.HEARTBEAT_INTERVAL_MS_CONFIG, 3_000);
        kafka.forEach(properties::put);
        properties.put(StreamsConfig.APPLICATION_ID_CONFIG, config.applicationId());
        properties.put(StreamsConfig.STATE_DIR_CONFIG, config.stateDirectory().toString());
        return properties;
    }

    private static void producer(Properties properties, String name, Object value) {
        properties.put(StreamsConfig.producerPrefix(name), value);
    }
}
