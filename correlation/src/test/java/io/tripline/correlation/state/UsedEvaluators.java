package io.tripline.correlation.state;

import io.tripline.correlation.engine.CompiledRule;
import io.tripline.correlation.engine.Evaluator;
import io.tripline.correlation.engine.RuleCompiler;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;

/**
 * Evaluators that others have used and left as they were. To make one takes longer than most cases of a property; and what
 * holds with these holds with new ones, as an evaluation must begin with no state.
 */
final class UsedEvaluators extends Evaluators {
    private static final Map<CompiledRule, Deque<Evaluator>> IDLE = new HashMap<>();

    private final Map<Evaluator, CompiledRule> rules = new HashMap<>();

    UsedEvaluators(RuleCompiler compiler, int liveEntities, int small) {
        super(compiler, liveEntities, small);
    }

    @Override
    Evaluator evaluator(CompiledRule rule) {
        Evaluator idle = IDLE.computeIfAbsent(rule, _ -> new ArrayDeque<>()).poll();
        Evaluator evaluator = idle == null ? super.evaluator(rule) : idle;
        rules.put(evaluator, rule);
        return evaluator;
    }

    @Override
    void discard(CompiledRule rule, Evaluator evaluator) {
        IDLE.computeIfAbsent(
                        Objects.requireNonNull(rules.remove(evaluator)), _ -> new ArrayDeque<>())
                .add(evaluator);
    }
}
