package io.tripline.correlation.engine;

import io.tripline.contracts.EcsField;
import io.tripline.contracts.EcsSelection;
import io.tripline.correlation.rule.Rule;
import java.time.Duration;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** The rules in force, in the order of their ids, and the compiler they came from. */
public record RuleSet(List<CompiledRule> rules, RuleCompiler compiler) {
    public RuleSet {
        rules = rules.stream().sorted(Comparator.comparing(CompiledRule::id)).toList();
    }

    public Optional<CompiledRule> byId(String id) {
        for (CompiledRule rule : rules) {
            if (rule.id().equals(id)) {
                return Optional.of(rule);
            }
        }
        return Optional.empty();
    }

    /** Whether this very rule is among them, not another of the same id. */
    @SuppressWarnings("ReferenceEquality")
    public boolean holds(CompiledRule rule) {
        return byId(rule.id()).filter(each -> each == rule).isPresent();
    }

    /** Those that look at events, or at alerts. */
    public RuleSet over(Rule.Over over) {
        return new RuleSet(
                rules.stream().filter(each -> each.rule().over() == over).toList(), compiler);
    }

    /**
     * How much older than the event that changes it an alert of a rule over events may be: a match is completed up to a
     * window later, and the match before it in its episode is up to {@code suppress} older.
     */
    public Duration longestAlert() {
        return over(Rule.Over.EVENTS).rules.stream()
                .map(each -> each.rule().window().plus(each.rule().suppress()))
                .max(Comparator.naturalOrder())
                .orElse(Duration.ZERO);
    }

    private static String namespace(String vendorField) {
        return vendorField.replaceAll("\\..*", "");
    }

    /** What of an event some rule may want. */
    public EcsSelection selection() {
        Set<EcsField> fields = EnumSet.noneOf(EcsField.class);
        Set<String> namespaces = new TreeSet<>();
        for (CompiledRule rule : over(Rule.Over.EVENTS).rules) {
            fields.addAll(rule.needed());
            rule.vendor().forEach(name -> namespaces.add(namespace(name)));
            for (Unjudged each : rule.unjudged()) {
                fields.addAll(each.fields());
                each.vendor().forEach(name -> namespaces.add(namespace(name)));
            }
        }
        return new EcsSelection(fields, namespaces);
    }
}
