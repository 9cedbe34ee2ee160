package io.tripline.correlation.state;

import static org.assertj.core.api.Assertions.assertThat;

import io.tripline.contracts.EcsEvent;
import io.tripline.contracts.EcsField;
import io.tripline.correlation.TestRules;
import io.tripline.correlation.engine.RuleSet;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Texts and lists that are longer than rules are shown: what stands behind that decides nothing, and is counted. */
class CutFieldsTest {
    private static final RuleSet RULES =
            new RuleSet(
                    List.of(
                            TestRules.of(
                                    "by-index",
                                    "user.name",
                                    "select * from Event(wildcard(process.command_line, '*mimikatz*'))"),
                            TestRules.of(
                                    "by-esper",
                                    "user.name",
                                    "select * from Event(matches(process.name, '.*mimikatz.*'))"),
                            TestRules.of(
                                    "by-vendor",
                                    "user.name",
                                    "select * from Event(has(process.args, 'mimikatz')"
                                            + " or matches(vendor.field('tool.script'), '.*mimikatz.*'))")),
                    TestRules.ALL.compiler());

    private final List<String> cut = new ArrayList<>();
    private final Outcomes outcomes =
            new Outcomes() {
                @Override
                public void count(String rule, Kind kind) {}

                @Override
                public void cut(String field) {
                    cut.add(field);
                }
            };

    @Test
    void what_rules_see_whole_is_not_counted() {
        try (Router router = new Router(RULES, outcomes)) {
            EcsEvent event =
                    event().set(EcsField.PROCESS_COMMAND_LINE, "mimikatz")
                            .set(EcsField.PROCESS_NAME, "a".repeat(8_192))
                            .set(EcsField.PROCESS_ARGS, Collections.nCopies(100, "a"))
                            .vendor("tool.script", "a")
                            .build();

            assertThat(router.route(event, "")).hasSize(1);
        }

        assertThat(cut).isEmpty();
    }

    @Test
    void padding_hides_a_text_from_a_rule_and_is_counted_by_field_once_an_event() {
        try (Router router = new Router(RULES, outcomes)) {
            String padded = "a".repeat(8_192) + " mimikatz";
            List<String> values = new ArrayList<>(Collections.nCopies(100, "a"));
            values.add("mimikatz");
            EcsEvent event =
                    event().set(EcsField.PROCESS_COMMAND_LINE, padded)
                            .set(EcsField.PROCESS_NAME, padded)
                            .set(EcsField.PROCESS_ARGS, values)
                            .vendor("tool.script", padded)
                            .build();

            assertThat(router.route(event, "")).isEmpty();
            assertThat(router.route(event().build(), "")).isEmpty();
        }

        assertThat(cut)
                .containsExactlyInAnyOrder(
                        "process.args",
                        "process.command_line",
                        "process.name",
                        "vendor.tool.script");
    }

    @Test
    void a_field_that_no_rule_asks_for_is_not_counted() {
        try (Router router = new Router(RULES, outcomes)) {
            var _ = router.route(event().set(EcsField.MESSAGE, "a".repeat(10_000)).build(), "");
        }

        assertThat(cut).isEmpty();
    }

    private static EcsEvent.Builder event() {
        return EcsEvent.builder()
                .set(EcsField.TIMESTAMP, Instant.parse("2026-03-01T00:00:00Z"))
                .set(EcsField.EVENT_ID, "event")
                .set(EcsField.EVENT_KIND, "event")
                .set(EcsField.USER_NAME, "ann");
    }
}
