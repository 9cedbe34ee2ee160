package io.tripline.correlation.state;

import static org.assertj.core.api.Assertions.assertThat;

import io.tripline.contracts.Alert;
import io.tripline.contracts.EcsEvent;
import io.tripline.correlation.Alerts;
import io.tripline.correlation.Arrivals;
import io.tripline.correlation.RandomEvents;
import io.tripline.correlation.Seeds;
import io.tripline.correlation.TestRules;
import io.tripline.correlation.state.Cluster.Deployment;
import io.tripline.correlation.state.Cluster.Shape;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The final set of alerts is a function of the set of events: not of their order, duplicates, crashes or partitions. */
class CorrelatorPropertyTest {
    private static final int CASES = 150;
    private static final Duration LATENESS = Duration.ofHours(6);

    /** Less than the rules' {@code suppress}. */
    private static final Duration LITTLE_LATENESS = Duration.ofMinutes(15);

    private static final Bounds AMPLE =
            new Bounds(
                    LATENESS,
                    Duration.ofMinutes(1),
                    Duration.ofMinutes(1),
                    10_000,
                    100_000,
                    8,
                    100_000);
    private static final Shape QUIET = new Shape(AMPLE, 256, 1, 1, 0, 0);

    private static final Deployment ALL = Deployment.of(TestRules.ALL);

    static List<Integer> seeds() {
        return Seeds.of(CASES);
    }

    static List<Integer> fewSeeds() {
        return Seeds.of(CASES / 10);
    }

    @Test
    void the_random_streams_hold_what_every_rule_looks_for() {
        TreeSet<String> rules = new TreeSet<>();
        for (int seed = 1; seed <= 5; seed++) {
            List<EcsEvent> events = events(new Random(seed));
            inOrder(events).forEach(alert -> rules.add(alert.rule().id()));
        }

        assertThat(rules)
                .containsExactlyElementsOf(
                        TestRules.ALL.rules().stream().map(rule -> rule.id()).toList());
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void events_in_order_give_what_plain_java_finds_in_the_set_of_them(int seed) {
        List<EcsEvent> events = events(new Random(seed));

        assertSame("seed " + seed, Oracle.told(inOrder(events)), Oracle.expected(events));
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void order_duplicates_crashes_and_partitions_change_nothing(int seed) {
        Random random = new Random(seed);
        List<EcsEvent> events = events(random);
        Duration lateness = seed % 4 == 0 ? LITTLE_LATENESS : LATENESS;
        List<EcsEvent> arrivals = Arrivals.disturbed(events, lateness, random);
        Shape shape = shape(random, lateness);

        Collection<Alert> alerts;
        try (Cluster cluster = new Cluster(ALL, shape, random)) {
            cluster.accept(arrivals);
            alerts = cluster.alerts();
        }

        String about = "seed %d, %s".formatted(seed, shape);
        assertSame(about, Oracle.told(alerts), Oracle.expected(events));
        assertSame(about, Alerts.standing(alerts), Alerts.standing(inOrder(events)));
    }

    /** Says what is missing and what is too much, as all of both would be too long to read. */
    private static void assertSame(String about, List<String> actual, List<String> expected) {
        List<String> missing = new ArrayList<>(expected);
        actual.forEach(missing::remove);
        List<String> extra = new ArrayList<>(actual);
        expected.forEach(extra::remove);
        assertThat(missing).as("%s: missing, while there is %s", about, extra).isEmpty();
        assertThat(extra).as("%s: too much", about).isEmpty();
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("fewSeeds")
    void nothing_is_too_late_in_a_backlog_in_whatever_order_it_is_read(int seed) {
        Random random = new Random(seed);
        List<EcsEvent> events = events(random);
        List<EcsEvent> arrivals = new ArrayList<>(events);
        Collections.shuffle(arrivals, random);
        Shape shape = new Shape(AMPLE, 256, 1, 10, 0, 100);

        try (Cluster cluster = new Cluster(ALL, shape, random)) {
            cluster.accept(arrivals);

            assertSame("seed " + seed, Oracle.told(cluster.alerts()), Oracle.expected(events));
        }
    }

    private static List<EcsEvent> events(RandomGenerator random) {
        RandomEvents some =
                new RandomEvents(random, Duration.ofHours(random.nextLong(3, 72)).toMillis());
        return some.next(random.nextInt(50, 300));
    }

    private static Shape shape(RandomGenerator random, Duration lateness) {
        int partitions = List.of(1, 1, 1, 4, 4, 4, 4, 16).get(random.nextInt(8));
        return new Shape(
                new Bounds(
                        lateness,
                        Duration.ofMinutes(1),
                        Duration.ofMinutes(1),
                        10_000,
                        100_000,
                        random.nextInt(2, 9),
                        List.of(20, 200, 200, 100_000).get(random.nextInt(4))),
                List.of(8, 16, 256).get(random.nextInt(3)),
                partitions,
                random.nextInt(1, 40),
                List.of(0, 5, 5, 50).get(random.nextInt(4)),
                List.of(0, 50, 200).get(random.nextInt(3)));
    }

    private static Collection<Alert> inOrder(List<EcsEvent> events) {
        try (Cluster quiet = new Cluster(ALL, QUIET, new Random(0))) {
            quiet.accept(events);
            return quiet.alerts();
        }
    }
}
