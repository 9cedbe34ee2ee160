package io.tripline.correlation;

import io.tripline.contracts.Alert;
import io.tripline.contracts.EcsEvent;
import io.tripline.correlation.engine.CompiledRule;
import io.tripline.correlation.rule.Rule;
import io.tripline.correlation.rule.RuleException;
import io.tripline.correlation.rule.RuleTest;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;

/**
 * Runs a rule's own tests through the engine that runs in production: in order, and shuffled with every event twice. A
 * rule that fails them is not loaded.
 */
public final class RuleTrial {
    private static final int SHUFFLES = 3;
    private static final long SEED = 20_260_302;

    private RuleTrial() {}

    /** What is wrong with the rule, one sentence for each test that fails; empty if it does what its tests say. */
    public static List<String> failures(Rule rule) throws RuleException {
        if (rule.tests().isEmpty()) {
            return List.of(rule.id() + " has no tests.");
        }
        List<CompiledRule> compiled = CompiledRule.compile(List.of(rule));
        List<String> failures = new ArrayList<>();
        for (RuleTest test : rule.tests()) {
            List<Alert> inOrder = run(compiled, test.events());
            List<Map<String, String>> raised = inOrder.stream().map(RuleTrial::entity).toList();
            if (!raised.equals(test.expect())) {
                failures.add(
                        "%s, test \"%s\": expected alerts about %s, but got %s."
                                .formatted(rule.id(), test.name(), test.expect(), raised));
                continue;
            }
            List<Object> content = inOrder.stream().map(RuleTrial::content).toList();
            for (long seed = SEED; seed < SEED + SHUFFLES; seed++) {
                List<EcsEvent> shuffled = new ArrayList<>(test.events());
                shuffled.addAll(test.events());
                Collections.shuffle(shuffled, new Random(seed));
                if (!run(compiled, shuffled).stream()
                        .map(RuleTrial::content)
                        .toList()
                        .equals(content)) {
                    failures.add(
                            "%s, test \"%s\": other alerts when the events come doubled and shuffled (seed %d)."
                                    .formatted(rule.id(), test.name(), seed));
                }
            }
        }
        return failures;
    }

    private static List<Alert> run(List<CompiledRule> rule, List<EcsEvent> events) {
        try (Replay replay = new Replay(rule, CorrelationConfig.defaults())) {
            events.forEach(event -> replay.add(event, ""));
            return replay.finish();
        }
    }

    private static Map<String, String> entity(Alert alert) {
        Map<String, String> entity = new TreeMap<>();
        alert.entity().forEach((field, value) -> entity.put(field.fieldName(), value));
        return entity;
    }

    /** All but what tells how the truth was found. */
    private static Object content(Alert alert) {
        return List.of(
                alert.id(),
                alert.occurrence().firstSeen(),
                alert.occurrence().lastSeen(),
                alert.occurrence().count(),
                alert.message(),
                alert.values(),
                alert.evidence());
    }
}
