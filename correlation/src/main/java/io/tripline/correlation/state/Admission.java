package io.tripline.correlation.state;

import io.tripline.correlation.engine.CompiledRule;
import io.tripline.correlation.engine.RuleSet;
import java.time.Duration;
import java.util.List;

/** Tells the census who is there, for how long, and who leaves where a rule has more entities than it may. */
final class Admission {
    private final Bounds bounds;
    private final Census census;
    private final EntityCache entities;
    private final ArrivalTime time;
    private final Coverage coverage;
    private final Outcomes outcomes;
    private Duration longestAlert;

    Admission(
            Bounds bounds,
            RuleSet rules,
            Census census,
            EntityCache entities,
            ArrivalTime time,
            Coverage coverage,
            Outcomes outcomes) {
        this.bounds = bounds;
        this.census = census;
        this.entities = entities;
        this.time = time;
        this.coverage = coverage;
        this.outcomes = outcomes;
        this.longestAlert = rules.longestAlert();
    }

    void use(RuleSet next) {
        longestAlert = next.longestAlert();
    }

    /** Notes that an entity was heard of, and makes room for it, if it is new and there are too many of its rule. */
    void heard(EntityKey key, long millis) {
        long enough = time.latest() - census.mostBehind(key.rule().id());
        if (entities.isNotedSince(key.id(), enough)) {
            return;
        }
        Census.Noted noted = note(key);
        entities.noted(key.id(), noted.at());
        if (noted.entities() > bounds.entitiesPerRule()) {
            List<String> eldest = census.takeEldest(key.rule().id(), bounds.leaving());
            eldest.forEach(entities::forget);
            coverage.lose(
                    key.rule(),
                    Coverage.Limit.ENTITIES_PER_RULE,
                    bounds.entitiesPerRule(),
                    eldest.size(),
                    millis);
            outcomes.count(key.rule().id(), Outcomes.Kind.LOST_COVERAGE);
        }
    }

    /** What is stored of an entity is kept as long as its rule cannot evaluate it. */
    void stay(EntityKey key) {
        if (census.has(key.rule().id(), key.id())) {
            var _ = note(key);
        }
    }

    private Census.Noted note(EntityKey key) {
        CompiledRule rule = key.rule();
        return census.heard(rule.id(), key.id(), time.latest(), bounds.kept(rule, longestAlert));
    }
}
