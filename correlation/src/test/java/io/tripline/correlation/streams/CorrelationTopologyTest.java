package io.tripline.correlation.streams;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.tripline.contracts.Alert;
import io.tripline.contracts.AlertJson;
import io.tripline.contracts.EcsEvent;
import io.tripline.contracts.EcsJson;
import io.tripline.contracts.Topics;
import io.tripline.correlation.Correlation;
import io.tripline.correlation.CorrelationConfig;
import io.tripline.correlation.CorrelationMeters;
import io.tripline.correlation.TestRules;
import io.tripline.correlation.engine.CompiledRule;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Random;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.TestInputTopic;
import org.apache.kafka.streams.TestOutputTopic;
import org.apache.kafka.streams.TopologyTestDriver;
import org.apache.kafka.streams.test.TestRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CorrelationTopologyTest {
    private static final long SEED = 7;
    private static final long ARRIVED = 1_772_440_000_000L;

    private static final List<EcsEvent> ATTACK =
            List.of(
                    TestRules.login("a", 0, "failure"),
                    TestRules.login("b", 5, "failure"),
                    TestRules.login("c", 10, "failure"),
                    TestRules.login("d", 15, "success"),
                    TestRules.login("e", 20, "success"));

    @TempDir private Path folder;

    @Test
    void anAttackInOrderIsOneAlertThatGrows() throws Exception {
        List<Alert> sent = run(ATTACK);

        assertThat(sent).extracting(Alert::revision).containsExactly(1, 2);
        Alert last = sent.getLast();
        assertThat(last.message()).isEqualTo("203.0.113.5 got in after 3 failures.");
        assertThat(last.occurrence().count()).isEqualTo(2);
        assertThat(last.evidence())
                .extracting(Alert.Evidence::eventId)
                .containsExactly("a", "b", "c", "d", "e");
    }

    @Test
    void anyOrderAndDuplicatesEndInTheSameAlert() throws Exception {
        Alert expected = run(ATTACK).getLast();
        for (int i = 0; i < 20; i++) {
            List<EcsEvent> events = new ArrayList<>(ATTACK);
            events.addAll(ATTACK);
            Collections.shuffle(events, new Random(SEED + i));
            Map<String, Alert> standing = new HashMap<>();
            run(events).forEach(alert -> standing.put(alert.id(), alert));
            standing.values()
                    .removeIf(alert -> alert.occurrence().state() == Alert.State.WITHDRAWN);
            assertThat(standing.values())
                    .as("shuffled with seed %d", SEED + i)
                    .singleElement()
                    .satisfies(
                            alert -> {
                                assertThat(alert.id()).isEqualTo(expected.id());
                                assertThat(alert.message()).isEqualTo(expected.message());
                                assertThat(alert.occurrence().count()).isEqualTo(2);
                                assertThat(alert.evidence()).isEqualTo(expected.evidence());
                            });
        }
    }

    private List<Alert> run(List<EcsEvent> events) throws Exception {
        Properties properties = new Properties();
        properties.put(StreamsConfig.APPLICATION_ID_CONFIG, "test");
        properties.put(StreamsConfig.STATE_DIR_CONFIG, folder.toString());
        List<CompiledRule> rules = CompiledRule.compile(List.of(TestRules.guessed()));
        List<Alert> alerts = new ArrayList<>();
        try (TopologyTestDriver driver =
                new TopologyTestDriver(
                        CorrelationTopology.of(() -> correlation(rules)), properties)) {
            TestInputTopic<String, byte[]> input =
                    driver.createInputTopic(
                            Topics.EVENTS, new StringSerializer(), new ByteArraySerializer());
            for (EcsEvent event : events) {
                input.pipeInput(event.id(), EcsJson.write(event), ARRIVED);
            }
            TestOutputTopic<String, byte[]> output =
                    driver.createOutputTopic(
                            Topics.ALERTS, new StringDeserializer(), new ByteArrayDeserializer());
            for (TestRecord<String, byte[]> record : output.readRecordsToList()) {
                assertThat(record.timestamp()).isEqualTo(ARRIVED);
                Alert alert = AlertJson.read(record.value());
                assertThat(record.key()).isEqualTo(alert.id());
                alerts.add(alert);
            }
        }
        return alerts;
    }

    private static Correlation correlation(List<CompiledRule> rules) {
        return new Correlation(
                rules,
                CorrelationConfig.defaults(),
                new CorrelationMeters(new SimpleMeterRegistry()));
    }
}
