package io.tripline.correlation.state;

import io.tripline.correlation.engine.KeptEvent;
import io.tripline.correlation.engine.Need;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.NavigableSet;
import java.util.TreeSet;

/** The events of one entity in order, and what is added up about them: what they weigh, and whether they are enough for a match. */
final class KeptEvents {
    private final TreeSet<KeptEvent> events = new TreeSet<>();
    private final NavigableSet<KeptEvent> all = Collections.unmodifiableNavigableSet(events);
    private final Need.Tally tally;
    private int weight;

    KeptEvents(Need need, Collection<KeptEvent> kept) {
        this.tally = need.tally();
        kept.forEach(this::add);
    }

    void add(KeptEvent event) {
        events.add(event);
        tally.add(event);
        weight += event.weight();
    }

    void remove(KeptEvent event) {
        events.remove(event);
        tally.remove(event);
        weight -= event.weight();
    }

    /** All of them, to look at. */
    NavigableSet<KeptEvent> all() {
        return all;
    }

    /** As how many events they count. */
    int weight() {
        return weight;
    }

    /** Whether there may be a match among them. */
    boolean areEnough() {
        return tally.isEnough();
    }

    /** The oldest events that must go for the others to weigh no more than this; never the newest. */
    List<KeptEvent> beyond(int most) {
        List<KeptEvent> surplus = new ArrayList<>();
        int left = weight;
        for (KeptEvent each : events) {
            if (left <= most || surplus.size() + 1 == events.size()) {
                break;
            }
            surplus.add(each);
            left -= each.weight();
        }
        return surplus;
    }
}
