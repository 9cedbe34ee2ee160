package io.tripline.correlation.state;

import static org.assertj.core.api.Assertions.assertThat;

import io.tripline.contracts.Alert;
import io.tripline.contracts.EcsEvent;
import io.tripline.correlation.Alerts;
import io.tripline.correlation.Arrivals;
import io.tripline.correlation.RandomEvents;
import io.tripline.correlation.Seeds;
import io.tripline.correlation.TestRules;
import io.tripline.correlation.engine.CompiledRule;
import io.tripline.correlation.engine.RuleSet;
import io.tripline.correlation.state.Cluster.Deployment;
import io.tripline.correlation.state.Cluster.Shape;
import java.time.Duration;
import java.util.Collection;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A rule that is added, changed, removed or fails is nobody else's business. */
class IsolationPropertyTest {
    private static final int CASES = 20;
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
    private static final String RULE = "counting";

    /** What becomes of one rule while the others stay. */
    private enum Change {
        /** It is not there at first. */
        ADDED,
        REMOVED,
        /** It looks for something else. */
        CHANGED,
        /** It throws at events that it wants. */
        FAILS,
        /** It alerts on every event there is. */
        FLOODS
    }

    private static final Map<Change, Deployment> OTHERS = new EnumMap<>(Change.class);
    private static final Deployment ALL = Deployment.of(TestRules.ALL);

    static {
        OTHERS.put(Change.ADDED, with());
        OTHERS.put(Change.REMOVED, with());
        OTHERS.put(
                Change.CHANGED,
                with(
                        TestRules.of(
                                RULE,
                                "user.name",
                                """
                                select count(*) as failures
                                from Event(event.action = 'change')#time(1 hour)
                                having count(*) >= 2
                                """)));
        OTHERS.put(
                Change.FAILS,
                with(
                        TestRules.of(
                                RULE,
                                "source.ip",
                                """
                                select cast(case when user.name is null then '0' else user.name end, int) as failures
                                from Event(event.action = 'login')#time(10 min)
                                where cast(case when user.name is null then '0' else user.name end, int) > 3
                                """)));
        OTHERS.put(
                Change.FLOODS,
                with(
                        TestRules.of(
                                RULE,
                                "source.ip",
                                """
                                select count(*) as failures
                                from Event(event.id is not null)#time(10 min)
                                """)));
    }

    static List<Integer> seeds() {
        return Seeds.of(CASES);
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void the_alerts_of_all_others_stay_as_they_are(int seed) {
        for (Change change : Change.values()) {
            Random random = new Random(seed);
            RandomEvents some = new RandomEvents(random, Duration.ofDays(1).toMillis());
            List<EcsEvent> arrivals = Arrivals.disturbed(some.next(150), LATENESS, random);
            Shape shape = new Shape(BOUNDS, 256, 2, random.nextInt(1, 20), 30, 0);
            int until = random.nextInt(arrivals.size());

            Collection<Alert> unchanged = run(shape, seed, List.of(arrivals), List.of(ALL));
            Deployment other = Objects.requireNonNull(OTHERS.get(change));
            Collection<Alert> changed =
                    run(
                            shape,
                            seed,
                            List.of(
                                    arrivals.subList(0, until),
                                    arrivals.subList(until, arrivals.size())),
                            change == Change.ADDED ? List.of(other, ALL) : List.of(ALL, other));

            assertThat(ofOthers(changed))
                    .as("seed %d, %s", seed, change)
                    .containsExactlyElementsOf(ofOthers(unchanged));
        }
    }

    private static Collection<Alert> run(
            Shape shape, int seed, List<List<EcsEvent>> parts, List<Deployment> deployments) {
        try (Cluster cluster = new Cluster(deployments.getFirst(), shape, new Random(seed))) {
            for (int i = 0; i < parts.size(); i++) {
                if (i > 0) {
                    cluster.redeploy(deployments.get(i));
                }
                cluster.accept(parts.get(i));
            }
            return cluster.alerts();
        }
    }

    /** A rule over alerts is about those of the others, this one's too. */
    private static boolean isOverAlerts(String rule) {
        return TestRules.ALL.byId(rule).stream().anyMatch(CompiledRule::isOverAlerts);
    }

    private static List<String> ofOthers(Collection<Alert> alerts) {
        return Alerts.standing(
                alerts.stream()
                        .filter(alert -> !alert.rule().id().equals(RULE))
                        .filter(alert -> !isOverAlerts(alert.rule().id()))
                        .toList());
    }

    private static Deployment with(CompiledRule... instead) {
        return Deployment.of(
                new RuleSet(
                        Stream.concat(
                                        TestRules.ALL.rules().stream()
                                                .filter(rule -> !rule.id().equals(RULE)),
                                        Stream.of(instead))
                                .toList(),
                        TestRules.ALL.compiler()));
    }
}
