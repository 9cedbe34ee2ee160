package io.tripline.correlation.state;

import static org.assertj.core.api.Assertions.assertThat;

import io.tripline.contracts.Alert;
import io.tripline.contracts.EcsEvent;
import io.tripline.contracts.EcsField;
import io.tripline.correlation.Alerts;
import io.tripline.correlation.Arrivals;
import io.tripline.correlation.TestRules;
import io.tripline.correlation.engine.CompiledRule;
import io.tripline.correlation.engine.KeptEvent;
import io.tripline.correlation.engine.RuleSet;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * An entity that is never silent for as long as its rule's window, for many times the lateness, under EPL of which what matched
 * before decides what may match next: where an evaluation begins must not show, be it that old events were let go, or that it
 * begins anew after a restart.
 */
class SlicesPropertyTest {
    private static final Instant START = Instant.parse("2026-03-01T22:17:00Z");
    private static final Duration LATENESS = Duration.ofHours(2);
    private static final Duration LENGTH = Duration.ofHours(14);
    private static final Bounds BOUNDS =
            new Bounds(
                    LATENESS, Duration.ofMinutes(1), Duration.ofMinutes(1), 10_000, 100, 4, 10_000);

    @ParameterizedTest(name = "seed {0}: {1}")
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    1 | select a, b from Event(event.action in ('x', 'y'))#time(10 min) match_recognize (measures A as a, B as b pattern (A B) define B as not same(B.host.name, A.host.name))
                    2 | select a, b from pattern [every (a=Event(event.action = 'x') and b=Event(event.action = 'y')) where timer:within(10 min)]
                    3 | select a, b from pattern [every (a=Event(event.action = 'x') -> b=Event(event.action = 'y')) where timer:within(10 min)]
                    4 | select a from pattern [every ([3] a=Event(event.action = 'x')) where timer:within(10 min)]
                    5 | select a from pattern [every (a=Event(event.action = 'x') -> (timer:interval(5 min) and not Event(event.action = 'y')))]
                    6 | select max(event_time) as t, count(*) as n from Event(event.action = 'x')#ext_timed_batch(event_time, 10 min, 0L)
                    7 | select prev(2, host.name) as h from Event(event.action = 'x')#time(10 min) having prev(2, host.name) = 'host-1'
                    8 | select a, b from Event(event.action in ('x', 'y'))#time(10 min) match_recognize (measures A as a, B as b pattern (A+ B) define A as A.event.action = 'x', B as B.event.action = 'y')
                    """)
    void where_an_evaluation_begins_does_not_show(long seed, String epl) {
        CompiledRule rule = TestRules.ofEpl(epl, Duration.ofMinutes(10), Duration.ofMinutes(1));
        RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
        List<EcsEvent> events = events(random);

        List<String> inOrder = told(rule, events, 0, random);
        List<String> disturbed =
                told(rule, Arrivals.disturbed(events, LATENESS.dividedBy(2), random), 40, random);

        assertThat(inOrder).hasSizeGreaterThan(10);
        assertThat(disturbed).isEqualTo(inOrder);
    }

    /** One every two minutes or so, and never none for ten. */
    private static List<EcsEvent> events(RandomGenerator random) {
        List<EcsEvent> events = new ArrayList<>();
        Instant time = START;
        while (time.isBefore(START.plus(LENGTH))) {
            time = time.plusMillis(random.nextLong(1, Duration.ofMinutes(4).toMillis()));
            events.add(
                    EcsEvent.builder()
                            .set(EcsField.TIMESTAMP, time)
                            .set(EcsField.EVENT_ID, "event-" + events.size())
                            .set(EcsField.EVENT_KIND, "event")
                            .set(EcsField.EVENT_ACTION, random.nextInt(3) == 0 ? "y" : "x")
                            .set(EcsField.HOST_NAME, "host-" + random.nextInt(3))
                            .set(EcsField.USER_NAME, "alice")
                            .build());
        }
        return events;
    }

    /**
     * The alerts that stand in the end, but for what depends on the way there.
     *
     * @param every after so many events on average all is taken up anew from the stores; never if 0
     */
    private static List<String> told(
            CompiledRule rule, List<EcsEvent> arrivals, int every, RandomGenerator random) {
        Stores stores = Stores.inMemory();
        RuleSet rules = new RuleSet(List.of(rule), TestRules.ALL.compiler());
        EntityKey key = EntityKey.of(rule, List.of("alice"));
        SortedMap<String, Alert> told = new TreeMap<>();
        try (Correlator correlator = new Correlator(BOUNDS, stores, rules, Outcomes.UNCOUNTED)) {
            Instant newest = START;
            for (EcsEvent event : arrivals) {
                newest = event.timestamp().isAfter(newest) ? event.timestamp() : newest;
                add(told, correlator.accept(key, new KeptEvent(event, ""), newest.toEpochMilli()));
                correlator.allRead();
                pass(told, correlator, newest.minusSeconds(random.nextInt(600)));
                if (every > 0 && random.nextInt(every) == 0) {
                    correlator.forget(key.id());
                }
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
