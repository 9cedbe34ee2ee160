package io.tripline.correlation;

import static org.assertj.core.api.Assertions.assertThat;

import io.tripline.contracts.Alert;
import io.tripline.contracts.EcsEvent;
import io.tripline.contracts.EcsField;
import io.tripline.correlation.state.Bounds;
import io.tripline.correlation.state.Cluster;
import io.tripline.correlation.state.Cluster.Deployment;
import io.tripline.correlation.state.Cluster.Published;
import io.tripline.correlation.state.Cluster.Shape;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BiConsumer;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A replay of the records that went through Kafka gives the alerts that Kafka gave, byte for byte: whatever went wrong there, in
 * whatever order the records stand, also those of one entity and one time.
 */
class ReplayPropertyTest {
    private static final int CASES = 30;
    private static final Duration LATENESS = Duration.ofHours(6);
    private static final Bounds BOUNDS =
            new Bounds(
                    LATENESS,
                    Duration.ofMinutes(1),
                    Duration.ofMinutes(1),
                    10_000,
                    100_000,
                    8,
                    100_000);
    private static final Deployment ALL = Deployment.of(TestRules.ALL);

    /** To what times are cut: what happens within seconds, or a whole burst, has one time then. */
    private static final List<Duration> GRAINS =
            List.of(Duration.ofSeconds(1), Duration.ofMinutes(1), Duration.ofMinutes(10));

    /** One for all cases, as its runtimes take longer to make than to use. */
    private static final Replay REPLAY = new Replay(TestRules.ALL, BOUNDS);

    static List<Integer> seeds() {
        return Seeds.of(CASES);
    }

    @AfterAll
    static void close() {
        REPLAY.close();
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void a_replay_of_what_went_through_a_disturbed_cluster_gives_the_same_bytes(int seed) {
        Random random = new Random(seed);
        List<EcsEvent> arrivals = Arrivals.disturbed(events(random), LATENESS, random);
        Shape shape = shape(random);
        List<Published> records = new ArrayList<>(Cluster.published(arrivals));

        List<String> live;
        try (Cluster cluster = new Cluster(ALL, shape, random)) {
            cluster.accept(arrivals);
            live = Alerts.standing(cluster.alerts());
        }
        assertThat(live).isNotEmpty();

        String about = "seed %d, %s, ".formatted(seed, shape);
        assertSame(about + "as they arrived", replayed(records, REPLAY::accept), live);
        Collections.shuffle(records, random);
        assertSame(about + "from a file, in no order", replayed(records, REPLAY::arrive), live);
    }

    @Test
    void the_streams_hold_what_every_rule_looks_for_and_entities_with_several_events_of_one_time() {
        Set<String> rules = new TreeSet<>();
        long ofOneTime = 0;
        for (int seed = 1; seed <= 15; seed++) {
            Random random = new Random(seed);
            List<EcsEvent> events = events(random);
            List<EcsEvent> arrivals = Arrivals.disturbed(events, LATENESS, random);

            ofOneTime += ofOneTime(events);
            assertThat(arrivals).as("seed %d, with copies", seed).hasSizeGreaterThan(events.size());
            replay(Cluster.published(arrivals), REPLAY::arrive)
                    .forEach(alert -> rules.add(alert.rule().id()));
        }

        assertThat(ofOneTime).isGreaterThan(50);
        assertThat(rules)
                .containsExactlyElementsOf(
                        TestRules.ALL.rules().stream().map(rule -> rule.id()).toList());
    }

    /** How many events are of a user and a time of which another is. */
    private static long ofOneTime(List<EcsEvent> events) {
        record UserAndTime(String user, Instant time) {}
        Set<UserAndTime> seen = new HashSet<>();
        return events.stream()
                .filter(
                        event ->
                                !seen.add(
                                        new UserAndTime(
                                                event.string(EcsField.USER_NAME).orElseThrow(),
                                                event.timestamp())))
                .count();
    }

    /** Of one time, in no order of their ids; some differ by nanoseconds alone. */
    private static List<EcsEvent> events(RandomGenerator random) {
        RandomEvents some =
                new RandomEvents(random, Duration.ofHours(random.nextLong(3, 48)).toMillis());
        long grain = GRAINS.get(random.nextInt(GRAINS.size())).toMillis();
        List<EcsEvent> events = new ArrayList<>();
        for (EcsEvent event : some.next(random.nextInt(50, 130))) {
            long at = event.timestamp().toEpochMilli() / grain * grain;
            long nanos = random.nextInt(4) == 0 ? random.nextLong(3) : 0;
            events.add(
                    event.toBuilder()
                            .set(EcsField.TIMESTAMP, Instant.ofEpochMilli(at).plusNanos(nanos))
                            .build());
        }
        Collections.shuffle(events, new Random(random.nextLong()));
        return events;
    }

    private static Shape shape(RandomGenerator random) {
        return new Shape(
                BOUNDS,
                List.of(8, 16, 256).get(random.nextInt(3)),
                List.of(1, 4, 4, 4).get(random.nextInt(4)),
                random.nextInt(1, 10),
                List.of(0, 20, 50).get(random.nextInt(3)),
                List.of(100, 200).get(random.nextInt(2)));
    }

    private static List<String> replayed(
            List<Published> records, BiConsumer<EcsEvent, String> replay) {
        return Alerts.standing(replay(records, replay));
    }

    private static Collection<Alert> replay(
            List<Published> records, BiConsumer<EcsEvent, String> replay) {
        REPLAY.forget();
        records.forEach(record -> replay.accept(record.event(), record.origin()));
        REPLAY.end();
        return REPLAY.alerts();
    }

    /** Says what is missing and what is too much, as all of both would be too long to read. */
    private static void assertSame(String about, List<String> actual, List<String> expected) {
        assertThat(without(expected, actual))
                .as("%s: missing, while there is %s", about, without(actual, expected))
                .isEmpty();
        assertThat(without(actual, expected)).as("%s: too much", about).isEmpty();
    }

    private static List<String> without(List<String> all, List<String> others) {
        List<String> rest = new ArrayList<>(all);
        others.forEach(rest::remove);
        return rest;
    }
}
