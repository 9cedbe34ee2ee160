package io.tripline.correlation.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tripline.contracts.Alert;
import io.tripline.contracts.EcsEvent;
import io.tripline.contracts.EcsField;
import io.tripline.correlation.TestRules;
import io.tripline.correlation.engine.CompiledRule;
import io.tripline.correlation.engine.KeptEvent;
import io.tripline.correlation.engine.RuleSet;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What stays when events are let go, and what is said of events that come after that. */
class SettlingTest {
    /** The beginning of an hour, and of half a day. */
    private static final Instant START = Instant.parse("2026-03-01T00:00:00Z");

    private static final int MOST_EVENTS = 100;
    private static final Bounds BOUNDS =
            new Bounds(
                    Duration.ofHours(1),
                    Duration.ofMinutes(1),
                    Duration.ofMinutes(1),
                    MOST_EVENTS,
                    1_000,
                    4,
                    10_000);
    private static final Duration WINDOW = Duration.ofMinutes(10);
    private static final CompiledRule ABSENCE =
            TestRules.ofEpl(
                    "select a from pattern [every (a=Event(event.action = 'x')"
                            + " -> (timer:interval(5 min) and not Event(event.action = 'y')))]",
                    WINDOW,
                    Duration.ofHours(12));
    private static final CompiledRule THREE =
            TestRules.ofEpl(
                    "select count(*) as n from Event(event.action = 'x')#time(10 min) having count(*) >= 3",
                    WINDOW,
                    Duration.ofMinutes(1));
    private static final CompiledRule TILES =
            TestRules.ofEpl(
                    "select a from pattern [every ([3] a=Event(event.action = 'x')) where timer:within(10 min)]",
                    WINDOW,
                    Duration.ofMinutes(1));

    private static final CompiledRule ARGUMENTS =
            TestRules.ofEpl(
                    "select process.args as args from Event(has(process.args, 'x'))",
                    WINDOW,
                    Duration.ofHours(12));

    private final Map<Outcomes.Kind, Integer> counted = new EnumMap<>(Outcomes.Kind.class);
    private final List<Alert> told = new ArrayList<>();

    @Test
    void an_alert_that_is_raised_again_long_after_it_was_withdrawn_has_the_next_revision() {
        try (Correlator correlator = correlator(ABSENCE)) {
            happens(correlator, ABSENCE, "x", 10);
            passTime(correlator, 30);
            happens(correlator, ABSENCE, "y", 12);
            // All until the fourth hour is let go.
            happens(correlator, ABSENCE, "y", 300);
            happens(correlator, ABSENCE, "y", 301);

            happens(correlator, ABSENCE, "x", 480);
            passTime(correlator, 500);
        }

        assertThat(told).extracting(Alert::id).containsOnly(told.getFirst().id());
        assertThat(told).extracting(Alert::revision).containsExactly(1, 2, 3);
        assertThat(told.getLast().occurrence().state()).isEqualTo(Alert.State.RAISED);
    }

    @Test
    void an_alert_that_was_withdrawn_is_forgotten_once_none_may_have_its_id() {
        Stores stores = Stores.inMemory();
        EntityKey key = EntityKey.of(ABSENCE, List.of("alice"));
        try (Correlator correlator = correlator(ABSENCE, stores)) {
            happens(correlator, ABSENCE, "x", 10);
            passTime(correlator, 30);
            happens(correlator, ABSENCE, "y", 12);
            happens(correlator, ABSENCE, "y", 12 * 60 + 61);
            assertThat(stores.entities().alerts(key)).hasSize(1);

            happens(correlator, ABSENCE, "y", 20 * 60);
            happens(correlator, ABSENCE, "y", 20 * 60 + 1);
        }

        assertThat(stores.entities().alerts(key)).isEmpty();
    }

    @Test
    void an_event_exactly_as_late_as_the_lateness_counts_when_others_were_let_go() {
        try (Correlator correlator = correlator(THREE)) {
            happens(correlator, THREE, "x", 0);
            happens(correlator, THREE, "x", 30);
            happens(correlator, THREE, "x", 30);
            happens(correlator, THREE, "y", 90);
            happens(correlator, THREE, "x", 90);
            happens(correlator, THREE, "x", 90);

            happens(correlator, THREE, "x", 30);
        }

        assertThat(told)
                .singleElement()
                .matches(alert -> alert.occurrence().lastSeen().equals(minute(30)));
    }

    @Test
    void in_a_backlog_too_an_event_that_a_flood_leaves_no_room_for_is_told() {
        try (Correlator correlator = correlator(THREE)) {
            flood(correlator, THREE, MOST_EVENTS + 20, Duration.ofSeconds(18));

            arrives(correlator, THREE, "x", minute(1));
        }

        assertThat(lost()).containsExactly("correlation.lateness");
        assertThat(counted).containsEntry(Outcomes.Kind.TOO_LATE, 1);
    }

    @Test
    void after_a_restart_it_is_still_known_that_a_flood_left_no_room() {
        Stores stores = Stores.inMemory();
        try (Correlator correlator = correlator(THREE, stores)) {
            flood(correlator, THREE, MOST_EVENTS + 20, Duration.ofSeconds(18));
        }
        try (Correlator correlator = correlator(THREE, stores)) {
            arrives(correlator, THREE, "x", minute(1));
        }

        assertThat(lost()).containsExactly("correlation.lateness");
    }

    @Test
    void an_event_that_a_flood_leaves_no_room_for_is_told_while_the_rule_fails() {
        EntityKey key = EntityKey.of(THREE, List.of("alice"));
        try (Correlator correlator = correlator(THREE)) {
            flood(correlator, THREE, MOST_EVENTS + 20, Duration.ofSeconds(18));
            correlator.failed(
                    key, event("x", minute(40)), new IllegalStateException("Something broke."));

            arrives(correlator, THREE, "x", minute(1));
        }

        assertThat(lost()).containsExactly("correlation.lateness");
    }

    /** Of a pattern it matters where its evaluation begins: at the beginning of an hour, if all is kept from there on. */
    @Test
    void a_flood_that_leaves_a_pattern_less_than_its_hour_is_lost_coverage() {
        try (Correlator correlator = correlator(TILES)) {
            flood(correlator, TILES, MOST_EVENTS + 1, Duration.ofSeconds(24));
        }

        assertThat(lost()).containsExactly("correlation.events-per-entity");
    }

    @Test
    void what_is_settled_of_large_events_takes_no_more_room_than_the_alert() {
        Stores stores = Stores.inMemory();
        List<String> args = new ArrayList<>(Collections.nCopies(99, "y".repeat(8_192)));
        args.addFirst("x");
        try (Correlator correlator = correlator(ARGUMENTS, stores)) {
            for (int i = 0; i < 21; i++) {
                happens(correlator, ARGUMENTS, args, minute(i));
            }
            Alert open = told.getLast();
            happens(correlator, ARGUMENTS, List.of("y"), minute(300));
            happens(correlator, ARGUMENTS, List.of("y"), minute(301));
            EntityMemory memory =
                    stores.entities().memory(EntityKey.of(ARGUMENTS, List.of("alice")));
            assertThat(memory.settled()).isPresent();
            assertThat(StateCodec.write(memory)).hasSizeLessThan(400_000);

            happens(correlator, ARGUMENTS, args, minute(302));

            Alert grown = told.getLast();
            assertThat(grown.occurrence().count()).isEqualTo(22);
            assertThat(grown.evidence().subList(0, 10)).isEqualTo(open.evidence().subList(0, 10));
        }
    }

    @Test
    void large_events_count_as_several() {
        try (Correlator correlator = correlator(THREE)) {
            for (int i = 0; i < MOST_EVENTS / 4; i++) {
                EcsEvent large =
                        event("x", minute(1)).event().toBuilder()
                                .set(EcsField.TIMESTAMP, START.plusSeconds(i))
                                .set(EcsField.MESSAGE, "y".repeat(5_000))
                                .build();
                arrives(correlator, THREE, new KeptEvent(large, ""));
            }
        }

        assertThat(lost()).containsOnly("correlation.events-per-entity");
    }

    @Test
    void where_nothing_can_be_remembered_no_event_is_let_go() {
        EntityStore store =
                new InMemoryEntityStore() {
                    @Override
                    public void remember(EntityKey key, EntityMemory memory) {
                        throw new IllegalStateException("It is too large.");
                    }
                };
        Stores stores = Stores.inMemory();
        EntityKey key = EntityKey.of(THREE, List.of("alice"));
        try (Correlator correlator =
                correlator(THREE, new Stores(store, stores.agenda(), stores.census()))) {
            assertThatThrownBy(
                            () -> flood(correlator, THREE, MOST_EVENTS + 1, Duration.ofSeconds(18)))
                    .hasMessage("It is too large.");
        }

        assertThat(store.events(key)).hasSize(MOST_EVENTS + 1);
    }

    private Correlator correlator(CompiledRule rule) {
        return correlator(rule, Stores.inMemory());
    }

    private Correlator correlator(CompiledRule rule, Stores stores) {
        return new Correlator(
                BOUNDS,
                stores,
                new RuleSet(List.of(rule), TestRules.ALL.compiler()),
                (_, kind) -> counted.merge(kind, 1, Integer::sum));
    }

    /** The limits that alerts say were reached. */
    private List<Object> lost() {
        return told.stream()
                .filter(alert -> alert.rule().id().equals(Coverage.RULE))
                .map(alert -> alert.values().get("limit"))
                .toList();
    }

    /** An event that arrives when all before it has been read. */
    private void happens(Correlator correlator, CompiledRule rule, String action, int minute) {
        correlator.allRead();
        arrives(correlator, rule, action, minute(minute));
    }

    private void flood(Correlator correlator, CompiledRule rule, int events, Duration every) {
        for (int i = 0; i < events; i++) {
            arrives(correlator, rule, "x", START.plus(every.multipliedBy(i)));
        }
    }

    private void happens(
            Correlator correlator, CompiledRule rule, List<String> arguments, Instant time) {
        correlator.allRead();
        EcsEvent event =
                event("run", time).event().toBuilder()
                        .set(EcsField.PROCESS_ARGS, arguments)
                        .build();
        arrives(correlator, rule, new KeptEvent(rule.slim(event), ""));
    }

    private void arrives(Correlator correlator, CompiledRule rule, String action, Instant time) {
        arrives(correlator, rule, event(action, time));
    }

    private void arrives(Correlator correlator, CompiledRule rule, KeptEvent event) {
        told.addAll(correlator.accept(EntityKey.of(rule, List.of("alice")), event, event.millis()));
    }

    private void passTime(Correlator correlator, int minute) {
        correlator.tick(minute(minute).toEpochMilli());
        for (Appointment due : correlator.due()) {
            told.addAll(correlator.keep(due));
        }
    }

    private int number;

    private KeptEvent event(String action, Instant time) {
        return new KeptEvent(
                EcsEvent.builder()
                        .set(EcsField.TIMESTAMP, time)
                        .set(EcsField.EVENT_ID, "event-%04d".formatted(number++))
                        .set(EcsField.EVENT_KIND, "event")
                        .set(EcsField.EVENT_ACTION, action)
                        .set(EcsField.USER_NAME, "alice")
                        .build(),
                "");
    }

    private static Instant minute(int minute) {
        return START.plus(Duration.ofMinutes(minute));
    }
}
