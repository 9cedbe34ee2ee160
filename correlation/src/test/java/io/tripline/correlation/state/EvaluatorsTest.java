package io.tripline.correlation.state;

import static org.assertj.core.api.Assertions.assertThat;

import io.tripline.contracts.EcsEvent;
import io.tripline.contracts.EcsField;
import io.tripline.correlation.TestRules;
import io.tripline.correlation.engine.CompiledRule;
import io.tripline.correlation.engine.Evaluator;
import io.tripline.correlation.engine.KeptEvent;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class EvaluatorsTest {
    private static final Bounds BOUNDS =
            new Bounds(
                    Duration.ofHours(1),
                    Duration.ofMinutes(1),
                    Duration.ofMinutes(1),
                    1_000,
                    1_000,
                    4,
                    10_000);

    private final AtomicInteger open = new AtomicInteger();

    /** Counts the runtimes that are not closed. */
    private final Evaluators evaluators =
            new Evaluators(TestRules.ALL.compiler(), BOUNDS.liveEntities()) {
                @Override
                Evaluator evaluator(CompiledRule rule) {
                    open.incrementAndGet();
                    return super.evaluator(rule);
                }

                @Override
                void discard(CompiledRule rule, Evaluator evaluator) {
                    open.decrementAndGet();
                    super.discard(rule, evaluator);
                }
            };

    @Test
    void one_that_took_over_closes_the_runtimes() {
        Correlator first = correlator();
        makeOne();

        new Correlator(first, Stores.inMemory()).close();

        assertThat(open).hasValue(0);
    }

    @Test
    void of_those_who_share_runtimes_the_last_closes_them() {
        Correlator one = correlator();
        Correlator other = correlator();
        makeOne();

        one.close();
        assertThat(open).hasValue(1);
        other.close();

        assertThat(open).hasValue(0);
    }

    @Test
    void in_a_quiet_moment_each_rule_gets_the_runtime_that_its_first_event_will_take() {
        int rules = TestRules.ALL.rules().size();
        try (Correlator correlator = correlator()) {
            for (int i = 1; i <= rules; i++) {
                assertThat(correlator.prepare()).isTrue();
                assertThat(open).hasValue(i);
            }
            assertThat(correlator.prepare()).isFalse();
            CompiledRule rule = TestRules.ALL.byId("counting").orElseThrow();
            evaluators.toEvaluate(EntityKey.of(rule, List.of("alice")), 1, true);

            assertThat(open).hasValue(rules);
        }
        assertThat(open).hasValue(0);
    }

    @Test
    void a_runtime_that_is_taken_for_another_entity_stands_nowhere_even_if_that_one_fails() {
        CompiledRule rule = TestRules.ALL.byId("counting").orElseThrow();
        EntityKey alice = EntityKey.of(rule, List.of("alice"));
        KeptEvent last =
                new KeptEvent(
                        EcsEvent.builder()
                                .set(EcsField.TIMESTAMP, Instant.EPOCH)
                                .set(EcsField.EVENT_ID, "1")
                                .set(EcsField.EVENT_KIND, "event")
                                .build(),
                        "");
        Evaluators.Slot slot = evaluators.toEvaluate(alice, 1, true);
        slot.entity = alice.id();
        slot.last = last;
        assertThat(evaluators.standingAt(alice, last)).contains(slot);

        evaluators.toEvaluate(EntityKey.of(rule, List.of("bob")), 1, true);

        assertThat(evaluators.standingAt(alice, last)).isEmpty();
    }

    private void makeOne() {
        CompiledRule rule = TestRules.ALL.byId("counting").orElseThrow();
        evaluators.toEvaluate(EntityKey.of(rule, List.of("alice")), 1, true);
        assertThat(open).hasValue(1);
    }

    private Correlator correlator() {
        return new Correlator(
                0,
                BOUNDS,
                new EventCache(10),
                Stores.inMemory(),
                TestRules.ALL,
                RulePace.unlimited(),
                evaluators,
                Outcomes.UNCOUNTED);
    }
}
