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

    /** The first and the last of them, which are asked for several times with each event; null if there is none. */
    private @Nullable KeptEvent oldest;

    private @Nullable KeptEvent newest;

    KeptEvents(CompiledRule rule, Collection<KeptEvent> kept) {
        this.tally = rule.need().tally();
        this.byId = rule.isOverAlerts() ? new HashMap<>() : null;
        kept.forEach(this::add);
    }

    void add(KeptEvent event) {
        events.add(event);
        if (newest == null || event.compareTo(newest) > 0) {
            newest = event;
        }
        if (oldest == null || event.compareTo(oldest) < 0) {
            oldest = event;
        }
        tally.add(event);
        weight += event.weight();
        if (byId != null) {
            byId.put(event.id(), event);
        }
    }

    void remove(KeptEvent event) {
        events.remove(event);
        if (event.equals(oldest) || event.equals(newest)) {
            oldest = events.isEmpty() ? null : events.first();
            newest = events.isEmpty() ? null : events.last();
        }
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

    @Nullable KeptEvent oldest() {
        return oldest;
    }

    @Nullable KeptEvent newest() {
        return newest;
    }

    /** The record of this very event that is among them, or null. */
    @Nullable KeptEvent same(KeptEvent event) {
        // Most are newer than all.
        return newest == null || newest.millis() < event.millis() ? null : event.among(all);
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
