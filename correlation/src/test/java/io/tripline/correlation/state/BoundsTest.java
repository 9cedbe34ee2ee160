package io.tripline.correlation.state;

import static org.assertj.core.api.Assertions.assertThat;

import io.tripline.correlation.TestRules;
import io.tripline.correlation.engine.CompiledRule;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class BoundsTest {
    @Test
    void rules_do_not_let_go_of_a_busy_entitys_events_all_at_once() {
        List<CompiledRule> rules = TestRules.ALL.rules();
        for (int eventsPerEntity : List.of(100, 1_000, 10_000)) {
            Bounds bounds =
                    new Bounds(
                            Duration.ofHours(24),
                            Duration.ZERO,
                            Duration.ofMinutes(1),
                            eventsPerEntity,
                            1_000,
                            64,
                            10_000);

            assertThat(rules)
                    .extracting(bounds::mostEvents)
                    .allSatisfy(
                            most ->
                                    assertThat(most)
                                            .isBetween(
                                                    eventsPerEntity * 9 / 10 + 1, eventsPerEntity))
                    .hasSizeGreaterThan(5)
                    .satisfies(all -> assertThat(all.stream().distinct()).hasSizeGreaterThan(3));
        }
    }
}
