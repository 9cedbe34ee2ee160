package io.tripline.correlation.state;

import io.tripline.contracts.EcsEvent;
import io.tripline.correlation.engine.CompiledRule;
import io.tripline.correlation.engine.KeptEvent;
import io.tripline.correlation.engine.RuleSet;
import io.tripline.correlation.rule.Rule;
import java.util.ArrayList;
import java.util.List;

/** Finds the rules that want an event, and the entity it is about for each. Stateless. Not thread-safe. */
public final class Router implements AutoCloseable {
    private final IsolatedFilters filters;
    private final Outcomes outcomes;

    public Router(RuleSet rules, Outcomes outcomes) {
        this.filters = new IsolatedFilters(rules.over(Rule.Over.EVENTS), outcomes);
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
        List<CompiledRule> wanting = filters.wanting(event);
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

    @Override
    public void close() {
        filters.close();
    }
}
