package io.tripline.correlation.engine;

import io.tripline.correlation.rule.ReviewedException;
import java.util.BitSet;
import java.util.List;

/**
 * Which of a rule's exceptions do not cover an event, by their numbers. The event remembers it, as a window shows the same
 * thousands of events in row after row. Not thread-safe.
 */
final class Uncovered {
    private final CompiledRule rule;

    /** How many of the exceptions ask anything of an event. */
    private final int asking;

    Uncovered(CompiledRule rule) {
        this.rule = rule;
        this.asking =
                (int)
                        rule.exceptions().stream()
                                .filter(each -> Excepting.asksEvents(each, rule.rule()))
                                .count();
    }

    /** Whether no event can add any more. */
    boolean isAll(BitSet uncovered) {
        return uncovered.cardinality() == asking;
    }

    /** Adds those that do not cover an event. */
    void add(KeptEvent event, BitSet uncovered) {
        if (!isAll(uncovered)) {
            uncovered.or(event.uncovered(rule, this::of));
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
