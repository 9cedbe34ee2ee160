package io.tripline.correlation.state;

import io.tripline.correlation.engine.KeptEvent;
import java.util.ArrayList;
import java.util.List;

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

    /** Of events in order, none twice. */
    static Evidence of(List<KeptEvent> events) {
        return new Evidence(ends(new ArrayList<>(events)));
    }

    /** With no more of the events than is told of them. */
    Evidence asTold() {
        return new Evidence(events.stream().map(AlertWriter::asTold).toList());
    }

    Evidence and(Evidence other) {
        List<KeptEvent> all = new ArrayList<>(events.size() + other.events.size());
        int own = 0;
        int others = 0;
        while (own < events.size() && others < other.events.size()) {
            int order = events.get(own).compareTo(other.events.get(others));
            all.add(order <= 0 ? events.get(own) : other.events.get(others));
            own += order <= 0 ? 1 : 0;
            others += order >= 0 ? 1 : 0;
        }
        all.addAll(events.subList(own, events.size()));
        all.addAll(other.events.subList(others, other.events.size()));
        return new Evidence(ends(all));
    }

    private static List<KeptEvent> ends(List<KeptEvent> all) {
        if (all.size() > BOUND) {
            all.subList(HALF, all.size() - HALF).clear();
        }
        return all;
    }
}
