package io.tripline.correlation.engine;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** The rules in force, in the order of their ids, and the compiler they came from. */
public record RuleSet(List<CompiledRule> rules, RuleCompiler compiler) {
    public RuleSet {
        rules = rules.stream().sorted(Comparator.comparing(CompiledRule::id)).toList();
    }

    public Optional<CompiledRule> byId(String id) {
        return rules.stream().filter(rule -> rule.id().equals(id)).findFirst();
    }
}
