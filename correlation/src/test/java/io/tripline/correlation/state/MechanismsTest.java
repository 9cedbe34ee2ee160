package io.tripline.correlation.state;

import static org.assertj.core.api.Assertions.assertThat;

import io.tripline.contracts.Alert;
import io.tripline.contracts.EcsEvent;
import io.tripline.contracts.EcsField;
import io.tripline.correlation.Alerts;
import io.tripline.correlation.TestRules;
import io.tripline.correlation.engine.CompiledRule;
import io.tripline.correlation.engine.KeptEvent;
import io.tripline.correlation.engine.RuleSet;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * One mechanism of a history at a time, in the one situation in which it matters. Random streams are rarely in it: each was
 * once broken on purpose without a property noticing.
 */
class MechanismsTest {
    private static final Instant START = Instant.parse("2026-03-01T00:00:00Z");

    /** Events are kept for an hour and the ten minutes of the rules' windows. */
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
    private final Stores stores = Stores.inMemory();
    private final List<Alert> revisions = new ArrayList<>();

    @Test
    void an_event_is_kept_as_long_as_one_that_is_just_not_too_late_may_need_it() {
        try (Correlator correlator = correlator()) {
            failure(correlator, "old", minutes(0));
            IntStream.range(0, 3).forEach(i -> failure(correlator, "f" + i, minutes(24)));
            failure(correlator, "newest", minutes(92));
            // From now on nothing before minute 32 counts; that lets go of what is from before
            // minute 22.
            failure(correlator, "newer", minutes(92).plusSeconds(1));

            failure(correlator, "late", minutes(33));
        }

        assertThat(revisions).singleElement().matches(alert -> alert.occurrence().count() == 1);
    }

    @Test
    void of_many_events_the_first_and_the_last_are_shown_however_they_came_together() {
        List<KeptEvent> events =
                IntStream.range(0, 35)
                        .mapToObj(i -> kept(event("e" + i, START.plusSeconds(i))))
                        .toList();
        List<KeptEvent> ends = new ArrayList<>(events.subList(0, 10));
        ends.addAll(events.subList(25, 35));

        Evidence early = Evidence.of(events.subList(0, 17));
        Evidence late = Evidence.of(events.subList(12, 35));

        assertThat(Evidence.of(events).events()).isEqualTo(ends);
        assertThat(early.and(late).events()).isEqualTo(ends);
        assertThat(late.and(early).events()).isEqualTo(ends);
    }

    @Test
    void a_timer_that_came_due_before_a_restart_stays_due_after_it() {
        try (Correlator before = correlator()) {
            accept(before, "absence", List.of("host-1"), backup("2", minutes(60)));
            passTime(before, minutes(67));
            assertThat(revisions).hasSize(1);
        }
        try (Correlator after = correlator()) {
            // A match of its own, because of which all alerts of the host are looked at again.
            accept(after, "absence", List.of("host-1"), backup("1", minutes(30)));
        }

        assertThat(revisions).hasSize(2);
        assertThat(revisions)
                .extracting(alert -> alert.occurrence().state())
                .containsOnly(Alert.State.RAISED);
    }

    @Test
    void an_older_revision_of_an_alert_changes_nothing() {
        try (Correlator correlator = correlator()) {
            revision(correlator, "first", 2, "counting");
            revision(correlator, "first", 1, "newcomer");
            revision(correlator, "second", 1, "sequence");
            revision(correlator, "third", 1, "newcomer");
        }

        assertThat(counted).containsEntry(Outcomes.Kind.DUPLICATE, 1);
        assertThat(revisions)
                .singleElement()
                .satisfies(
                        alert ->
                                assertThat(alert.values())
                                        .containsEntry("names", "counting, newcomer, sequence"));
    }

    /** Whose revisions are held back for a minute is told what a tick makes due after that tick, however much time it says went by. */
    @Test
    void a_rule_over_alerts_takes_what_a_tick_after_a_long_silence_made_due() {
        try (Correlator correlator = correlator()) {
            alert(correlator, "first", "counting", minutes(0));
            alert(correlator, "second", "sequence", minutes(1));
            for (int day = 1; day < 4; day++) {
                Instant time = START.plus(Duration.ofDays(day));
                correlator.tick(time.toEpochMilli());
                alert(correlator, "of day " + day, "counting", time);
            }
            assertThat(revisions).isEmpty();

            alert(correlator, "held back", "newcomer", minutes(2));
        }

        assertThat(counted).doesNotContainKey(Outcomes.Kind.TOO_LATE);
        assertThat(revisions).singleElement().matches(alert -> alert.occurrence().count() == 1);
    }

    @Test
    void a_rule_over_alerts_waits_for_hours_of_ticks_and_no_longer() {
        try (Correlator correlator = correlator()) {
            alert(correlator, "first", "counting", minutes(0));
            alert(correlator, "second", "sequence", minutes(1));
            int days = 4;
            for (int minute = 0; minute < days * 24 * 60; minute++) {
                correlator.tick(minutes(minute).toEpochMilli());
                if (minute % 60 == 0) {
                    alert(correlator, "at " + minute, "counting", minutes(minute));
                }
            }

            alert(correlator, "too late", "newcomer", minutes((days - 1) * 24 * 60 + 480));
            alert(correlator, "in time", "newcomer", minutes(days * 24 * 60 - 300));
        }

        assertThat(revisions).isEmpty();
        assertThat(counted).containsEntry(Outcomes.Kind.TOO_LATE, 1);
    }

    @Test
    void events_that_waited_are_evaluated_before_the_alert_is_told_again() {
        int failures = 30;
        try (Correlator correlator = correlator()) {
            // All in one second, the second one last: none follows in order on the one before.
            failure(correlator, "f00", minutes(1));
            for (int i = failures - 1; i > 0; i--) {
                failure(correlator, "f%02d".formatted(i), minutes(1));
            }
            passTime(correlator, minutes(5));
        }

        // The first three fail without an alert.
        assertThat(revisions.getLast().occurrence().count()).isEqualTo(failures - 3);
        assertThat(revisions.getLast().values()).containsEntry("failures", (long) failures);
    }

    /** The second time with a place that was looked up differently. */
    @ParameterizedTest
    @ValueSource(strings = {"host-1", "host-2"})
    void of_two_records_of_an_event_the_same_is_shown_whichever_is_read_first(String host) {
        Map<String, String> hosts = Map.of("logs.auth-0-5", "host-1", "logs.auth-1-9", host);

        List<String> one = toldOf(List.of("logs.auth-0-5", "logs.auth-1-9"), hosts);
        List<String> other = toldOf(List.of("logs.auth-1-9", "logs.auth-0-5"), hosts);

        assertThat(one)
                .singleElement()
                .asString()
                .contains("logs.auth-0-5", "host-1")
                .doesNotContain("logs.auth-1-9");
        assertThat(other).isEqualTo(one);
    }

    /** Of two shippers one cuts the time to milliseconds. */
    @ParameterizedTest
    @ValueSource(strings = {"0,123456", "123456,0", "123456,777"})
    void an_event_of_which_two_records_say_the_time_differently_counts_once(String nanos) {
        EncodedStore store = new EncodedStore();
        EntityKey key =
                EntityKey.of(TestRules.ALL.byId("counting").orElseThrow(), List.of("192.0.2.1"));
        try (Correlator correlator =
                new Correlator(
                        BOUNDS,
                        new Stores(store, store, store),
                        TestRules.ALL,
                        (_, kind) -> counted.merge(kind, 1, Integer::sum))) {
            failure(correlator, "f0", minutes(1));
            failure(correlator, "f1", minutes(1).plusNanos(1));
            for (String each : nanos.split(",")) {
                failure(correlator, "f2", minutes(1).plusNanos(Long.parseLong(each)));
            }
            assertThat(revisions).isEmpty();
            assertThat(counted).containsEntry(Outcomes.Kind.DUPLICATE, 1);
            correlator.forget(key.id());

            failure(correlator, "f3", minutes(2));
        }

        assertThat(revisions)
                .singleElement()
                .satisfies(alert -> assertThat(alert.values()).containsEntry("failures", 4L));
    }

    private static List<String> toldOf(List<String> origins, Map<String, String> hosts) {
        List<Alert> told = new ArrayList<>();
        EntityKey key =
                EntityKey.of(TestRules.ALL.byId("counting").orElseThrow(), List.of("192.0.2.1"));
        try (Correlator correlator =
                new Correlator(BOUNDS, Stores.inMemory(), TestRules.ALL, Outcomes.UNCOUNTED)) {
            for (int i = 0; i < 4; i++) {
                for (String origin : origins) {
                    EcsEvent event =
                            failure("f" + i, minutes(i))
                                    .set(EcsField.HOST_NAME, hosts.get(origin))
                                    .build();
                    told.addAll(
                            correlator.accept(
                                    key,
                                    new KeptEvent(event, origin),
                                    event.timestamp().toEpochMilli()));
                }
            }
        }
        Map<String, Alert> last = new HashMap<>();
        told.forEach(alert -> last.put(alert.id(), alert));
        return Alerts.standing(last.values());
    }

    /** Events are kept with the fields that the rule asked for then, so the changed one knows too little of them. */
    @Test
    void what_a_rule_told_as_it_was_before_stands_when_it_is_changed() {
        String asIs = "event.action = 'login', event.outcome = 'failure'";
        CompiledRule before = changing(asIs);
        CompiledRule changed = changing(asIs + ", host.name != 'spare'");
        try (Correlator correlator = correlator(stores, before)) {
            failure(correlator, before, "one", minutes(0));
            correlator.use(new RuleSet(List.of(changed), TestRules.ALL.compiler()));
            failure(correlator, changed, "two", minutes(1));
            failure(correlator, changed, "late", minutes(0).plusSeconds(1));
        }

        assertThat(revisions)
                .singleElement()
                .matches(alert -> alert.occurrence().state() == Alert.State.RAISED);
    }

    private static CompiledRule changing(String filter) {
        return TestRules.of(
                "changing", "source.ip", "select source.ip as s from Event(" + filter + ")");
    }

    private Correlator correlator() {
        return new Correlator(
                BOUNDS, stores, TestRules.ALL, (_, kind) -> counted.merge(kind, 1, Integer::sum));
    }

    private Correlator correlator(Stores stores, CompiledRule rule) {
        return new Correlator(
                BOUNDS,
                stores,
                new RuleSet(List.of(rule), TestRules.ALL.compiler()),
                Outcomes.UNCOUNTED);
    }

    private static Instant minutes(int minutes) {
        return START.plus(Duration.ofMinutes(minutes));
    }

    private void passTime(Correlator correlator, Instant until) {
        correlator.tick(until.toEpochMilli());
        for (Appointment due : correlator.due()) {
            revisions.addAll(correlator.keep(due));
        }
    }

    private void failure(Correlator correlator, String id, Instant time) {
        accept(correlator, "counting", List.of("192.0.2.1"), failure(id, time));
    }

    private void failure(Correlator correlator, CompiledRule rule, String id, Instant time) {
        accept(correlator, rule, List.of("192.0.2.1"), failure(id, time));
    }

    private static EcsEvent.Builder failure(String id, Instant time) {
        return event(id, time)
                .set(EcsField.EVENT_ACTION, "login")
                .set(EcsField.EVENT_OUTCOME, "failure")
                .set(EcsField.SOURCE_IP, "192.0.2.1");
    }

    private static EcsEvent.Builder backup(String id, Instant time) {
        return event(id, time)
                .set(EcsField.EVENT_ACTION, "backup")
                .set(EcsField.EVENT_TYPE, List.of("start"))
                .set(EcsField.HOST_NAME, "host-1");
    }

    private void alert(Correlator correlator, String id, String rule, Instant time) {
        revision(correlator, id, 1, rule, time);
    }

    private void revision(Correlator correlator, String id, int revision, String rule) {
        revision(correlator, id, revision, rule, START);
    }

    private void revision(
            Correlator correlator, String id, int revision, String rule, Instant time) {
        accept(
                correlator,
                "stacking",
                List.of("a"),
                event(id, time)
                        .set(EcsField.EVENT_KIND, "alert")
                        .set(EcsField.RULE_ID, rule)
                        .set(EcsField.RELATED_HOSTS, List.of("a"))
                        .set(EcsField.TRIPLINE_ALERT_REVISION, (long) revision));
    }

    /** An event arrives when all that came before it has been read. */
    private void accept(
            Correlator correlator, String id, List<String> entity, EcsEvent.Builder event) {
        accept(correlator, TestRules.ALL.byId(id).orElseThrow(), entity, event);
    }

    private void accept(
            Correlator correlator, CompiledRule rule, List<String> entity, EcsEvent.Builder event) {
        KeptEvent kept = kept(event);
        correlator.allRead();
        revisions.addAll(correlator.accept(EntityKey.of(rule, entity), kept, kept.millis()));
    }

    private static KeptEvent kept(EcsEvent.Builder event) {
        return new KeptEvent(event.build(), "");
    }

    private static EcsEvent.Builder event(String id, Instant time) {
        return EcsEvent.builder()
                .set(EcsField.TIMESTAMP, time)
                .set(EcsField.EVENT_ID, id)
                .set(EcsField.EVENT_KIND, "event");
    }
}
