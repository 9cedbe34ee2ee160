package io.tripline.correlation.streams;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.tripline.contracts.Alert;
import io.tripline.contracts.AlertJson;
import io.tripline.contracts.EcsEvent;
import io.tripline.contracts.EcsJson;
import io.tripline.contracts.MalformedEventException;
import io.tripline.contracts.Topics;
import io.tripline.correlation.Alerts;
import io.tripline.correlation.Arrivals;
import io.tripline.correlation.CorrelationConfig;
import io.tripline.correlation.CorrelationMeters;
import io.tripline.correlation.RandomEvents;
import io.tripline.correlation.Replay;
import io.tripline.correlation.TestRules;
import io.tripline.correlation.engine.ActiveRules;
import io.tripline.correlation.state.Bounds;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Random;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.TestInputTopic;
import org.apache.kafka.streams.TopologyTestDriver;
import org.apache.kafka.streams.test.TestRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Clocks that step by an hour in the middle of two days: those that stamp records, and the one that ticks go by. Everything of
 * correlation runs as in Kafka, from {@link Present} and {@link Barrier} on.
 */
class ClockStepsTest {
    private static final Bounds BOUNDS = CorrelationConfig.defaults().bounds();
    private static final Instant END = Instant.parse("2027-01-01T00:00:00Z");
    private static final int SEED = 14;
    private static final int BETWEEN_TICKS = 4;

    @TempDir Path directory;

    /** By how much the clocks are wrong in each third of the arrivals. */
    private record Clocks(List<Duration> hosts, List<Duration> brokers) {
        static final Clocks RIGHT = ofHost(0, 0, 0);

        /** Everything is on one host. */
        static Clocks ofHost(int... minutes) {
            return new Clocks(durations(minutes), durations(minutes));
        }

        private static List<Duration> durations(int... minutes) {
            List<Duration> durations = new ArrayList<>();
            for (int each : minutes) {
                durations.add(Duration.ofMinutes(each));
            }
            return durations;
        }
    }

    @ParameterizedTest(name = "{0}, {1} and {2} minutes")
    @CsvSource({"0, 60, -60", "0, -60, 60"})
    void the_clock_of_the_one_host_steps_and_the_same_alerts_stand(int first, int then, int last)
            throws MalformedEventException {
        List<EcsEvent> events = events();

        assertThat(Alerts.standing(last(told(events, Clocks.ofHost(first, then, last)))))
                .isEqualTo(Alerts.standing(replayed(events)))
                .isNotEmpty();
    }

    @Test
    void of_a_clock_that_steps_forward_and_back_beside_a_broker_that_does_not_nothing_is_noticed()
            throws MalformedEventException {
        List<EcsEvent> events = events();
        Clocks steps =
                new Clocks(Clocks.ofHost(0, 60, 0).hosts(), Clocks.ofHost(0, 0, 0).brokers());

        assertThat(told(events, steps)).isEqualTo(told(events, Clocks.RIGHT)).isNotEmpty();
    }

    private static List<EcsEvent> events() {
        return new RandomEvents(new Random(SEED), Duration.ofDays(2).toMillis()).next(150);
    }

    private static Collection<Alert> replayed(List<EcsEvent> events) {
        try (Replay inOrder = new Replay(TestRules.ALL, BOUNDS)) {
            events.forEach(event -> inOrder.accept(event, ""));
            inOrder.end();
            return inOrder.alerts();
        }
    }

    private static Collection<Alert> last(List<Alert> revisions) {
        Map<String, Alert> last = new LinkedHashMap<>();
        revisions.forEach(each -> last.put(each.id(), each));
        return last.values();
    }

    /** All revisions that are told of these events, of which many arrive late and some twice, with ticks between. */
    private List<Alert> told(List<EcsEvent> events, Clocks clocks) throws MalformedEventException {
        List<EcsEvent> arrivals = Arrivals.disturbed(events, BOUNDS.lateness(), new Random(SEED));
        Host host = new Host();
        Barrier barrier =
                new Barrier(List.of(new Barrier.Stage("match", List.of(Topics.EVENTS))), host);
        Present present =
                new Present(
                        List.of(Topics.EVENTS),
                        () -> host.now.plus(host.ahead),
                        () -> Duration.between(Instant.EPOCH, host.now).toNanos());
        List<Alert> told = new ArrayList<>();
        try (TopologyTestDriver driver = driver(Integer.toString(clocks.hashCode()))) {
            TestInputTopic<byte[], byte[]> in = input(driver, Topics.EVENTS);
            for (int i = 0; i < arrivals.size(); i++) {
                EcsEvent event = arrivals.get(i);
                int third = 3 * i / arrivals.size();
                host.ahead = clocks.hosts.get(third);
                host.pass(event.timestamp());
                Instant stamp = host.now.plus(clocks.brokers.get(third));
                in.pipeInput(new TestRecord<>(null, EcsJson.write(event), null, stamp));
                host.newest = stamp.isAfter(host.newest) ? stamp : host.newest;
                if (i % BETWEEN_TICKS == 0) {
                    barrier.look(present.look(host)).ifPresent(time -> tick(driver, time));
                }
            }
            // What was held back is told at the first, and what rules over alerts hold of it then.
            for (int i = 0; i < 3; i++) {
                tick(driver, END.plus(Duration.ofHours(i)));
            }
            told.addAll(read(driver));
        }
        return told;
    }

    /** Where the broker and correlation are, and what time it really is there. */
    private static final class Host implements Offsets {
        private Instant now = Instant.MIN;
        private Duration ahead = Duration.ZERO;
        private Instant newest = Instant.MIN;

        void pass(Instant until) {
            now = until.isAfter(now) ? until : now;
        }

        @Override
        public Map<TopicPartition, Long> ends(Collection<String> topics) {
            return Map.of();
        }

        @Override
        public Optional<Instant> newest(Collection<String> topics) {
            return Optional.of(newest);
        }

        @Override
        public Map<TopicPartition, Long> done(String group, Collection<TopicPartition> partitions) {
            return Map.of();
        }
    }

    private static void tick(TopologyTestDriver driver, Instant time) {
        input(driver, CorrelationTopology.ROUTES)
                .pipeInput(new TestRecord<>(null, Routes.tick(time.toEpochMilli(), 1), null, time));
        // What the tick makes due is done in pieces.
        for (int piece = 0; piece < 20; piece++) {
            driver.advanceWallClockTime(Duration.ofMillis(20));
        }
    }

    private static List<Alert> read(TopologyTestDriver driver) throws MalformedEventException {
        List<Alert> alerts = new ArrayList<>();
        for (byte[] json :
                driver.createOutputTopic(
                                Topics.ALERTS,
                                new ByteArrayDeserializer(),
                                new ByteArrayDeserializer())
                        .readValuesToList()) {
            alerts.add(AlertJson.read(json));
        }
        return alerts;
    }

    private static TestInputTopic<byte[], byte[]> input(TopologyTestDriver driver, String topic) {
        return driver.createInputTopic(topic, new ByteArraySerializer(), new ByteArraySerializer());
    }

    private TopologyTestDriver driver(String name) {
        Properties properties = new Properties();
        properties.put(StreamsConfig.APPLICATION_ID_CONFIG, "clocks");
        properties.put(StreamsConfig.STATE_DIR_CONFIG, directory.resolve(name).toString());
        CorrelationMeters meters = new CorrelationMeters(new SimpleMeterRegistry());
        StreamsBuilder both = new StreamsBuilder();
        CorrelationTopology.match(both, new ActiveRules(TestRules.ALL), meters);
        CorrelationTopology.correlate(both, new ActiveRules(TestRules.ALL), BOUNDS, meters);
        return new TopologyTestDriver(both.build(), properties, END);
    }
}
