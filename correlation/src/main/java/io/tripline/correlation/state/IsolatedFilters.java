package io.tripline.correlation.state;

import io.tripline.contracts.EcsEvent;
import io.tripline.correlation.engine.CompiledRule;
import io.tripline.correlation.engine.EventFilters;
import io.tripline.correlation.engine.RuleSet;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Which rules want an event. All are asked together; one whose filter fails at it fails alone. Not thread-safe. */
final class IsolatedFilters implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(IsolatedFilters.class);

    private final RuleSet rules;
    private final EventFilters together;
    private final Outcomes outcomes;

    /** Each rule's filters by themselves, made when one of all fails at an event. */
    private final Map<CompiledRule, EventFilters> alone = new LinkedHashMap<>();

    /** Of these rules the log has it: whoever sends the events could fill it. Each event is counted. */
    private final Set<String> named = new HashSet<>();

    IsolatedFilters(RuleSet rules, Outcomes outcomes) {
        this.rules = rules;
        this.together = new EventFilters(rules.rules(), rules.compiler());
        this.outcomes = outcomes;
    }

    List<CompiledRule> wanting(EcsEvent event) {
        try {
            return wanting(together, event);
        } catch (RuntimeException e) {
            return wantingOneByOne(event);
        } finally {
            together.cut().forEach(outcomes::cut);
        }
    }

    private List<CompiledRule> wanting(EventFilters asked, EcsEvent event) {
        List<CompiledRule> wanting = asked.wanting(event);
        for (EventFilters.PassedOver each : asked.passedOver()) {
            outcomes.notEvaluated(each.rule(), each.reason());
        }
        return wanting;
    }

    private List<CompiledRule> wantingOneByOne(EcsEvent event) {
        if (alone.isEmpty()) {
            rules.rules()
                    .forEach(
                            rule ->
                                    alone.put(
                                            rule,
                                            new EventFilters(List.of(rule), rules.compiler())));
        }
        List<CompiledRule> wanting = new ArrayList<>();
        alone.forEach(
                (rule, own) -> {
                    try {
                        wanting.addAll(wanting(own, event));
                    } catch (RuntimeException e) {
                        outcomes.count(rule.id(), Outcomes.Kind.ERROR);
                        if (named.add(rule.id())) {
                            log.atWarn()
                                    .addKeyValue("rule", rule.id())
                                    .addKeyValue("reason", String.valueOf(e.getMessage()))
                                    .log(
                                            "A rule's filter failed at an event, which it does not see; further ones are counted only.");
                        }
                    }
                });
        return wanting;
    }

    @Override
    public void close() {
        together.close();
        alone.values().forEach(EventFilters::close);
    }
}
