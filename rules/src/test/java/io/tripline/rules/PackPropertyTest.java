package io.tripline.rules;

import static org.assertj.core.api.Assertions.assertThat;

import io.tripline.contracts.Alert;
import io.tripline.contracts.EcsEvent;
import io.tripline.contracts.EcsField;
import io.tripline.correlation.Alerts;
import io.tripline.correlation.Arrivals;
import io.tripline.correlation.RuleFolder;
import io.tripline.correlation.RuleLoader;
import io.tripline.correlation.Seeds;
import io.tripline.correlation.engine.CompiledRule;
import io.tripline.correlation.engine.RuleSet;
import io.tripline.correlation.rule.RuleTest;
import io.tripline.correlation.state.Bounds;
import io.tripline.correlation.state.Cluster;
import io.tripline.correlation.state.Cluster.Deployment;
import io.tripline.correlation.state.Cluster.Shape;
import io.tripline.ingest.IngestConfig;
import io.tripline.ingest.TestLines;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Order, duplicates, crashes and partitions change nothing for the rules that ship. Their streams are made of the rules' own tests,
 * those of raw lines too, several at a time and shifted in time, so that a rule that is added is tried without anybody doing
 * something.
 */
class PackPropertyTest {
    private static final int CASES = 40;
    private static final int TESTS_OF_A_CASE = 12;
    private static final Duration LATENESS = Duration.ofHours(24);
    private static final Bounds BOUNDS =
            new Bounds(
                    LATENESS,
                    Duration.ofMinutes(1),
                    Duration.ofMinutes(1),
                    10_000,
                    100_000,
                    8,
                    100_000);
    private static final Shape QUIET = new Shape(BOUNDS, 256, 1, 1, 0, 0);

    private static final Deployment PACK = Deployment.of(load());

    static List<Integer> seeds() {
        return Seeds.of(CASES);
    }

    @Test
    void the_streams_make_every_rule_alert_that_has_a_test_that_does() {
        TreeSet<String> alerting = new TreeSet<>();
        TreeSet<String> expected = new TreeSet<>();
        for (CompiledRule rule : overEvents()) {
            for (RuleTest test : rule.rule().tests()) {
                if (!test.expected().isEmpty()) {
                    expected.add(rule.id());
                    run(test.events()).forEach(alert -> alerting.add(alert.rule().id()));
                    break;
                }
            }
        }

        assertThat(alerting).containsAll(expected);
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void order_duplicates_crashes_and_partitions_change_nothing(int seed) {
        Random random = new Random(seed);
        List<EcsEvent> events = events(random);
        List<EcsEvent> arrivals = Arrivals.disturbed(events, LATENESS, random);
        Shape shape =
                new Shape(
                        BOUNDS,
                        random.nextBoolean() ? 8 : 256,
                        random.nextBoolean() ? 1 : 4,
                        random.nextInt(1, 40),
                        List.of(0, 10, 100).get(random.nextInt(3)),
                        random.nextInt(50, 200));

        Collection<Alert> alerts;
        try (Cluster cluster = new Cluster(PACK, shape, random)) {
            cluster.accept(arrivals);
            alerts = cluster.alerts();
        }

        assertThat(Alerts.standing(alerts))
                .as("seed %d, %s", seed, shape)
                .containsExactlyElementsOf(Alerts.standing(run(events)));
    }

    /** Some tests of some rules, within the same days. */
    private static List<EcsEvent> events(RandomGenerator random) {
        List<RuleTest> tests =
                overEvents().stream().flatMap(rule -> rule.rule().tests().stream()).toList();
        List<EcsEvent> events = new ArrayList<>();
        for (int i = 0; i < TESTS_OF_A_CASE; i++) {
            int number = i;
            Duration shift = Duration.ofMinutes(random.nextLong(3 * 24 * 60));
            tests.get(random.nextInt(tests.size())).events().stream()
                    .map(
                            event ->
                                    event.toBuilder()
                                            .set(EcsField.EVENT_ID, event.id() + "-" + number)
                                            .set(EcsField.TIMESTAMP, event.timestamp().plus(shift))
                                            .build())
                    .forEach(events::add);
        }
        events.sort(Comparator.comparing(EcsEvent::timestamp).thenComparing(EcsEvent::id));
        return events;
    }

    /** The tests of a rule over alerts give alerts, which are no stream of events; these rules see what the others tell. */
    private static List<CompiledRule> overEvents() {
        return PACK.rules().rules().stream().filter(rule -> !rule.isOverAlerts()).toList();
    }

    private static Collection<Alert> run(List<EcsEvent> events) {
        try (Cluster quiet = new Cluster(PACK, QUIET, new Random(0))) {
            quiet.accept(events);
            return quiet.alerts();
        }
    }

    /** Their tests are run by {@link RulesTest}. */
    private static RuleSet load() {
        RuleLoader loader =
                new RuleLoader(InstantSource.system(), new TestLines(IngestConfig::defaults)::read);
        List<CompiledRule> rules = new ArrayList<>();
        try {
            Path pack = Path.of("").toAbsolutePath();
            for (Path file : RuleFolder.rules(pack).files()) {
                loader.candidateForTests(file, file.toString()).rule().ifPresent(rules::add);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return new RuleSet(rules, loader.compiler());
    }
}
