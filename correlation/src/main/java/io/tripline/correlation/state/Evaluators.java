package io.tripline.correlation.state;

import io.tripline.correlation.engine.CompiledRule;
import io.tripline.correlation.engine.Evaluator;
import io.tripline.correlation.engine.KeptEvent;
import io.tripline.correlation.engine.RuleCompiler;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The Esper runtimes of each rule: one that all small histories take turns in, and one for each of the entities with long
 * histories that were busy last, so that their next event costs one step and not the whole history.
 */
final class Evaluators implements AutoCloseable {
    /** Evaluating so few events again is cheaper than to keep a runtime for them. */
    private static final int SMALL = 32;

    private final RuleCompiler compiler;
    private final int liveEntities;
    private final Map<String, OfRule> rules = new HashMap<>();

    Evaluators(RuleCompiler compiler, int liveEntities) {
        this.compiler = compiler;
        this.liveEntities = liveEntities;
    }

    /** An evaluator, and the event it has seen last if it stands within an entity's events. */
    static final class Slot {
        final Evaluator evaluator;
        String entity = "";
        @Nullable KeptEvent last;

        Slot(Evaluator evaluator) {
            this.evaluator = evaluator;
        }

        /** The slot's state is no longer that of any entity. */
        void release() {
            entity = "";
            last = null;
        }
    }

    private static final class OfRule {
        final Slot shared;
        final LinkedHashMap<String, Slot> live = new LinkedHashMap<>(16, 0.75f, true);

        OfRule(Slot shared) {
            this.shared = shared;
        }
    }

    /** The slot that has seen the entity's events up to and with this one. */
    Optional<Slot> standingAt(EntityKey key, KeptEvent last) {
        OfRule rule = ofRule(key.rule());
        Slot live = rule.live.get(key.id());
        for (Slot slot : live == null ? new Slot[] {rule.shared} : new Slot[] {live, rule.shared}) {
            if (slot.entity.equals(key.id()) && last.equals(slot.last)) {
                return Optional.of(slot);
            }
        }
        return Optional.empty();
    }

    /**
     * A slot to evaluate events of the entity in, from where they begin to matter.
     *
     * @param again how many events would have to be evaluated again for the next one
     * @param newest whether these are its newest events, which the next event in order follows
     */
    Slot toEvaluate(EntityKey key, long again, boolean newest) {
        OfRule rule = ofRule(key.rule());
        if (newest) {
            release(key);
        }
        if (!newest || again <= SMALL) {
            rule.shared.release();
            return rule.shared;
        }
        Slot live = rule.live.get(key.id());
        if (live != null) {
            return live;
        }
        Slot fresh = fresh(key.rule(), rule);
        rule.live.put(key.id(), fresh);
        return fresh;
    }

    /** A new slot, or that of the entity that was busy longest ago. */
    private Slot fresh(CompiledRule rule, OfRule own) {
        if (own.live.size() < liveEntities) {
            return new Slot(new Evaluator(rule, compiler));
        }
        Slot eldest = own.live.pollFirstEntry().getValue();
        eldest.release();
        return eldest;
    }

    /** No slot stands within this entity's events any more. */
    void release(EntityKey key) {
        OfRule rule = ofRule(key.rule());
        if (rule.shared.entity.equals(key.id())) {
            rule.shared.release();
        }
        Slot live = rule.live.get(key.id());
        if (live != null) {
            live.release();
        }
    }

    private OfRule ofRule(CompiledRule rule) {
        return rules.computeIfAbsent(
                rule.id(), _ -> new OfRule(new Slot(new Evaluator(rule, compiler))));
    }

    @Override
    public void close() {
        for (OfRule rule : rules.values()) {
            rule.shared.evaluator.close();
            rule.live.values().forEach(slot -> slot.evaluator.close());
        }
        rules.clear();
    }
}
