package io.tripline.correlation.state;

import io.tripline.correlation.engine.CompiledRule;
import io.tripline.correlation.engine.KeptEvent;
import io.tripline.correlation.engine.Need;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** The events of one entity in order, and what is added up about them: what they weigh, and whether they are enough for a match. */
final class KeptEvents {
    private final TreeSet<KeptEvent> events = new TreeSet<>();
    private final NavigableSet<KeptEvent> all = Collections.unmodifiableNavigableSet(events);
    private final Need.Tally tally;

    /** What an alert's next revision takes the place of; null where events do not change. */
    private final @Nullable Map<String, KeptEvent> byId;

    private int weight;

    KeptEvents(CompiledRule rule, Collection<KeptEvent> kept) {
        this.tally = rule.need().tally();
        this.byId = rule.isOverAlerts() ? new HashMap<>() : null;
        kept.forEach(this::add);
    }

    void add(KeptEvent event) {
        events.add(event);
        tally.add(event);
        weight += event.weight();
        if (byId != null) {
            byId.put(event.id(), event);
        }
    }

    void remove(KeptEvent event) {
        events.remove(event);
        tally.remove(event);
        weight -= event.weight();
        if (byId != null) {
            byId.remove(event.id(), event);
        }
    }

    /** The revision of an alert that is among them, or null; for a rule over alerts. */
    @Nullable KeptEvent alert(String id) {
        return byId == null ? null : byId.get(id);
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
