package io.tripline.correlation.streams;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.kafka.KafkaStreamsMetrics;
import io.tripline.contracts.Topics;
import io.tripline.correlation.CorrelationConfig;
import io.tripline.correlation.CorrelationMeters;
import io.tripline.correlation.StateDirectoryException;
import io.tripline.correlation.engine.ActiveRules;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.function.Function;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.errors.StreamsException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The two running applications. */
public final class CorrelationStreams {
    private static final Logger log = LoggerFactory.getLogger(CorrelationStreams.class);
    private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(20);

    private static final int POLL_MILLIS = 20;

    static final int MAX_RECORD_BYTES = 16 * 1024 * 1024;

    /** How much of the changelogs is read and written to the stores at a time. */
    private static final int RESTORED_RECORDS = 10_000;

    private static final int RESTORED_BYTES = 16 * 1024 * 1024;
    private static final int RECEIVE_BUFFER_BYTES = 1024 * 1024;

    /** Its suffix makes the application id of matching. */
    private static final String MATCH = "-match";

    /** Kafka Streams' suffix. */
    private final List<KafkaStreams> applications;

    private final List<KafkaStreamsMetrics> kafkaMeters;
    private final MeterRegistry registry;
    private final Ticker ticker;

    public CorrelationStreams(
            CorrelationConfig config,
            Map<String, String> kafka,
            ActiveRules rules,
            CorrelationMeters meters,
            MeterRegistry registry,
            InstantSource clock) {
        this.registry = registry;
        StreamsBuilder matching = new StreamsBuilder();
        CorrelationTopology.match(matching, rules, meters);
        StreamsBuilder correlating = new StreamsBuilder();
        CorrelationTopology.correlate(correlating, rules, config.bounds(), meters);
        this.applications =
                List.of(
                        application(matching.build(), matching(config.streams(), kafka), config),
                        application(
                                correlating.build(), correlating(config.streams(), kafka), config));
        this.kafkaMeters = applications.stream().map(KafkaStreamsMetrics::new).toList();
        ThreadFailures failures = new ThreadFailures(clock, registry);
        applications.forEach(each -> each.setUncaughtExceptionHandler(failures));
        this.ticker = new Ticker(stages(config.streams()), kafka, registry, clock);
    }

    private static KafkaStreams application(
            Topology topology, Properties properties, CorrelationConfig config) {
        try {
            return new KafkaStreams(topology, properties);
        } catch (StreamsException e) {
            throw new StateDirectoryException(config.streams().stateDirectory(), e);
        }
    }

    /** Whether transactions of ours write to a topic. */
    public static boolean writesTo(String topic, CorrelationConfig.Streams config) {
        return topic.equals(Topics.ALERTS)
                || (topic.startsWith(config.applicationId() + "-") && topic.endsWith("-changelog"));
    }

    public void start() {
        applications.forEach(KafkaStreams::start);
        kafkaMeters.forEach(each -> each.bindTo(registry));
        ticker.start();
    }

    public void close() {
        ticker.close();
        kafkaMeters.forEach(KafkaStreamsMetrics::close);
        for (KafkaStreams each : applications) {
            if (!each.close(CLOSE_TIMEOUT)) {
                log.atWarn()
                        .log(
                                "Kafka Streams did not end in time; what is not committed is done again.");
            }
        }
    }

    /** Why it never will work again; empty while it may. */
    public Optional<String> notLive() {
        return first(
                state ->
                        switch (state) {
                            case CREATED, REBALANCING, RUNNING -> Optional.empty();
                            case PENDING_SHUTDOWN, NOT_RUNNING ->
                                    Optional.of("Correlation is stopped.");
                            case PENDING_ERROR, ERROR ->
                                    Optional.of("Correlation's Kafka Streams is in ERROR.");
                        });
    }

    /** Why it does not work now; empty while it does. */
    public Optional<String> notReady() {
        return first(
                state ->
                        state == KafkaStreams.State.RUNNING
                                ? Optional.empty()
                                : Optional.of("Correlation's Kafka Streams is " + state + "."));
    }

    private Optional<String> first(Function<KafkaStreams.State, Optional<String>> problem) {
        return applications.stream()
                .map(KafkaStreams::state)
                .map(problem)
                .flatMap(Optional::stream)
                .findFirst();
    }

    /** What stands before correlating. */
    private static List<Barrier.Stage> stages(CorrelationConfig.Streams config) {
        return List.of(
                new Barrier.Stage(config.ingestId(), Topics.RAW),
                new Barrier.Stage(config.applicationId() + MATCH, List.of(Topics.EVENTS)));
    }

    /** At least once, which is enough without state, and no commit between an event and its route. */
    private static Properties matching(
            CorrelationConfig.Streams config, Map<String, String> kafka) {
        Properties properties = properties(config, kafka);
        properties.put(StreamsConfig.APPLICATION_ID_CONFIG, config.applicationId() + MATCH);
        properties.put(StreamsConfig.PROCESSING_GUARANTEE_CONFIG, StreamsConfig.AT_LEAST_ONCE);
        properties.put(StreamsConfig.COMMIT_INTERVAL_MS_CONFIG, 1_000);
        // Few large requests instead of one per event; a page has 300 ms.
        properties.putIfAbsent(ProducerConfig.LINGER_MS_CONFIG, 20);
        return properties;
    }

    /**
     * Exactly once: an event in the store and the alert that follows from it become true together. At least once could keep
     * the event and lose the alert, and the event that comes again would then be a duplicate that alerts nobody. The price
     * is a transaction with every alert.
     */
    static Properties correlating(CorrelationConfig.Streams config, Map<String, String> kafka) {
        Properties properties = properties(config, kafka);
        properties.put(StreamsConfig.PROCESSING_GUARANTEE_CONFIG, StreamsConfig.EXACTLY_ONCE_V2);
        properties.put(StreamsConfig.COMMIT_INTERVAL_MS_CONFIG, config.commitInterval().toMillis());
        // Nobody reads what is not committed, and a commit does not wait for it.
        properties.putIfAbsent(ProducerConfig.LINGER_MS_CONFIG, 100);
        // A thread that waits for records does nothing of what time makes due: an alert of a storm
        // would wait for its commit for Streams' 100 ms.
        properties.put(StreamsConfig.POLL_MS_CONFIG, POLL_MILLIS);
        properties.put(StreamsConfig.ROCKSDB_CONFIG_SETTER_CLASS_CONFIG, BoundedRocksDb.class);
        // After a kill all state is read again from its changelogs, as Kafka Streams trusts no
        // store of exactly once that was not closed: in large steps.
        properties.put(
                StreamsConfig.restoreConsumerPrefix(ConsumerConfig.MAX_POLL_RECORDS_CONFIG),
                RESTORED_RECORDS);
        properties.put(
                StreamsConfig.restoreConsumerPrefix(
                        ConsumerConfig.MAX_PARTITION_FETCH_BYTES_CONFIG),
                RESTORED_BYTES);
        properties.put(
                StreamsConfig.restoreConsumerPrefix(ConsumerConfig.FETCH_MAX_BYTES_CONFIG),
                RESTORED_BYTES);
        properties.put(
                StreamsConfig.restoreConsumerPrefix(ConsumerConfig.RECEIVE_BUFFER_CONFIG),
                RECEIVE_BUFFER_BYTES);
        return properties;
    }

    /** What has no prefix is only a default: what the operator says of Kafka comes after it. */
    private static Properties properties(
            CorrelationConfig.Streams config, Map<String, String> kafka) {
        Properties properties = new Properties();
        properties.put(StreamsConfig.NUM_STREAM_THREADS_CONFIG, config.threads());
        properties.put(ProducerConfig.COMPRESSION_TYPE_CONFIG, "lz4");
        // What an event or an alert can hold is bounded below this; a record that its topic refused
        // would stop everything.
        properties.put(
                StreamsConfig.producerPrefix(ProducerConfig.MAX_REQUEST_SIZE_CONFIG),
                MAX_RECORD_BYTES);
        properties.put(
                StreamsConfig.topicPrefix(TopicConfig.MAX_MESSAGE_BYTES_CONFIG), MAX_RECORD_BYTES);
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
}
