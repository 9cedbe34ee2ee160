package io.tripline.correlation.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tripline.contracts.EcsEvent;
import io.tripline.contracts.EcsField;
import io.tripline.correlation.CorrelationConfig;
import io.tripline.correlation.TestRules;
import io.tripline.correlation.engine.CompiledRule;
import io.tripline.correlation.engine.Evaluator;
import io.tripline.correlation.engine.KeptEvent;
import io.tripline.correlation.engine.ProfileFacts;
import io.tripline.correlation.engine.RuleFailedException;
import io.tripline.correlation.engine.RuleSet;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A rule that fails at an event: in its filter, where all rules are asked together, and in its select. */
class RuleErrorsTest {
    private static final String FAILS =
            "cast(case when user.name is null then '0' else user.name end, int)";

    @Test
    void a_filter_that_fails_blinds_no_other_rule() {
        CompiledRule failing =
                TestRules.of(
                        "failing",
                        "source.ip",
                        "select user.name as n from Event(event.action = 'x', " + FAILS + " = 7)");
        CompiledRule sound =
                TestRules.of(
                        "sound",
                        "source.ip",
                        "select user.name as n from Event(event.action = 'x')");
        List<String> failed = new ArrayList<>();
        Outcomes outcomes =
                (rule, kind) -> {
                    if (kind == Outcomes.Kind.ERROR) {
                        failed.add(rule);
                    }
                };
        try (Router router =
                new Router(
                        new RuleSet(List.of(failing, sound), TestRules.ALL.compiler()), outcomes)) {
            assertThat(router.route(event("alice", 0), ""))
                    .extracting(each -> each.key().rule().id())
                    .containsExactly("sound");
            assertThat(failed).containsExactly("failing");
            assertThat(router.route(event("7", 1), ""))
                    .extracting(each -> each.key().rule().id())
                    .containsExactlyInAnyOrder("failing", "sound");
            assertThat(failed).hasSize(1);
        }
    }

    @Test
    void a_rule_over_alerts_that_fails_takes_no_alert_from_those_it_looks_at() {
        CompiledRule failing =
                TestRules.overAlerts(
                        "failing",
                        "select rule.id as r from Event(event.kind = 'alert', cast(case when rule.id is null then '0' else rule.id end, int) = 7)");
        CompiledRule sound =
                TestRules.of(
                        "sound",
                        "source.ip",
                        "select user.name as n from Event(event.action = 'x')");
        RuleSet rules = new RuleSet(List.of(failing, sound), TestRules.ALL.compiler());
        List<String> failed = new ArrayList<>();
        Outcomes outcomes =
                (rule, kind) -> {
                    if (kind == Outcomes.Kind.ERROR) {
                        failed.add(rule);
                    }
                };
        try (Correlator correlator =
                new Correlator(
                        CorrelationConfig.defaults().bounds(),
                        Stores.inMemory(),
                        rules,
                        outcomes)) {
            assertThat(
                            correlator.accept(
                                    EntityKey.of(sound, List.of("203.0.113.7")),
                                    new KeptEvent(event("alice", 0), ""),
                                    0))
                    .extracting(alert -> alert.rule().id())
                    .containsExactly("sound");
        }
        assertThat(failed).containsExactly("failing");
    }

    @Test
    void a_select_that_fails_is_told_and_not_taken_for_no_match() {
        CompiledRule rule =
                TestRules.of(
                        "failing",
                        "source.ip",
                        "select " + FAILS + " as n from Event(event.action = 'x')");
        try (Evaluator evaluator = new Evaluator(rule, TestRules.ALL.compiler())) {
            evaluator.begin(event("alice", 0).timestamp().toEpochMilli());
            assertThatThrownBy(
                            () ->
                                    evaluator.accept(
                                            new KeptEvent(event("alice", 1), ""),
                                            ProfileFacts.NONE))
                    .isInstanceOf(RuleFailedException.class);

            evaluator.begin(event("7", 2).timestamp().toEpochMilli());
            assertThat(evaluator.accept(new KeptEvent(event("7", 3), ""), ProfileFacts.NONE))
                    .singleElement()
                    .satisfies(row -> assertThat(row.columns()).containsEntry("n", 7L));
        }
    }

    private static EcsEvent event(String user, int second) {
        return EcsEvent.builder()
                .set(EcsField.TIMESTAMP, Instant.parse("2026-03-01T00:00:00Z").plusSeconds(second))
                .set(EcsField.EVENT_ID, "event-" + second)
                .set(EcsField.EVENT_KIND, "event")
                .set(EcsField.EVENT_ACTION, "x")
                .set(EcsField.SOURCE_IP, "203.0.113.7")
                .set(EcsField.USER_NAME, user)
                .build();
    }
}
