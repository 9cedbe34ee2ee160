package io.tripline.correlation;

import static org.assertj.core.api.Assertions.assertThat;

import io.tripline.contracts.EcsEvent;
import io.tripline.contracts.EcsField;
import io.tripline.correlation.engine.SequenceCheck;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/** Why a sequence of events was none: by pattern and by match_recognize, each reason alone. */
final class SequenceExplanationTest {
    private static final Instant START = Instant.parse("2026-01-01T10:00:00Z");

    /** By EPL: to make one takes longer than to ask it. */
    private static final Map<String, SequenceCheck> CHECKS = new HashMap<>();

    private static final String TWO_STEPS =
            """
            select a, b from pattern [every a=Event(event.action = 'first')
              -> b=Event(event.action = 'second', host.name = a.host.name) where timer:within(5 min)]""";

    private static final String THREE_STEPS =
            """
            select a, b, c from pattern [every a=Event(event.action = 'first')
              -> (b=Event(event.action = 'second') -> c=Event(event.action = 'third')) where timer:within(10 min)]""";

    private static final String ABSENCE =
            """
            select a from pattern [every a=Event(event.action = 'first')
              -> (timer:interval(10 min) and not Event(event.action = 'second', host.name = a.host.name))]""";

    private static final String NOT_BETWEEN =
            """
            select a, b from pattern [every a=Event(event.action = 'first')
              -> (b=Event(event.action = 'second') and not Event(event.action = 'stop')) where timer:within(5 min)]""";

    private static final String REPEATED =
            """
            select a, b from pattern [every a=Event(event.action = 'first')
              -> ([3] b=Event(event.action = 'second')) where timer:within(5 min)]""";

    private static final String RECOGNIZED =
            """
            select * from Event(event.action in ('first', 'second', 'third'))#time(10 min)
            match_recognize (measures A as a, B as b, C as c after match skip to next row pattern (A B C)
              define A as A.event.action = 'first',
                     B as B.event.action = 'second' and B.host.name = A.host.name,
                     C as C.event.action = 'third')""";

    @Test
    void the_second_step_came_after_the_limit() {
        assertThat(reasons(TWO_STEPS, at("0s", "first"), at("7m12s", "second")))
                .containsExactly(
                        "step 2 (b: event.action=\"second\") came 7m12s after step 1 (a: event.action=\"first\"), and where timer:within allows 5m: 2026-01-01T10:00:00Z (event-1), then 2026-01-01T10:07:12Z (event-2)");
    }

    @Test
    void of_several_first_steps_the_nearest_is_shown() {
        assertThat(reasons(TWO_STEPS, at("0s", "first"), at("1m", "first"), at("6m0s", "second")))
                .first()
                .asString()
                .contains("came 5m after step 1", "2026-01-01T10:01:00Z (event-2)");
    }

    @Test
    void a_limit_over_several_steps() {
        assertThat(
                        reasons(
                                THREE_STEPS,
                                at("0s", "first"),
                                at("5m", "second"),
                                at("11m30s", "third")))
                .singleElement()
                .asString()
                .startsWith("step 3 (c: event.action=\"third\") came 11m30s after step 1")
                .contains("allows 10m");
    }

    @Test
    void the_order_was_another() {
        assertThat(reasons(TWO_STEPS, at("0s", "second"), at("30s", "first")))
                .containsExactly(
                        "the nearest partial match has step 1 (a: event.action=\"first\") at 2026-01-01T10:00:30Z (event-2)",
                        "step 2 (b: event.action=\"second\") came too early, 30s before step 1 and not after it: 2026-01-01T10:00:00Z (event-1)");
    }

    @Test
    void the_last_step_did_not_come() {
        assertThat(reasons(THREE_STEPS, at("0s", "first"), at("2m", "second")))
                .containsExactly(
                        "the nearest partial match has step 1 (a: event.action=\"first\") at 2026-01-01T10:00:00Z (event-1), step 2 (b: event.action=\"second\") at 2026-01-01T10:02:00Z (event-2)",
                        "no other event meets step 3 (c: event.action=\"third\")");
    }

    @Test
    void the_key_that_both_steps_share_differed() {
        assertThat(reasons(TWO_STEPS, at("0s", "first"), on("web-2", at("30s", "second"))))
                .last()
                .asString()
                .isEqualTo(
                        "step 2 (b: event.action=\"second\") came 30s after step 1: 2026-01-01T10:00:30Z (event-2), but this does not hold: host.name=a.host.name [host.name=web-2, a.host.name=web-1]");
    }

    @Test
    void what_holds_of_several_events_is_not_told() {
        assertThat(
                        reasons(
                                TWO_STEPS.replace(
                                        "host.name = a.host.name",
                                        "event_time - a.event_time > 5000, not same(host.name, a.host.name), event_time != a.event_time"),
                                at("0s", "first"),
                                at("30s", "second")))
                .last()
                .asString()
                .endsWith(
                        "but this does not hold: not same(host.name,a.host.name) [host.name=web-1, a.host.name=web-1]");
    }

    @Test
    void what_must_not_come_came_while_the_timer_ran() {
        assertThat(reasons(ABSENCE, at("0s", "first"), at("3m", "second")))
                .containsExactly(
                        "after step 1 came what must not come then (event.action=\"second\" and host.name=a.host.name): 2026-01-01T10:03:00Z (event-2), 3m after 2026-01-01T10:00:00Z (event-1)");
    }

    @Test
    void what_must_not_come_came_before_the_step() {
        assertThat(reasons(NOT_BETWEEN, at("0s", "first"), at("1m", "stop"), at("2m", "second")))
                .singleElement()
                .asString()
                .contains(
                        "after step 1 came what must not come then (event.action=\"stop\"): 2026-01-01T10:01:00Z (event-2)");
    }

    @Test
    void what_came_too_late_to_matter_is_no_reason() {
        assertThat(reasons(NOT_BETWEEN, at("0s", "first"), at("6m", "second"), at("8m", "stop")))
                .singleElement()
                .asString()
                .contains("came 6m after step 1");
    }

    @Test
    void a_repeated_step_came_too_seldom() {
        assertThat(reasons(REPEATED, at("0s", "first"), at("1m", "second"), at("2m", "second")))
                .last()
                .asString()
                .contains("but 2 times of 3");
    }

    @Test
    void the_window_of_match_recognize_was_over() {
        assertThat(reasons(RECOGNIZED, at("0s", "first"), at("5m", "second"), at("12m", "third")))
                .singleElement()
                .asString()
                .startsWith("step 3 (C: C.event.action=\"third\") came 12m after step 1")
                .contains("the window #time allows 10m");
    }

    @Test
    void another_event_stood_between() {
        assertThat(
                        reasons(
                                RECOGNIZED,
                                at("0s", "first"),
                                at("1m", "second"),
                                at("2m", "second"),
                                at("3m", "third")))
                .last()
                .asString()
                .contains(
                        "step 3 (C: C.event.action=\"third\") came 2m after step 2",
                        "but 2026-01-01T10:02:00Z (event-3) came between, and match_recognize takes events that follow each other");
    }

    @Test
    void the_order_of_match_recognize_was_another() {
        assertThat(reasons(RECOGNIZED, at("0s", "third"), at("1m", "first"), at("2m", "second")))
                .last()
                .asString()
                .contains("came too early, 2m before step 2 and not after it");
    }

    @Test
    void the_key_of_match_recognize_differed() {
        assertThat(
                        reasons(
                                RECOGNIZED,
                                at("0s", "first"),
                                on("web-2", at("1m", "second")),
                                at("2m", "third")))
                .last()
                .asString()
                .contains("B.host.name=A.host.name [B.host.name=web-2, A.host.name=web-1]");
    }

    @Test
    void a_sequence_that_fired_needs_no_reason() {
        assertThat(reasons(TWO_STEPS, at("0s", "first"), at("4m59s", "second"))).isEmpty();
    }

    @AfterAll
    static void close() {
        CHECKS.values().forEach(SequenceCheck::close);
        CHECKS.clear();
    }

    private static EcsEvent.Builder at(String time, String action) {
        return EcsEvent.builder()
                .set(EcsField.TIMESTAMP, START.plus(Duration.parse("PT" + time)))
                .set(EcsField.EVENT_KIND, "event")
                .set(EcsField.EVENT_ACTION, action)
                .set(EcsField.HOST_NAME, "web-1")
                .set(EcsField.USER_NAME, "alice");
    }

    private static EcsEvent.Builder on(String host, EcsEvent.Builder event) {
        return event.set(EcsField.HOST_NAME, host);
    }

    private static List<String> reasons(String epl, EcsEvent.Builder... builders) {
        List<EcsEvent> events = new ArrayList<>();
        for (EcsEvent.Builder each : builders) {
            events.add(each.set(EcsField.EVENT_ID, "event-" + (events.size() + 1)).build());
        }
        return CHECKS.computeIfAbsent(epl, SequenceExplanationTest::check).reasons(events);
    }

    private static SequenceCheck check(String epl) {
        return SequenceCheck.of(
                        TestRules.ALL.compiler(), TestRules.of("sequence", "user.name", epl))
                .orElseThrow();
    }
}
