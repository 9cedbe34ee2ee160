package io.tripline.correlation.state;

import static org.assertj.core.api.Assertions.assertThat;

import io.tripline.contracts.Alert;
import io.tripline.contracts.EcsEvent;
import io.tripline.contracts.EcsField;
import io.tripline.correlation.TestRules;
import io.tripline.correlation.engine.KeptEvent;
import io.tripline.correlation.engine.RuleSet;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Events for a rule that another process has and this one does not. */
class AbsentRulesTest {
    private static final Instant START = Instant.parse("2026-03-01T00:00:00Z");
    private static final RuleSet NONE = TestRules.only();
    private static final EntityKey ADDRESS =
            EntityKey.of(TestRules.ALL.byId("counting").orElseThrow(), List.of("192.0.2.1"));
    private static final Bounds BOUNDS =
            new Bounds(
                    Duration.ofHours(1),
                    Duration.ofMinutes(1),
                    Duration.ofMinutes(1),
                    10,
                    20,
                    4,
                    10_000);

    private final Stores stores = Stores.inMemory();

    @Test
    void they_are_evaluated_when_the_rule_is_there_though_nothing_more_comes() {
        try (Correlator correlator = correlator()) {
            for (int i = 0; i < 4; i++) {
                assertThat(keep(correlator, ADDRESS.id(), failure(i))).isTrue();
            }
            assertThat(passTime(correlator, Duration.ofHours(1))).isEmpty();

            correlator.use(TestRules.only("counting"));

            assertThat(passTime(correlator, Duration.ofHours(2)))
                    .singleElement()
                    .satisfies(alert -> assertThat(alert.evidence()).hasSize(4));
        }
    }

    @Test
    void they_are_evaluated_with_the_next_event_if_that_comes_first() {
        try (Correlator correlator = correlator()) {
            for (int i = 0; i < 3; i++) {
                keep(correlator, ADDRESS.id(), failure(i));
            }
            correlator.use(TestRules.only("counting"));

            assertThat(correlator.accept(ADDRESS, failure(3), START.toEpochMilli())).hasSize(1);
        }
    }

    @Test
    void of_an_alert_the_last_revision_is_kept_alone() {
        try (Correlator correlator = correlator()) {
            keep(correlator, "e", revision("raised", 1));
            keep(correlator, "e", revision("raised", 3));
            keep(correlator, "e", revision("raised", 2));
            assertThat(stores.entities().events("e"))
                    .singleElement()
                    .satisfies(
                            each ->
                                    assertThat(
                                                    each.event()
                                                            .number(
                                                                    EcsField
                                                                            .TRIPLINE_ALERT_REVISION))
                                            .hasValue(3L));

            keep(correlator, "e", revision("withdrawn", 4));
            assertThat(stores.entities().events("e")).isEmpty();
        }
    }

    @ParameterizedTest
    @CsvSource({"logs.auth-0-5,logs.auth-1-9", "logs.auth-1-9,logs.auth-0-5"})
    void of_two_records_of_an_event_the_same_is_kept_whichever_comes_first(
            String first, String second) {
        try (Correlator correlator = correlator()) {
            keep(correlator, "e", new KeptEvent(failure(1).event(), first));
            keep(correlator, "e", new KeptEvent(failure(1).event(), second));
        }

        assertThat(stores.entities().events("e"))
                .extracting(KeptEvent::origin)
                .containsExactly("logs.auth-0-5");
    }

    @Test
    void nothing_is_kept_of_a_time_that_is_settled() {
        stores.entities()
                .remember(
                        ADDRESS,
                        new EntityMemory(
                                failure(5).millis(),
                                Long.MIN_VALUE,
                                Long.MIN_VALUE,
                                Optional.empty(),
                                Map.of()));
        try (Correlator correlator = correlator()) {
            assertThat(keep(correlator, ADDRESS.id(), failure(5))).isFalse();
            assertThat(keep(correlator, ADDRESS.id(), failure(6))).isTrue();
        }

        assertThat(stores.entities().events(ADDRESS)).containsExactly(failure(6));
    }

    @Test
    void an_entity_has_no_more_of_them_than_of_any_rule_and_the_rule_no_more_entities() {
        try (Correlator correlator = correlator()) {
            for (int i = 0; i < 10; i++) {
                assertThat(keep(correlator, "e", failure(i))).isTrue();
            }
            assertThat(keep(correlator, "e", failure(10))).isFalse();
            assertThat(stores.entities().events("e")).hasSize(10);

            List<String> entities = new ArrayList<>();
            for (int i = 0; i < 100; i++) {
                entities.add("entity-" + i);
                keep(correlator, "entity-" + i, failure(i));
            }
            assertThat(entities)
                    .filteredOn(each -> !stores.entities().events(each).isEmpty())
                    .hasSizeBetween(18, 20);
        }
    }

    @Test
    void events_that_there_is_no_room_for_are_lost_coverage_which_is_told_seldom() {
        List<Alert> told = new ArrayList<>();
        try (Correlator correlator = correlator()) {
            for (int i = 0; i < 10; i++) {
                keep(correlator, "e", failure(i));
                assertThat(correlator.lostCoverage()).isEmpty();
            }
            keep(correlator, "e", failure(9));
            assertThat(correlator.lostCoverage()).as("one that is kept comes twice").isEmpty();

            for (int i = 10; i < 110; i++) {
                keep(correlator, "e", failure(i));
                told.addAll(correlator.lostCoverage());
            }
        }

        assertThat(told).extracting(Alert::id).containsOnly(told.getFirst().id());
        assertThat(told)
                .extracting(each -> each.occurrence().count())
                .containsExactly(1L, 2L, 4L, 8L, 16L, 32L, 64L);
        Alert last = told.getLast();
        assertThat(last.rule().id()).isEqualTo(Coverage.RULE);
        assertThat(last.entity()).isEqualTo(Map.of(EcsField.RULE_ID, "counting"));
        assertThat(last.values())
                .containsEntry("limit", "correlation.events-per-entity")
                .containsEntry("bound", 10L);
        assertThat(last.message()).contains("not loaded");
    }

    @Test
    void entities_that_there_is_no_room_for_are_lost_coverage_which_is_told_seldom() {
        List<Alert> told = new ArrayList<>();
        try (Correlator correlator = correlator()) {
            for (int i = 0; i < 100; i++) {
                keep(correlator, "entity-" + i, failure(i));
                told.addAll(correlator.lostCoverage());
            }
        }

        assertThat(told).extracting(Alert::id).containsOnly(told.getFirst().id());
        assertThat(told)
                .extracting(each -> each.occurrence().count())
                .containsExactly(2L, 4L, 8L, 16L, 32L, 64L);
        assertThat(told.getLast().values())
                .containsEntry("limit", "correlation.entities-per-rule")
                .containsEntry("bound", 20L);
    }

    private Correlator correlator() {
        return new Correlator(BOUNDS, stores, NONE, Outcomes.UNCOUNTED);
    }

    private static boolean keep(Correlator correlator, String entity, KeptEvent event) {
        return correlator.keepForRule("counting", entity, event, event.millis());
    }

    private static List<Alert> passTime(Correlator correlator, Duration time) {
        List<Alert> alerts = new ArrayList<>();
        correlator.tick(START.plus(time).toEpochMilli());
        for (List<Appointment> due = correlator.due(); !due.isEmpty(); due = correlator.due()) {
            due.forEach(each -> alerts.addAll(correlator.keep(each)));
        }
        return alerts;
    }

    private static KeptEvent failure(int number) {
        return new KeptEvent(
                EcsEvent.builder()
                        .set(EcsField.TIMESTAMP, START.plusSeconds(number))
                        .set(EcsField.EVENT_ID, "failure-" + number)
                        .set(EcsField.EVENT_KIND, "event")
                        .set(EcsField.EVENT_ACTION, "login")
                        .set(EcsField.EVENT_OUTCOME, "failure")
                        .set(EcsField.SOURCE_IP, "192.0.2.1")
                        .build(),
                "");
    }

    private static KeptEvent revision(String state, long number) {
        return new KeptEvent(
                EcsEvent.builder()
                        .set(EcsField.TIMESTAMP, START.plusSeconds(number))
                        .set(EcsField.EVENT_ID, "alert")
                        .set(EcsField.EVENT_KIND, "alert")
                        .set(EcsField.TRIPLINE_ALERT_REVISION, number)
                        .set(EcsField.TRIPLINE_ALERT_STATE, state)
                        .build(),
                "");
    }
}
