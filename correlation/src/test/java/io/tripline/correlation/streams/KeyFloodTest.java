package io.tripline.correlation.streams;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.tripline.contracts.Alert;
import io.tripline.contracts.AlertJson;
import io.tripline.contracts.EcsEvent;
import io.tripline.contracts.EcsField;
import io.tripline.contracts.EcsJson;
import io.tripline.contracts.MalformedEventException;
import io.tripline.contracts.Topics;
import io.tripline.correlation.CorrelationMeters;
import io.tripline.correlation.TestRules;
import io.tripline.correlation.engine.ActiveRules;
import io.tripline.correlation.state.Bounds;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Properties;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.TestInputTopic;
import org.apache.kafka.streams.TopologyTestDriver;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.test.TestRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Ever new entities in a minute, to fill what is kept. {@code -Dtripline.flood=1000000 -Dtripline.flood.bound=500000} makes a
 * measurement of it.
 */
class KeyFloodTest {
    private static final int ENTITIES = Integer.getInteger("tripline.flood", 5_000);
    private static final int BOUND = Integer.getInteger("tripline.flood.bound", ENTITIES / 10);
    private static final Instant START = Instant.parse("2026-06-01T00:00:00Z");

    @TempDir Path directory;

    @Test
    void a_flood_of_new_entities_is_bounded_and_told() throws MalformedEventException {
        try (TopologyTestDriver driver = driver()) {
            TestInputTopic<byte[], byte[]> events =
                    driver.createInputTopic(
                            Topics.EVENTS, new ByteArraySerializer(), new ByteArraySerializer());
            for (int i = 0; i < ENTITIES; i++) {
                Instant time = START.plusNanos(i * Duration.ofMinutes(1).toNanos() / ENTITIES);
                byte[] event = EcsJson.write(failure(i, time));
                events.pipeInput(new TestRecord<>(null, event, null, time));
                if (i % 1_000 == 0) {
                    discard(driver);
                }
            }

            assertThat(size(driver, KafkaEntityStore.EVENTS)).isBetween(BOUND * 9 / 10, BOUND);
            // With how many they are, and the loss that is told with how many of that there are.
            assertThat(size(driver, KafkaCensus.NAME)).isBetween(BOUND * 9 / 10, BOUND + 3);
            Alert last = null;
            for (byte[] json :
                    driver.createOutputTopic(
                                    Topics.ALERTS,
                                    new ByteArrayDeserializer(),
                                    new ByteArrayDeserializer())
                            .readValuesToList()) {
                last = AlertJson.read(json);
                assertThat(last.rule().id()).isEqualTo("tripline-lost-coverage");
            }
            assertThat(last).isNotNull();
            assertThat(last.entity()).containsEntry(EcsField.RULE_ID, "counting");
            assertThat(last.occurrence().count())
                    .isBetween((ENTITIES - BOUND) / 3L, (long) ENTITIES);
            assertThat(last.revision()).isLessThan(10);
        }
    }

    /** The driver keeps what was sent until somebody reads it. */
    private static void discard(TopologyTestDriver driver) {
        driver.producedTopicNames().stream()
                .filter(topic -> !topic.equals(Topics.ALERTS))
                .forEach(
                        topic ->
                                driver.createOutputTopic(
                                                topic,
                                                new ByteArrayDeserializer(),
                                                new ByteArrayDeserializer())
                                        .readRecordsToList());
    }

    private static int size(TopologyTestDriver driver, String store) {
        KeyValueStore<Bytes, byte[]> values = driver.getKeyValueStore(store);
        int size = 0;
        try (KeyValueIterator<Bytes, byte[]> all = values.all()) {
            while (all.hasNext()) {
                all.next();
                size++;
            }
        }
        return size;
    }

    private TopologyTestDriver driver() {
        Properties properties = new Properties();
        properties.put(StreamsConfig.APPLICATION_ID_CONFIG, "flood");
        properties.put(StreamsConfig.STATE_DIR_CONFIG, directory.toString());
        CorrelationMeters meters = new CorrelationMeters(new SimpleMeterRegistry());
        StreamsBuilder both = new StreamsBuilder();
        CorrelationTopology.match(both, new ActiveRules(TestRules.ALL), meters);
        Bounds bounds =
                new Bounds(
                        Duration.ofHours(24),
                        Duration.ofMinutes(1),
                        Duration.ofMinutes(1),
                        10_000,
                        BOUND,
                        64,
                        150_000);
        CorrelationTopology.correlate(both, new ActiveRules(TestRules.ALL), bounds, meters);
        return new TopologyTestDriver(both.build(), properties, START);
    }

    private static EcsEvent failure(int number, Instant time) {
        return EcsEvent.builder()
                .set(EcsField.TIMESTAMP, time)
                .set(EcsField.EVENT_ID, "failure-" + number)
                .set(EcsField.EVENT_KIND, "event")
                .set(EcsField.EVENT_ACTION, "login")
                .set(EcsField.EVENT_OUTCOME, "failure")
                .set(EcsField.EVENT_REASON, "x".repeat(100))
                .set(EcsField.SOURCE_IP, address(number))
                .build();
    }

    private static String address(int number) {
        return "2001:db8::%x:%x".formatted(number >>> 16, number & 0xffff);
    }
}
