package io.tripline.correlation.state;

import static org.assertj.core.api.Assertions.assertThat;

import io.tripline.contracts.Alert;
import io.tripline.contracts.EcsEvent;
import io.tripline.contracts.EcsField;
import io.tripline.correlation.TestRules;
import io.tripline.correlation.engine.CompiledRule;
import io.tripline.correlation.engine.KeptEvent;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** A rule that alerts at one event, and an attacker with ever new entities. */
class AlertFloodTest {
    private static final Instant START = Instant.parse("2026-03-01T00:00:00Z");
    private static final CompiledRule RULE = TestRules.ALL.byId("habits").orElseThrow();
    private static final Bounds BOUNDS =
            new Bounds(
                    Duration.ofHours(24),
                    Duration.ofMinutes(1),
                    Duration.ofMinutes(1),
                    10_000,
                    100_000,
                    4,
                    100_000);

    private final Stores stores = Stores.inMemory();
    private final List<Alert> told = new ArrayList<>();

    @Test
    void a_thousand_alerts_within_an_hour_are_all_told_and_one_more_names_the_rule() {
        try (Correlator correlator = correlator()) {
            accept(correlator, 0, 1_999, Duration.ofSeconds(1));
        }

        assertThat(told).filteredOn(each -> each.rule().id().equals("habits")).hasSize(1_999);
        assertThat(floods())
                .singleElement()
                .satisfies(
                        alert -> {
                            assertThat(alert.entity())
                                    .isEqualTo(Map.of(EcsField.RULE_ID, "habits"));
                            assertThat(alert.message())
                                    .contains("Test rule habits")
                                    .contains("1000 alerts");
                            assertThat(alert.values())
                                    .containsEntry("limit", "correlation.alerts-per-hour")
                                    .containsEntry("bound", 1_000L)
                                    .containsEntry("count", 1_000L);
                            assertThat(alert.runbook()).contains("entity", "docs/paging.md");
                        });
    }

    @Test
    void fewer_within_each_hour_are_none() {
        try (Correlator correlator = correlator()) {
            accept(correlator, 0, 999, Duration.ofSeconds(1));
            accept(correlator, 3_600, 4_599, Duration.ofSeconds(1));
        }

        assertThat(told).hasSize(1_998);
    }

    @Test
    void revisions_of_one_alert_are_none() {
        CompiledRule counting = TestRules.ALL.byId("counting").orElseThrow();
        EntityKey key = EntityKey.of(counting, List.of("192.0.2.1"));
        try (Correlator correlator = correlator()) {
            for (int i = 0; i < 1_100; i++) {
                told.addAll(correlator.accept(key, failure(i), i));
            }
        }

        assertThat(told).isNotEmpty();
        assertThat(floods()).isEmpty();
    }

    @Test
    void it_is_the_same_alert_after_a_restart() {
        try (Correlator correlator = correlator()) {
            accept(correlator, 0, 1_000, Duration.ofSeconds(1));
        }
        try (Correlator correlator = correlator()) {
            accept(correlator, 1_000, 2_000, Duration.ofSeconds(1));
        }

        assertThat(floods()).extracting(Alert::id).containsOnly(floods().getFirst().id());
        assertThat(floods()).extracting(Alert::revision).containsExactly(1, 2);
        assertThat(floods().getLast().occurrence().count()).isEqualTo(2_000);
    }

    private List<Alert> floods() {
        return told.stream().filter(each -> each.rule().id().equals(Coverage.FLOOD)).toList();
    }

    private Correlator correlator() {
        return new Correlator(BOUNDS, stores, TestRules.ALL, Outcomes.UNCOUNTED);
    }

    private void accept(Correlator correlator, int from, int to, Duration every) {
        for (int i = from; i < to; i++) {
            EntityKey key = EntityKey.of(RULE, List.of("user-" + i));
            told.addAll(correlator.accept(key, backup(i, every.multipliedBy(i)), i));
        }
    }

    private static KeptEvent backup(int number, Duration at) {
        return new KeptEvent(
                event(number, at)
                        .set(EcsField.EVENT_ACTION, "backup")
                        .set(EcsField.USER_NAME, "user-" + number)
                        .set(EcsField.HOST_NAME, "host")
                        .build(),
                "");
    }

    private static KeptEvent failure(int number) {
        return new KeptEvent(
                event(number, Duration.ofSeconds(number))
                        .set(EcsField.EVENT_ACTION, "login")
                        .set(EcsField.EVENT_OUTCOME, "failure")
                        .set(EcsField.SOURCE_IP, "192.0.2.1")
                        .build(),
                "");
    }

    private static EcsEvent.Builder event(int number, Duration at) {
        return EcsEvent.builder()
                .set(EcsField.TIMESTAMP, START.plus(at))
                .set(EcsField.EVENT_ID, "event-" + number)
                .set(EcsField.EVENT_KIND, "event");
    }
}
