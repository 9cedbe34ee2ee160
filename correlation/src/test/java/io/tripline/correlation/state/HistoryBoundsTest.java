package io.tripline.correlation.state;

import static org.assertj.core.api.Assertions.assertThat;

import io.tripline.contracts.Alert;
import io.tripline.contracts.AlertJson;
import io.tripline.contracts.EcsEvent;
import io.tripline.contracts.EcsField;
import io.tripline.contracts.MalformedEventException;
import io.tripline.correlation.Replay;
import io.tripline.correlation.TestRules;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What happens at the bounds: too late, too many, a late event that takes the reason away. */
class HistoryBoundsTest {
    private static final Instant START = Instant.parse("2026-03-01T00:00:00Z");

    private final Map<Outcomes.Kind, Integer> counted = new EnumMap<>(Outcomes.Kind.class);

    @Test
    void an_event_older_than_the_lateness_is_counted_and_changes_nothing() {
        try (Replay replay = replay(10_000)) {
            failures(replay, 3, Duration.ofHours(2), Duration.ofSeconds(1));
            replay.accept(failure(100, Duration.ZERO));

            assertThat(replay.revisions()).isEmpty();
            assertThat(counted).containsEntry(Outcomes.Kind.TOO_LATE, 1);
        }
    }

    @Test
    void a_late_event_raises_an_alert_that_says_so() {
        try (Replay replay = replay(10_000)) {
            failures(replay, 3, Duration.ofMinutes(1), Duration.ofSeconds(10));
            replay.accept(failure(100, Duration.ofSeconds(30)));

            Alert alert = replay.alerts().getFirst();
            assertThat(alert.occurrence().late()).isTrue();
            assertThat(alert.revision()).isEqualTo(1);
            assertThat(counted).containsEntry(Outcomes.Kind.LATE, 1);
        }
    }

    @Test
    void a_late_event_that_takes_the_reason_away_withdraws_the_alert() {
        try (Replay replay = replay(10_000)) {
            for (int i = 0; i < 3; i++) {
                replay.accept(success(i, "host-" + i, Duration.ofMinutes(20 + i)));
            }
            assertThat(replay.alerts()).hasSize(1);
            replay.accept(success(9, "host-1", Duration.ofMinutes(1)));

            assertThat(replay.alerts()).isEmpty();
            Alert withdrawn = replay.revisions().getFirst();
            assertThat(withdrawn.occurrence().state()).isEqualTo(Alert.State.WITHDRAWN);
            assertThat(withdrawn.revision()).isEqualTo(2);
        }
    }

    @Test
    void a_flood_from_one_address_is_one_alert_in_bounded_time_and_space() {
        try (Replay replay = replay(1_000)) {
            failures(replay, 20_000, Duration.ZERO, Duration.ofMillis(25));
            replay.end();

            List<Alert> alerts = of("counting", replay);
            assertThat(alerts).hasSize(1);
            assertThat(alerts.getFirst().occurrence().count()).isEqualTo(20_000 - 3);
            assertThat(alerts.getFirst().evidence()).hasSize(Evidence.BOUND);
            assertThat(alerts.getFirst().revision()).isLessThan(40);
            assertThat(counted.get(Outcomes.Kind.LOST_COVERAGE)).isPositive();
        }
    }

    @Test
    void a_rule_that_no_longer_sees_its_whole_window_says_so_by_an_alert_that_is_revised_seldom()
            throws MalformedEventException {
        try (Replay replay = replay(1_000)) {
            failures(replay, 20_000, Duration.ZERO, Duration.ofMillis(25));

            Alert alert = of(Coverage.RULE, replay).getFirst();
            assertThat(alert.entity()).containsEntry(EcsField.RULE_ID, "counting");
            assertThat(alert.values())
                    .containsEntry("limit", "correlation.events-per-entity")
                    .containsEntry("bound", 1_000L);
            assertThat(alert.occurrence().count()).isBetween(9_000L, 20_000L);
            assertThat(alert.revision()).isLessThan(10);
            assertThat(AlertJson.read(AlertJson.write(alert))).isEqualTo(alert);
        }
    }

    @Test
    void a_rule_with_too_many_entities_forgets_those_silent_longest_and_says_so() {
        try (Replay replay = new Replay(TestRules.ALL, bounds(10_000, 100), this::count)) {
            for (int i = 0; i < 101; i++) {
                replay.accept(
                        failure(i, Duration.ofSeconds(i)).toBuilder()
                                .set(EcsField.SOURCE_IP, "198.51.100." + i)
                                .build());
            }

            Alert alert = of(Coverage.RULE, replay).getFirst();
            assertThat(alert.entity()).containsEntry(EcsField.RULE_ID, "counting");
            assertThat(alert.values())
                    .containsEntry("limit", "correlation.entities-per-rule")
                    .containsEntry("count", 10L);
            for (int i = 1; i < 4; i++) {
                replay.accept(again(200 + i, "198.51.100.0"));
                replay.accept(again(300 + i, "198.51.100.100"));
            }
            assertThat(of("counting", replay))
                    .extracting(each -> each.entity().get(EcsField.SOURCE_IP))
                    .containsExactly("198.51.100.100");
        }
    }

    @Test
    void an_event_within_the_lateness_that_a_flood_leaves_no_room_for_is_told() {
        try (Replay replay = replay(100)) {
            failures(replay, 120, Duration.ZERO, Duration.ofSeconds(18));

            replay.accept(failure(500, Duration.ofMinutes(5)));

            assertThat(of(Coverage.RULE, replay))
                    .singleElement()
                    .satisfies(
                            alert ->
                                    assertThat(alert.values())
                                            .containsEntry("limit", "correlation.lateness")
                                            .containsEntry("count", 1L));
        }
    }

    private static EcsEvent again(int number, String source) {
        return failure(number, Duration.ofSeconds(200)).toBuilder()
                .set(EcsField.SOURCE_IP, source)
                .build();
    }

    private static List<Alert> of(String rule, Replay replay) {
        return replay.alerts().stream().filter(each -> each.rule().id().equals(rule)).toList();
    }

    @Test
    void an_alert_on_events_with_endless_texts_stays_small() {
        try (Replay replay = replay(10_000)) {
            for (int i = 0; i < 30; i++) {
                replay.accept(
                        failure(i, Duration.ofSeconds(i)).toBuilder()
                                .set(EcsField.HOST_NAME, "h".repeat(500_000) + i)
                                .build());
            }

            assertThat(AlertJson.write(replay.alerts().getFirst())).hasSizeLessThan(100_000);
        }
    }

    @Test
    void a_profile_forgets_the_value_unseen_longest_and_says_so() {
        try (Replay replay = replay(10_000)) {
            int values = ProfileIndex.MAX_VALUES + 100;
            for (int i = 0; i < values; i++) {
                replay.accept(backup(i, "host-" + i, Duration.ofSeconds(i)));
            }
            replay.accept(backup(values, "other", Duration.ofHours(30)));
            replay.accept(backup(values + 1, "other", Duration.ofHours(31)));
            replay.accept(backup(values + 2, "host-99", Duration.ofHours(32)));
            replay.accept(backup(values + 3, "host-150", Duration.ofHours(33)));
            List<Alert> alerts = of("habits", replay);

            assertThat(alerts.get(values + 2).values()).containsEntry("host_new", true);
            assertThat(alerts.get(values + 3).values())
                    .containsEntry("host_new", false)
                    .containsEntry("host_last", START.plusSeconds(150).toEpochMilli());
            // One more than the 100 when the other host is no longer kept either.
            assertThat(counted).containsEntry(Outcomes.Kind.FORGOTTEN_VALUE, 101);
            assertThat(of(Coverage.RULE, replay).getFirst().values())
                    .containsEntry("limit", "correlation.values-per-profile");
        }
    }

    private Replay replay(int eventsPerEntity) {
        return new Replay(TestRules.ALL, bounds(eventsPerEntity, 100_000), this::count);
    }

    private static Bounds bounds(int eventsPerEntity, int entitiesPerRule) {
        return new Bounds(
                Duration.ofHours(1),
                Duration.ofMinutes(1),
                Duration.ofMinutes(1),
                eventsPerEntity,
                entitiesPerRule,
                4,
                100_000);
    }

    private void count(String rule, Outcomes.Kind kind) {
        counted.merge(kind, 1, Integer::sum);
    }

    private static void failures(Replay replay, int count, Duration first, Duration every) {
        for (int i = 0; i < count; i++) {
            replay.accept(failure(i, first.plus(every.multipliedBy(i))));
        }
    }

    private static EcsEvent failure(int number, Duration at) {
        return event("failure-" + number, at)
                .set(EcsField.EVENT_OUTCOME, "failure")
                .set(EcsField.SOURCE_IP, "192.0.2.1")
                .build();
    }

    private static EcsEvent success(int number, String host, Duration at) {
        return event("success-" + number, at)
                .set(EcsField.EVENT_OUTCOME, "success")
                .set(EcsField.USER_NAME, "alice")
                .set(EcsField.HOST_NAME, host)
                .build();
    }

    private static EcsEvent backup(int number, String host, Duration at) {
        return event("backup-" + number, at)
                .set(EcsField.EVENT_ACTION, "backup")
                .set(EcsField.USER_NAME, "alice")
                .set(EcsField.HOST_NAME, host)
                .build();
    }

    private static EcsEvent.Builder event(String id, Duration at) {
        return EcsEvent.builder()
                .set(EcsField.TIMESTAMP, START.plus(at))
                .set(EcsField.EVENT_ID, id)
                .set(EcsField.EVENT_KIND, "event")
                .set(EcsField.EVENT_ACTION, "login");
    }
}
