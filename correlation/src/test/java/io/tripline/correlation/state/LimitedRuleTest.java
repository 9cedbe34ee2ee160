package io.tripline.correlation.state;

import static org.assertj.core.api.Assertions.assertThat;

import io.tripline.contracts.Alert;
import io.tripline.contracts.EcsEvent;
import io.tripline.contracts.EcsField;
import io.tripline.correlation.TestRules;
import io.tripline.correlation.engine.CompiledRule;
import io.tripline.correlation.engine.KeptEvent;
import io.tripline.correlation.engine.RuleFailedException;
import io.tripline.correlation.engine.RuleSet;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A rule that fails, and one that is too slow: limited by itself, and nothing of what it wants is lost. */
class LimitedRuleTest {
    private static final Instant START = Instant.parse("2026-03-01T00:00:00Z");
    private static final Bounds BOUNDS =
            new Bounds(
                    Duration.ofHours(1),
                    Duration.ofMinutes(1),
                    Duration.ofMinutes(1),
                    1_000,
                    1_000,
                    4,
                    10_000);

    private final Map<Outcomes.Kind, Integer> counted = new EnumMap<>(Outcomes.Kind.class);
    private final List<Alert> alerts = new ArrayList<>();
    private long nanos;
    private long step = Duration.ofSeconds(10).toNanos();
    private boolean starved;

    @Test
    void a_rule_that_takes_most_of_the_time_is_set_aside_and_makes_up_for_it() {
        CompiledRule rule = TestRules.ALL.byId("counting").orElseThrow();
        try (Correlator correlator = correlator(Stores.inMemory())) {
            // Every event takes 20 s, so that a minute is over at the third.
            for (int i = 0; i < 3; i++) {
                accept(correlator, rule, i);
                assertThat(counted).doesNotContainKey(Outcomes.Kind.POSTPONED);
            }
            assertThat(alerts).extracting(each -> each.rule().id()).containsExactly(Coverage.RULE);
            assertThat(alerts.getFirst().values()).containsEntry("limit", "correlation.time");
            accept(correlator, rule, 3);
            accept(correlator, rule, 4);
            assertThat(counted).containsEntry(Outcomes.Kind.POSTPONED, 2);
            assertThat(alerts).hasSize(1);

            nanos += RulePace.ASIDE.toNanos();
            passTime(correlator, START.plus(Duration.ofMinutes(6)).toEpochMilli());
            assertThat(alerts.get(1).rule().id()).isEqualTo("counting");
            assertThat(alerts.get(1).occurrence().count()).isEqualTo(2);
        }
    }

    @Test
    void a_rule_that_is_at_one_entity_for_too_long_is_interrupted_and_all_others_go_on() {
        CompiledRule rule = TestRules.ALL.byId("counting").orElseThrow();
        CompiledRule other = TestRules.ALL.byId("guessed").orElseThrow();
        Stores stores = Stores.inMemory();
        EntityKey heavy = EntityKey.of(rule, List.of("192.0.2.1"));
        try (Correlator before = unhurried(stores)) {
            IntStream.range(0, 900).forEach(i -> accept(before, rule, i));
        }
        alerts.clear();
        counted.clear();
        // Whatever an event of it costs, it is the same each time.
        step = Duration.ofMillis(10).toNanos();
        try (Correlator slow = correlator(stores, RulePace.MOST_AT_ONCE)) {
            accept(slow, rule, 900);
            assertThat(alerts).extracting(each -> each.rule().id()).containsExactly(Coverage.RULE);
            assertThat(alerts.getFirst().values())
                    .containsEntry("limit", "correlation.time-of-entity");
            accept(slow, rule, 901);
            assertThat(counted).containsEntry(Outcomes.Kind.POSTPONED, 1);
            accept(slow, other, 902);
            for (int i = 903; i < 907; i++) {
                alerts.addAll(slow.accept(of(rule, 7), failure(i), failure(i).millis()));
            }
            assertThat(counted).containsEntry(Outcomes.Kind.POSTPONED, 1);
            assertThat(alerts.getLast().entity()).containsEntry(EcsField.SOURCE_IP, "2001:db8::7");

            Instant later = START.plus(Duration.ofMinutes(16));
            for (int i = 0; i < 3; i++) {
                later = later.plus(RulePace.ASIDE);
                passTime(slow, later.toEpochMilli());
            }
            alerts.clear();
            counted.clear();
            accept(slow, rule, 910);
            passTime(slow, START.plus(Duration.ofDays(1)).toEpochMilli());
        }

        assertThat(stores.entities().events(heavy)).hasSizeBetween(100, 400);
        assertThat(counted).doesNotContainKey(Outcomes.Kind.POSTPONED);
        assertThat(alerts)
                .extracting(each -> each.occurrence().state())
                .containsOnly(Alert.State.RAISED);
        assertThat(alerts.getLast().occurrence().lastSeen()).isEqualTo(START.plusSeconds(910));
    }

    @Test
    void what_comes_when_its_thread_has_been_at_work_for_too_long_is_evaluated_in_its_turn() {
        CompiledRule rule = TestRules.ALL.byId("counting").orElseThrow();
        EntityKey key = EntityKey.of(rule, List.of("192.0.2.1"));
        try (Correlator correlator = unhurried(Stores.inMemory())) {
            accept(correlator, rule, 0);
            correlator.postpone(key, failure(1), 0).forEach(alerts::add);
            IntStream.range(2, 6).forEach(i -> accept(correlator, rule, i));
            assertThat(counted)
                    .containsEntry(Outcomes.Kind.WANTED, 6)
                    .containsEntry(Outcomes.Kind.POSTPONED, 5);
            assertThat(alerts).isEmpty();

            assertThat(correlator.due()).isEmpty();
            alerts.addAll(correlator.keep(correlator.nextPostponed().orElseThrow()));
            assertThat(correlator.hasPostponed()).isFalse();
            assertThat(alerts).hasSize(1);
            assertThat(alerts.getFirst().occurrence().count()).isEqualTo(3);
            accept(correlator, rule, 6);
            assertThat(counted).containsEntry(Outcomes.Kind.POSTPONED, 5);
        }
    }

    /** In a backlog, what makes it untrue may stand right behind. */
    @Test
    void nothing_is_missing_of_who_was_postponed_before_it_could_have_come() {
        CompiledRule rule = TestRules.ALL.byId("absence").orElseThrow();
        EntityKey key = EntityKey.of(rule, List.of("host-1"));
        long arrived = START.plus(Duration.ofHours(2)).toEpochMilli();
        KeptEvent backup =
                new KeptEvent(
                        EcsEvent.builder()
                                .set(EcsField.TIMESTAMP, START)
                                .set(EcsField.EVENT_ID, "backup")
                                .set(EcsField.EVENT_KIND, "event")
                                .set(EcsField.EVENT_ACTION, "backup")
                                .set(EcsField.EVENT_TYPE, "start")
                                .set(EcsField.HOST_NAME, "host-1")
                                .build(),
                        "");
        try (Correlator correlator = unhurried(Stores.inMemory())) {
            correlator.tick(arrived);
            alerts.addAll(correlator.postpone(key, backup, arrived));
            alerts.addAll(correlator.keep(correlator.nextPostponed().orElseThrow()));
            passTime(correlator, arrived + BOUNDS.timerGrace().toMillis() - 1);
            assertThat(alerts).isEmpty();
            passTime(correlator, arrived + BOUNDS.timerGrace().toMillis());
            assertThat(alerts).hasSize(1);
        }
    }

    /** Who waits for a turn is forgotten with the process; the agenda is not. */
    @Test
    void who_was_postponed_before_a_restart_is_evaluated_when_time_has_passed() {
        CompiledRule rule = TestRules.ALL.byId("counting").orElseThrow();
        EntityKey key = EntityKey.of(rule, List.of("192.0.2.1"));
        Stores stores = Stores.inMemory();
        try (Correlator correlator = unhurried(stores)) {
            IntStream.range(0, 4)
                    .forEach(
                            i ->
                                    alerts.addAll(
                                            correlator.postpone(
                                                    key, failure(i), failure(i).millis())));
        }
        try (Correlator correlator = unhurried(stores)) {
            passTime(correlator, START.plusSeconds(59).toEpochMilli());
            assertThat(alerts).isEmpty();
            passTime(correlator, START.plusSeconds(60).toEpochMilli());
            assertThat(alerts).hasSize(1);
        }
    }

    @Test
    void entities_of_which_events_are_only_stored_are_bounded_as_any() {
        CompiledRule rule = TestRules.ALL.byId("counting").orElseThrow();
        Stores stores = Stores.inMemory();
        try (Correlator correlator = correlator(stores)) {
            setAside(correlator, rule);
            for (int i = 0; i < 1_500; i++) {
                alerts.addAll(correlator.accept(of(rule, i), failure(i), i));
            }

            assertThat(counted).containsEntry(Outcomes.Kind.POSTPONED, 1_500);
            assertThat(IntStream.range(0, 1_500))
                    .filteredOn(i -> !stores.entities().events(of(rule, i)).isEmpty())
                    .hasSizeBetween(900, 1_000);
            assertThat(alerts.getLast().values())
                    .containsEntry("limit", "correlation.entities-per-rule");
        }
    }

    /** Else it would be too late for the second, as it is older than the first by more than the lateness. */
    @Test
    void of_entities_beyond_those_that_are_remembered_nothing_is_too_late() {
        CompiledRule rule = TestRules.ALL.byId("counting").orElseThrow();
        CompiledRule other = TestRules.ALL.byId("guessed").orElseThrow();
        try (Correlator correlator = correlator(Stores.inMemory())) {
            setAside(correlator, rule);
            correlator.allRead();
            for (int i = 0; i < 100_000; i++) {
                var _ = correlator.accept(of(rule, i), failure(i), 0);
            }
            EntityKey key = EntityKey.of(other, List.of("192.0.2.1"));
            var _ = correlator.accept(key, failure((int) Duration.ofDays(2).toSeconds()), 0);
            var _ = correlator.accept(key, failure(0), 0);

            assertThat(counted).doesNotContainKey(Outcomes.Kind.TOO_LATE);
        }
    }

    @Test
    void an_entity_at_which_its_rule_fails_again_is_kept_on() {
        CompiledRule rule = TestRules.ALL.byId("counting").orElseThrow();
        EntityStore store = EntityStore.inMemory();
        List<Long> heard = new ArrayList<>();
        Census census = Census.inMemory(store);
        Stores failing = new Stores(failing(store), Agenda.inMemory(), listened(census, heard));
        try (Correlator correlator = correlator(failing)) {
            accept(correlator, rule, 0);
            long later = START.plus(Duration.ofHours(9)).toEpochMilli();
            passTime(correlator, later);

            assertThat(heard).startsWith(START.toEpochMilli()).endsWith(later);
        }
    }

    /** A census of which it is known when it was told of somebody. */
    private static Census listened(Census census, List<Long> heard) {
        return new Census() {
            @Override
            public Noted heard(String rule, String entity, long now, Duration kept) {
                heard.add(now);
                return census.heard(rule, entity, now, kept);
            }

            @Override
            public boolean has(String rule, String entity) {
                return census.has(rule, entity);
            }

            @Override
            public List<String> takeEldest(String rule, long count) {
                return census.takeEldest(rule, count);
            }
        };
    }

    /** A record may differ from another of the same event, as places are looked up when it is read. */
    @ParameterizedTest
    @CsvSource({"logs.auth-0-5,logs.auth-1-9", "logs.auth-1-9,logs.auth-0-5"})
    void of_two_records_of_an_event_the_same_is_kept_while_its_rule_is_aside_or_fails(
            String first, String second) {
        CompiledRule rule = TestRules.ALL.byId("counting").orElseThrow();
        Stores stores = Stores.inMemory();
        EntityKey key = of(rule, 1);
        try (Correlator correlator = correlator(stores)) {
            setAside(correlator, rule);
            var _ = correlator.accept(key, new KeptEvent(failure(9).event(), first), 0);
            var _ = correlator.accept(key, new KeptEvent(failure(9).event(), second), 0);
        }
        assertThat(stores.entities().events(key))
                .extracting(KeptEvent::origin)
                .containsExactly("logs.auth-0-5");

        EntityStore store = EntityStore.inMemory();
        Stores failing = new Stores(failing(store), Agenda.inMemory(), Census.inMemory(store));
        try (Correlator correlator = unhurried(failing)) {
            var _ = correlator.accept(key, new KeptEvent(failure(9).event(), first), 0);
            var _ = correlator.accept(key, new KeptEvent(failure(9).event(), second), 0);
        }
        assertThat(store.events(key))
                .extracting(KeptEvent::origin)
                .containsExactly("logs.auth-0-5");
    }

    @Test
    void an_event_of_a_time_that_is_settled_is_too_late_where_its_rule_fails_as_elsewhere() {
        CompiledRule rule = TestRules.ALL.byId("counting").orElseThrow();
        EntityStore store = EntityStore.inMemory();
        EntityKey key = of(rule, 1);
        store.remember(
                key,
                new EntityMemory(
                        failure(5).millis(),
                        Long.MIN_VALUE,
                        Long.MIN_VALUE,
                        Optional.empty(),
                        Map.of()));
        Stores failing = new Stores(failing(store), Agenda.inMemory(), Census.inMemory(store));
        try (Correlator correlator = unhurried(failing)) {
            var _ = correlator.accept(key, failure(5), 0);
            var _ = correlator.accept(key, failure(6), 0);
        }

        assertThat(store.events(key)).containsExactly(failure(6));
        assertThat(counted).containsEntry(Outcomes.Kind.TOO_LATE, 1);
    }

    /** Until time goes on. */
    private void setAside(Correlator correlator, CompiledRule rule) {
        for (int i = 0; i < 3; i++) {
            accept(correlator, rule, i);
        }
        step = 0;
        counted.clear();
    }

    private static EntityKey of(CompiledRule rule, int number) {
        return EntityKey.of(rule, List.of("2001:db8::" + Integer.toHexString(number)));
    }

    @Test
    void a_rule_that_only_waits_for_a_processor_is_not_set_aside() {
        starved = true;
        CompiledRule rule = TestRules.ALL.byId("counting").orElseThrow();
        try (Correlator correlator = correlator(Stores.inMemory())) {
            for (int i = 0; i < 5; i++) {
                accept(correlator, rule, i);
            }

            assertThat(counted).doesNotContainKey(Outcomes.Kind.POSTPONED);
            assertThat(alerts).extracting(each -> each.rule().id()).containsOnly("counting");
        }
    }

    @Test
    void what_a_failing_rule_wants_is_kept_for_when_it_is_mended() {
        CompiledRule rule = TestRules.ALL.byId("counting").orElseThrow();
        EntityStore store = EntityStore.inMemory();
        Agenda agenda = Agenda.inMemory();
        Census census = Census.inMemory(store);
        Stores failing = new Stores(failing(store), agenda, census);
        try (Correlator correlator = correlator(failing)) {
            for (int i = 0; i < 6; i++) {
                accept(correlator, rule, i);
            }
            assertThat(counted).containsEntry(Outcomes.Kind.ERROR, 1);
            assertThat(counted).containsEntry(Outcomes.Kind.POSTPONED, 5);

            passTime(correlator, START.plus(Duration.ofMinutes(11)).toEpochMilli());
            assertThat(counted).containsEntry(Outcomes.Kind.ERROR, 2);
            assertThat(alerts).isEmpty();
        }
        try (Correlator correlator = unhurried(new Stores(store, agenda, census))) {
            passTime(correlator, START.plus(Duration.ofMinutes(20)).toEpochMilli());
            assertThat(alerts).isEmpty();
            passTime(correlator, START.plus(Duration.ofMinutes(21)).toEpochMilli());

            assertThat(alerts).hasSize(1);
            assertThat(alerts.getFirst().occurrence().count()).isEqualTo(3);
        }
    }

    @Test
    void what_was_told_stands_when_its_events_had_to_go_while_the_rule_failed() {
        CompiledRule rule = TestRules.ALL.byId("counting").orElseThrow();
        EntityStore store = EntityStore.inMemory();
        Agenda agenda = Agenda.inMemory();
        Census census = Census.inMemory(store);
        Stores stores = new Stores(store, agenda, census);
        try (Correlator correlator = unhurried(stores)) {
            for (int i = 0; i < 6; i++) {
                accept(correlator, rule, i);
            }
        }
        assertThat(alerts).hasSize(3);
        alerts.clear();
        Stores failing = new Stores(failing(store), agenda, census);
        try (Correlator correlator = unhurried(failing)) {
            for (int i = 0; i < 2_500; i++) {
                accept(correlator, rule, 100_000 + i);
            }
        }
        try (Correlator correlator = unhurried(stores)) {
            passTime(correlator, Long.MAX_VALUE / 2);
        }

        assertThat(alerts)
                .extracting(alert -> alert.occurrence().state())
                .containsOnly(Alert.State.RAISED);
        assertThat(counted).containsKey(Outcomes.Kind.LOST_COVERAGE);
        assertThat(alerts)
                .extracting(alert -> alert.rule().id())
                .containsOnly("counting", Coverage.RULE);
    }

    /** One that never finds a rule too slow. */
    private Correlator unhurried(Stores stores) {
        return new Correlator(
                BOUNDS, stores, TestRules.ALL, (_, kind) -> counted.merge(kind, 1, Integer::sum));
    }

    /** A store at whose events a rule fails, as at an event that its EPL does not bear. */
    private static EntityStore failing(EntityStore store) {
        return (EntityStore)
                Proxy.newProxyInstance(
                        LimitedRuleTest.class.getClassLoader(),
                        new Class<?>[] {EntityStore.class},
                        (_, method, arguments) -> {
                            if (method.getName().equals("events")) {
                                throw new RuleFailedException(
                                        "counting", new IllegalStateException("Made to fail."));
                            }
                            return method.invoke(store, arguments);
                        });
    }

    /** One that is at an entity for as long as it takes. */
    private Correlator correlator(Stores stores) {
        return correlator(stores, Duration.ofDays(1));
    }

    private Correlator correlator(Stores stores, Duration mostAtOnce) {
        RuleSet rules = TestRules.ALL;
        return new Correlator(
                0,
                BOUNDS,
                new EventCache(10_000),
                stores,
                rules,
                new RulePace(() -> nanos += step, () -> starved ? 0 : nanos, mostAtOnce),
                new Evaluators(rules.compiler(), BOUNDS.liveEntities()),
                (_, kind) -> counted.merge(kind, 1, Integer::sum));
    }

    private void accept(Correlator correlator, CompiledRule rule, int number) {
        KeptEvent event = failure(number);
        alerts.addAll(
                correlator.accept(
                        EntityKey.of(rule, rule.entityOf(event.event())), event, event.millis()));
    }

    private static KeptEvent failure(int number) {
        EcsEvent event =
                EcsEvent.builder()
                        .set(EcsField.TIMESTAMP, START.plusSeconds(number))
                        .set(EcsField.EVENT_ID, "failure-" + number)
                        .set(EcsField.EVENT_KIND, "event")
                        .set(EcsField.EVENT_ACTION, "login")
                        .set(EcsField.EVENT_OUTCOME, "failure")
                        .set(EcsField.EVENT_REASON, "no number")
                        .set(EcsField.EVENT_DURATION, 7L)
                        .set(EcsField.USER_NAME, "alice")
                        .set(EcsField.SOURCE_IP, "192.0.2.1")
                        .build();
        return new KeptEvent(event, "");
    }

    private void passTime(Correlator correlator, long until) {
        correlator.tick(until);
        for (Appointment due : correlator.due()) {
            alerts.addAll(correlator.keep(due));
        }
    }
}
