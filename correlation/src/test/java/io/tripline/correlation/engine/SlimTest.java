package io.tripline.correlation.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.tripline.contracts.EcsEvent;
import io.tripline.contracts.EcsField;
import io.tripline.correlation.TestRules;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What of an event is kept for a rule, whatever an attacker writes into it. */
class SlimTest {
    private static final String LONG = "y".repeat(100_000);
    private static final EcsEvent EVENT =
            EcsEvent.builder()
                    .set(EcsField.TIMESTAMP, Instant.parse("2026-03-01T00:00:00Z"))
                    .set(EcsField.EVENT_ID, "one")
                    .set(EcsField.EVENT_KIND, "event")
                    .set(EcsField.USER_NAME, "alice")
                    .build();

    @Test
    void a_list_is_kept_as_long_as_rules_see_it_and_all_its_values_share_one_bound() {
        CompiledRule rule =
                TestRules.ofEpl("select user.name as u from Event(has(process.args, 'x'))");
        EcsEvent event =
                EVENT.toBuilder()
                        .set(EcsField.PROCESS_ARGS, Collections.nCopies(100, LONG))
                        .build();

        EcsEvent slim = rule.slim(event);

        assertThat(slim.textLength()).isBetween(32_768, 33_000);
        assertThat(Shown.value(event.value(EcsField.PROCESS_ARGS)))
                .isEqualTo(slim.value(EcsField.PROCESS_ARGS));
        assertThat(rule.slim(slim)).isEqualTo(slim);
    }

    @Test
    void of_what_is_only_told_no_more_is_kept_than_is_told() {
        CompiledRule rule = TestRules.ofEpl("select user.name as u from Event(event.action = 'x')");

        EcsEvent slim = rule.slim(EVENT.toBuilder().set(EcsField.EVENT_REASON, LONG).build());

        assertThat(slim.string(EcsField.EVENT_REASON))
                .hasValueSatisfying(reason -> assertThat(reason).hasSize(512));
    }

    @Test
    void a_vendors_field_is_kept_as_the_text_that_rules_see() {
        CompiledRule rule =
                TestRules.ofEpl(
                        "select vendor.field('okta.target') as t from Event(event.action = 'x')");
        EcsEvent event =
                EVENT.toBuilder()
                        .vendor("okta.target", List.of(Map.of("id", "one", "name", LONG)))
                        .build();

        EcsEvent slim = rule.slim(event);

        assertThat(VendorFields.text(slim, "okta.target"))
                .isEqualTo(VendorFields.text(event, "okta.target"))
                .startsWith("[{id=one");
        assertThat(slim.textLength()).isLessThan(9_000);
    }
}
