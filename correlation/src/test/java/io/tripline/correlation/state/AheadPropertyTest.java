package io.tripline.correlation.state;

import static org.assertj.core.api.Assertions.assertThat;

import io.tripline.contracts.Alert;
import io.tripline.contracts.EcsEvent;
import io.tripline.contracts.EcsField;
import io.tripline.correlation.Alerts;
import io.tripline.correlation.Arrivals;
import io.tripline.correlation.Seeds;
import io.tripline.correlation.TestRules;
import io.tripline.correlation.engine.CompiledRule;
import io.tripline.correlation.engine.KeptEvent;
import io.tripline.correlation.engine.RuleSet;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A busy entity in an attack that does not end, whose events wait to be evaluated together and are full again and again: what
 * is told in the end is the same whether some of it is evaluated ahead or all once it must be.
 */
class AheadPropertyTest {
    private static final Instant START = Instant.parse("2026-03-01T22:17:00Z");
    private static final int EVENTS = 1_500;

    private static final List<String> EPL =
            List.of(
                    "select count(*) as n, window(l.*) as attempts from Event(event.outcome = 'failure')#time(10 min) as l"
                            + " having count(*) >= 5 and count(distinct l.source.ip) >= 3",
                    // One event too few or too many within the window shows.
                    "select count(*) as n from Event(event.action in ('x', 'y'))#time(1 min)"
                            + " having count(*) >= 4 and count(*) % 3 = 1",
                    "select count(*) as n from Event(event.action = 'x')#time(10 min)"
                            + " having count(*) >= 4 and count(*) % 3 = 1",
                    "select prev(2, host.name) as h from Event(event.action = 'x')#time(10 min)"
                            + " having prev(2, host.name) = 'host-1'",
                    "select a, b from Event(event.action in ('x', 'y'))#time(10 min) match_recognize"
                            + " (measures A as a, B as b pattern (A+ B)"
                            + " define A as A.event.action = 'x', B as B.event.action = 'y')");

    /** Seeds and EPL. */
    static Stream<Arguments> cases() {
        return Seeds.of(8).stream()
                .flatMap(seed -> EPL.stream().map(epl -> Arguments.of(seed, epl)));
    }

    @ParameterizedTest(name = "seed {0}: {1}")
    @MethodSource("cases")
    void what_is_evaluated_ahead_changes_nothing(long seed, String epl) {
        RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
        CompiledRule rule = TestRules.ofEpl(epl, Duration.ofMinutes(10), Duration.ofHours(6));
        Bounds bounds =
                new Bounds(
                        Duration.ofMinutes(random.nextInt(2, 30)),
                        Duration.ofMinutes(1),
                        Duration.ofMinutes(random.nextInt(1, 60)),
                        random.nextInt(20, 600),
                        100,
                        4,
                        10_000);
        Duration disorder = Duration.ofSeconds(random.nextInt(1, 120));
        List<EcsEvent> arrivals = Arrivals.disturbed(events(random), disorder, random);
        int small = random.nextInt(12);
        Counting ahead = new Counting(small, true);
        Counting atOnce = new Counting(small, false);

        List<String> told = told(rule, bounds, arrivals, ahead);

        assertThat(told).isNotEmpty().isEqualTo(told(rule, bounds, arrivals, atOnce));
        // Otherwise nothing was seen here.
        assertThat(ahead.begun).isLessThan(atOnce.begun);
    }

    /** With evaluations that may go ahead or not, and how many were begun once they had to be. */
    private static final class Counting extends Evaluators {
        private final boolean ahead;
        int begun;

        Counting(int small, boolean ahead) {
            super(TestRules.ALL.compiler(), 4, small);
            this.ahead = ahead;
        }

        @Override
        Optional<Slot> own(EntityKey key) {
            return ahead ? super.own(key) : Optional.empty();
        }

        @Override
        Slot toEvaluate(EntityKey key, long again, boolean newest) {
            begun++;
            return super.toEvaluate(key, again, newest);
        }
    }

    private static List<EcsEvent> events(RandomGenerator random) {
        List<EcsEvent> events = new ArrayList<>();
        Instant time = START;
        long most = random.nextLong(500, 10_000);
        int atOnce = random.nextInt(2, 6);
        // Many sources tell whole seconds.
        ChronoUnit exactly = random.nextBoolean() ? ChronoUnit.SECONDS : ChronoUnit.MILLIS;
        while (events.size() < EVENTS) {
            // Some are of one millisecond.
            time = time.plusMillis(random.nextInt(atOnce) == 0 ? 0 : random.nextLong(most));
            events.add(
                    EcsEvent.builder()
                            .set(EcsField.TIMESTAMP, time.truncatedTo(exactly))
                            .set(EcsField.EVENT_ID, "event-" + random.nextInt(100_000))
                            .set(EcsField.EVENT_KIND, "event")
                            .set(EcsField.EVENT_OUTCOME, "failure")
                            .set(EcsField.EVENT_ACTION, random.nextInt(3) == 0 ? "y" : "x")
                            .set(EcsField.HOST_NAME, "host-" + random.nextInt(3))
                            .set(EcsField.SOURCE_IP, "198.51.100." + random.nextInt(9))
                            .set(EcsField.USER_NAME, "alice")
                            .build());
        }
        return events;
    }

    private static List<String> told(
            CompiledRule rule, Bounds bounds, List<EcsEvent> arrivals, Evaluators evaluators) {
        RuleSet rules = new RuleSet(List.of(rule), TestRules.ALL.compiler());
        EntityKey key = EntityKey.of(rule, List.of("alice"));
        SortedMap<String, Alert> told = new TreeMap<>();
        try (Correlator correlator =
                new Correlator(
                        0,
                        bounds,
                        new EventCache(10),
                        Stores.inMemory(),
                        rules,
                        RulePace.unlimited(),
                        evaluators,
                        Outcomes.UNCOUNTED)) {
            Instant newest = START;
            for (EcsEvent event : arrivals) {
                newest = event.timestamp().isAfter(newest) ? event.timestamp() : newest;
                add(told, correlator.accept(key, new KeptEvent(event, ""), newest.toEpochMilli()));
                correlator.allRead();
                pass(told, correlator, newest);
            }
            pass(told, correlator, newest.plus(Duration.ofDays(1)));
        }
        return Alerts.standing(told.values());
    }

    private static void pass(SortedMap<String, Alert> told, Correlator correlator, Instant time) {
        correlator.tick(time.toEpochMilli());
        for (List<Appointment> due = correlator.due(); !due.isEmpty(); due = correlator.due()) {
            due.forEach(each -> add(told, correlator.keep(each)));
        }
    }

    private static void add(SortedMap<String, Alert> told, List<Alert> revisions) {
        revisions.forEach(alert -> told.put(alert.id(), alert));
    }
}
