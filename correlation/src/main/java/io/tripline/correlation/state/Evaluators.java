package io.tripline.correlation.state;

import io.tripline.correlation.engine.CompiledRule;
import io.tripline.correlation.engine.Evaluator;
import io.tripline.correlation.engine.KeptEvent;
import io.tripline.correlation.engine.RuleCompiler;
import io.tripline.correlation.engine.RuleSet;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Esper runtimes: one for each rule, that all small histories take turns in, and one for each of the entities with long
 * histories that were busy last, so that their next event costs one step and not the whole history. A runtime takes some
 * 100 KB and some milliseconds to make, and its code is its own: it is compiled anew while it warms up. So the partitions
 * that one thread works on share theirs. Not thread-safe.
 */
public class Evaluators implements AutoCloseable {
    /** Evaluating so few events again is cheaper than to keep a runtime for them. */
    private static final int SMALL = 64;

    private final RuleCompiler compiler;
    private final int liveEntities;
    private final int small;
    private final Map<String, Slot> shared = new HashMap<>();
    private final LinkedHashMap<String, Slot> live = new LinkedHashMap<>(16, 0.75f, true);

    private int members;

    /**
     * Evaluators of nobody yet.
     *
     * @param liveEntities how many entities have a runtime of their own at most
     */
    public Evaluators(RuleCompiler compiler, int liveEntities) {
        this(compiler, liveEntities, SMALL);
    }

    Evaluators(RuleCompiler compiler, int liveEntities, int small) {
        this.compiler = compiler;
        this.liveEntities = liveEntities;
        this.small = small;
    }

    /** One more works with them. No slot stands anywhere that it may think of. */
    void join() {
        members++;
        releaseAll();
    }

    /** One less; the last one closes them, and they are made again when another comes. */
    void leave() {
        members--;
        if (members == 0) {
            close();
        }
    }

    /** An evaluator, and the event it has seen last if it stands within an entity's events. */
    static final class Slot {
        final CompiledRule rule;
        final Evaluator evaluator;
        String entity = "";

        /** The first event of those it has seen. */
        @Nullable KeptEvent first;

        @Nullable KeptEvent last;

        Slot(CompiledRule rule, Evaluator evaluator) {
            this.rule = rule;
            this.evaluator = evaluator;
        }

        /** Whether the rule is the same object, as one that did not change is. */
        @SuppressWarnings("ReferenceEquality")
        boolean isOf(CompiledRule other) {
            return rule == other;
        }

        /** It begins with this event of an entity, which it has not seen yet. */
        void begin(EntityKey key, KeptEvent with) {
            release();
            evaluator.begin(with.millis());
            entity = key.id();
            first = with;
        }

        /** The slot's state is no longer that of any entity. */
        void release() {
            entity = "";
            first = null;
            last = null;
        }
    }

    /** The slot that has seen the entity's events up to and with this one. */
    Optional<Slot> standingAt(EntityKey key, KeptEvent last) {
        return Stream.of(live.get(key.id()), shared.get(key.rule().id()))
                .filter(Objects::nonNull)
                .filter(
                        slot ->
                                slot.isOf(key.rule())
                                        && slot.entity.equals(key.id())
                                        && last.equals(slot.last))
                .findFirst();
    }

    /**
     * How many of an entity's newest events are not evaluated before they must be, as one that comes a little late is likely to
     * stand among them.
     */
    int unsettled() {
        return 2 * small;
    }

    /** The slot that the entity had to itself last, wherever it stands; empty if another took it. */
    Optional<Slot> own(EntityKey key) {
        return Optional.ofNullable(live.get(key.id())).filter(slot -> slot.isOf(key.rule()));
    }

    /**
     * A slot to evaluate events of the entity in, from where they begin to matter.
     *
     * @param again how many events would have to be evaluated again for the next one
     * @param newest whether these are its newest events, which the next event in order follows
     */
    Slot toEvaluate(EntityKey key, long again, boolean newest) {
        if (newest) {
            release(key);
        }
        if (!newest || again <= small) {
            Slot slot = shared.compute(key.rule().id(), (_, before) -> of(key.rule(), before));
            slot.release();
            return slot;
        }
        Slot own = live.get(key.id());
        own = own == null ? idle(key.rule()) : of(key.rule(), own);
        live.put(key.id(), own);
        return own;
    }

    /**
     * Makes the shared runtime of one of these rules that has none yet, so that its first event need not wait for that.
     *
     * @return false if all have theirs
     */
    boolean prepareOne(List<CompiledRule> rules) {
        for (CompiledRule rule : rules) {
            if (!shared.containsKey(rule.id())) {
                shared.put(rule.id(), fresh(rule));
                return true;
            }
        }
        return false;
    }

    /** A slot that is of this very rule; one of the rule as it was is let go. */
    private Slot of(CompiledRule rule, @Nullable Slot before) {
        if (before != null && before.isOf(rule)) {
            return before;
        }
        if (before != null) {
            discard(before.rule, before.evaluator);
        }
        return fresh(rule);
    }

    /** Lets go of the runtimes of rules that are not among these. */
    void retain(RuleSet rules) {
        for (Map<String, Slot> slots : List.of(shared, live)) {
            Iterator<Slot> all = slots.values().iterator();
            while (all.hasNext()) {
                Slot slot = all.next();
                if (!rules.holds(slot.rule)) {
                    discard(slot.rule, slot.evaluator);
                    all.remove();
                }
            }
        }
    }

    /**
     * A runtime for the rule: if there are enough, that of the entity of the same rule that was busy longest ago. To make one
     * takes milliseconds, so rules don't take them away from each other where they need not.
     */
    private Slot idle(CompiledRule rule) {
        if (live.size() < liveEntities) {
            return fresh(rule);
        }
        Iterator<Slot> eldestFirst = live.values().iterator();
        while (eldestFirst.hasNext()) {
            Slot slot = eldestFirst.next();
            if (slot.isOf(rule)) {
                eldestFirst.remove();
                slot.release();
                return slot;
            }
        }
        Slot eldest = live.pollFirstEntry().getValue();
        discard(eldest.rule, eldest.evaluator);
        return fresh(rule);
    }

    private Slot fresh(CompiledRule rule) {
        return new Slot(rule, evaluator(rule));
    }

    /** A runtime for the rule, in whatever state. */
    Evaluator evaluator(CompiledRule rule) {
        return new Evaluator(rule, compiler);
    }

    /** Nobody needs it any more. */
    void discard(CompiledRule rule, Evaluator evaluator) {
        evaluator.close();
    }

    /** No slot stands within this entity's events any more. */
    void release(EntityKey key) {
        standing(key).forEach(Slot::release);
    }

    /** No slot stands behind this event of the entity, which it has not seen. */
    void releaseBehind(EntityKey key, KeptEvent event) {
        standing(key)
                .filter(slot -> slot.last != null && event.compareTo(slot.last) < 0)
                .forEach(Slot::release);
    }

    private Stream<Slot> standing(EntityKey key) {
        return Stream.of(live.get(key.id()), shared.get(key.rule().id()))
                .filter(Objects::nonNull)
                .filter(slot -> slot.entity.equals(key.id()));
    }

    /** No slot stands within any entity's events any more. */
    void releaseAll() {
        shared.values().forEach(Slot::release);
        live.values().forEach(Slot::release);
    }

    @Override
    public void close() {
        shared.values().forEach(slot -> discard(slot.rule, slot.evaluator));
        live.values().forEach(slot -> discard(slot.rule, slot.evaluator));
        shared.clear();
        live.clear();
    }
}
