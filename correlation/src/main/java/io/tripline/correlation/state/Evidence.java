package io.tripline.correlation.state;

import io.tripline.correlation.engine.KeptEvent;
import java.util.Collection;
import java.util.List;
import java.util.TreeSet;

/**
 * The matched events that are shown: all, or the first and the last ones where they are many. How many are shown does not
 * depend on the way they came together: joining in any order gives the same events.
 */
record Evidence(List<KeptEvent> events) {
    private static final int HALF = 10;

    /** How many events an alert shows at most. */
    static final int BOUND = 2 * HALF;

    Evidence {
        events = List.copyOf(events);
    }

    static Evidence of(Collection<KeptEvent> events) {
        List<KeptEvent> all = List.copyOf(new TreeSet<>(events));
        if (all.size() <= BOUND) {
            return new Evidence(all);
        }
        TreeSet<KeptEvent> ends = new TreeSet<>(all.subList(0, HALF));
        ends.addAll(all.subList(all.size() - HALF, all.size()));
        return new Evidence(List.copyOf(ends));
    }

    Evidence and(Evidence other) {
        TreeSet<KeptEvent> all = new TreeSet<>(events);
        all.addAll(other.events);
        return of(all);
    }
}
