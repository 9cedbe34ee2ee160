package io.tripline.correlation.state;

import io.tripline.correlation.engine.CompiledRule;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The entities of a partition that are in memory, those heard of last, and what little is known of those that were before. Who is
 * in neither is taken up from the store when it is next heard of.
 */
final class EntityCache {
    /** An entity in memory takes as much beside its events as this many of them. */
    private static final int OVERHEAD = 1;

    /** A dormant entity takes less memory than so many events. */
    private static final int LIGHTER_THAN_EVENTS = 4;

    private final EventCache room;
    private final LinkedHashMap<String, History> histories = new LinkedHashMap<>(16, 0.75f, true);

    /** The one that was heard of last at the end. None of them is among the histories. */
    private final LinkedHashMap<String, Dormant> dormant = new LinkedHashMap<>(16, 0.75f, true);

    /** How much all histories hold, in events. */
    private long events;

    /**
     * Nobody yet.
     *
     * @param room what all partitions of the process hold together
     */
    EntityCache(EventCache room) {
        this.room = room;
    }

    /** An entity where it is in memory. */
    @Nullable History history(String entity) {
        return histories.get(entity);
    }

    /** An entity that was in memory. Of one whose rule changed, nothing is known. */
    @SuppressWarnings("ReferenceEquality") // It is the very rule or another.
    @Nullable Dormant dormant(EntityKey key) {
        Dormant entity = dormant.get(key.id());
        return entity != null && entity.rule() == key.rule() ? entity : null;
    }

    void put(EntityKey key, Dormant entity) {
        dormant.put(key.id(), entity);
    }

    /** An entity where it was last, or where the store has it. */
    History take(String entity, Supplier<History> stored) {
        History known = histories.get(entity);
        if (known != null) {
            return known;
        }
        History history = stored.get();
        histories.put(entity, history);
        events += history.size() + OVERHEAD;
        Dormant before = dormant.remove(entity);
        if (before != null) {
            history.noted = before.noted();
        }
        return history;
    }

    /** Lets an entity take in or let go of events. */
    void change(History history, Consumer<History> work) {
        int before = history.size();
        try {
            work.accept(history);
        } finally {
            events += history.size() - before;
        }
    }

    /** Whether it is known that the census noted an entity at this arrival time or later. */
    boolean isNotedSince(String entity, long time) {
        History history = histories.get(entity);
        if (history != null) {
            return history.noted >= time;
        }
        Dormant asleep = dormant.get(entity);
        return asleep != null && asleep.noted() >= time;
    }

    /** The census has noted it as of this arrival time. */
    void noted(String entity, long time) {
        History history = histories.get(entity);
        if (history != null) {
            history.noted = time;
            return;
        }
        dormant.computeIfPresent(entity, (_, asleep) -> asleep.notedAt(time));
    }

    /** The store no longer has this entity, or it must be taken up from there anew. */
    void forget(String entity) {
        dormant.remove(entity);
        History history = histories.remove(entity);
        if (history != null) {
            events -= history.size() + OVERHEAD;
        }
    }

    /** Forgets the entities of rules that are not as they were. */
    void retain(Predicate<CompiledRule> holds) {
        dormant.values().removeIf(each -> !holds.test(each.rule()));
        histories
                .values()
                .removeIf(
                        each -> {
                            if (holds.test(each.rule())) {
                                return false;
                            }
                            events -= each.size() + OVERHEAD;
                            return true;
                        });
    }

    /** Lets those go that were silent longest, until there is room, and whoever comes after this one never. */
    void evictBeyondRoom(EntityKey current) {
        Iterator<Map.Entry<String, History>> eldest = histories.entrySet().iterator();
        while (events > room.share() && eldest.hasNext()) {
            Map.Entry<String, History> entry = eldest.next();
            if (entry.getKey().equals(current.id())) {
                return;
            }
            events -= entry.getValue().size() + OVERHEAD;
            eldest.remove();
            entry.getValue().dormant().ifPresent(each -> dormant.put(entry.getKey(), each));
        }
        while (dormant.size() > room.share() / LIGHTER_THAN_EVENTS) {
            dormant.pollFirstEntry();
        }
    }

    void clear() {
        histories.clear();
        dormant.clear();
        events = 0;
    }
}
