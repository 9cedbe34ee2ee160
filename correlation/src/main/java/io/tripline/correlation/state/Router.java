package io.tripline.correlation.state;

import io.tripline.contracts.EcsEvent;
import io.tripline.correlation.engine.CompiledRule;
import io.tripline.correlation.engine.EventFilters;
import io.tripline.correlation.engine.KeptEvent;
import io.tripline.correlation.engine.RuleSet;
import io.tripline.correlation.rule.Rule;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Finds the rules that want an event, and the entity it is about for each. Stateless. Not thread-safe. */
public final class Router implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Router.class);

    private final RuleSet rules;
    private final EventFilters filters;
    private final Outcomes outcomes;

    /** Each rule's filters by themselves, made when one of all fails at an event. */
    private final Map<CompiledRule, EventFilters> alone = new LinkedHashMap<>();

    /** Of these rules the log has it: whoever sends the events could fill it. Each event is counted. */
    private final Set<String> told = new HashSet<>();

    public Router(RuleSet rules, Outcomes outcomes) {
        this.rules = rules.over(Rule.Over.EVENTS);
        this.filters = new EventFilters(this.rules.rules(), rules.compiler());
        this.outcomes = outcomes;
    }

    /** An event on its way to a rule's entity, reduced to what the rule needs. */
    public record Routed(EntityKey key, KeptEvent event) {}

    /**
     * Where the event goes.
     *
     * @param origin where its raw record lies; empty offline
     */
    public List<Routed> route(EcsEvent event, String origin) {
        List<CompiledRule> wanting = wanting(event);
        if (wanting.isEmpty()) {
            return List.of();
        }
        List<Routed> routed = new ArrayList<>(wanting.size());
        for (CompiledRule rule : wanting) {
            EcsEvent slim = rule.slim(event);
            List<String> entity = rule.entityOf(slim);
            if (entity.isEmpty()) {
                outcomes.count(rule.id(), Outcomes.Kind.WITHOUT_ENTITY);
            } else {
                routed.add(new Routed(EntityKey.of(rule, entity), new KeptEvent(slim, origin)));
            }
        }
        return routed;
    }

    private List<CompiledRule> wanting(EcsEvent event) {
        try {
            return wanting(filters, event);
        } catch (RuntimeException e) {
            return wantingOneByOne(event);
        }
    }

    private List<CompiledRule> wanting(EventFilters asked, EcsEvent event) {
        List<CompiledRule> wanting = asked.wanting(event);
        for (EventFilters.PassedOver each : asked.passedOver()) {
            outcomes.notEvaluated(each.rule(), each.reason());
        }
        return wanting;
    }

    /** A rule whose filter fails at an event fails alone. */
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
                        if (told.add(rule.id())) {
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
        filters.close();
        alone.values().forEach(EventFilters::close);
    }
}
