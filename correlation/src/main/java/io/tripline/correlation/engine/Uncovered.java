package io.tripline.correlation.engine;

import io.tripline.correlation.rule.ReviewedException;
import java.util.BitSet;
import java.util.IdentityHashMap;
import java.util.List;

/**
 * Which of a rule's exceptions do not cover an event, by their numbers. It is remembered of each, as a window shows the same
 * thousands of events in row after row. Not thread-safe.
 */
final class Uncovered {
    private static final int MOST_REMEMBERED = 20_000;

    private final CompiledRule rule;
    private final IdentityHashMap<KeptEvent, BitSet> remembered = new IdentityHashMap<>();

    Uncovered(CompiledRule rule) {
        this.rule = rule;
    }

    /** Adds those that do not cover an event; where all are there already, it need not be looked at. */
    void add(KeptEvent event, BitSet uncovered) {
        if (uncovered.cardinality() < rule.exceptions().size()) {
            if (remembered.size() >= MOST_REMEMBERED) {
                remembered.clear();
            }
            uncovered.or(remembered.computeIfAbsent(event, this::of));
        }
    }

    private BitSet of(KeptEvent event) {
        List<ReviewedException> all = rule.exceptions();
        BitSet uncovered = new BitSet(all.size());
        for (int i = 0; i < all.size(); i++) {
            uncovered.set(i, !Excepting.covers(all.get(i), rule.rule(), event));
        }
        return uncovered;
    }
}
