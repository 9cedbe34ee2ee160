package io.tripline.correlation.state;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Which entities of a rule are kept, when each was last heard of, and until when it is kept; as durable as their events. What
 * is kept of an entity that is not in it is found by nobody who lets go.
 */
public interface Census {
    /**
     * How long a census may think that an entity is silent that is not, in milliseconds: to note each sign of life would cost
     * a write an event.
     */
    long MOST_BEHIND = Duration.ofHours(6).toMillis();

    /** The same for a rule that has more than half of the entities that it may, so that it is soon asked who leaves. */
    long MOST_BEHIND_IF_FULL = Duration.ofHours(1).toMillis();

    /**
     * Where nobody says how long an entity's rule remembers: a profile's 91 days, twice the longest lateness and the longest
     * window, and some days more.
     */
    Duration LONGEST = Duration.ofDays(120);

    /**
     * What a census has of an entity that was heard of.
     *
     * @param at when it was last noted, in arrival time; as long as it may be behind, it need not be told again
     * @param entities how many the rule has with this one, if it is new; else 0
     */
    record Noted(long at, long entities) {}

    /** How long it may be behind for a rule as it is now, in milliseconds. */
    default long mostBehind(String rule) {
        return MOST_BEHIND_IF_FULL;
    }

    /**
     * Notes that an entity was heard of.
     *
     * @param rule the rule's id
     * @param entity the id of its {@link EntityKey}
     * @param now in arrival time
     * @param kept how long it is to be kept if nothing more is heard of it
     */
    Noted heard(String rule, String entity, long now, Duration kept);

    /** Whether it has this entity of a rule. */
    boolean has(String rule, String entity);

    /** Takes out the entities of a rule that were silent longest, and what is kept of them: about so many. Their ids. */
    List<String> takeEldest(String rule, long count);

    /** A census in memory, of a replay: it reads its input once, and holds all of it anyway. */
    static Census inMemory(EntityStore store) {
        return new InMemory(store);
    }

    /** The census of an offline replay. */
    final class InMemory implements Census {
        private final EntityStore store;
        private final Map<String, Map<String, Long>> heard = new HashMap<>();

        private InMemory(EntityStore store) {
            this.store = store;
        }

        @Override
        public Noted heard(String rule, String entity, long now, Duration kept) {
            Map<String, Long> entities = heard.computeIfAbsent(rule, _ -> new HashMap<>());
            return new Noted(now, entities.put(entity, now) == null ? entities.size() : 0);
        }

        @Override
        public boolean has(String rule, String entity) {
            return heard.getOrDefault(rule, Map.of()).containsKey(entity);
        }

        @Override
        public List<String> takeEldest(String rule, long count) {
            Map<String, Long> entities = heard.getOrDefault(rule, Map.of());
            List<String> eldest =
                    entities.entrySet().stream()
                            .sorted(Map.Entry.comparingByValue())
                            .limit(count)
                            .map(Map.Entry::getKey)
                            .toList();
            eldest.forEach(entities::remove);
            eldest.forEach(store::forget);
            return eldest;
        }
    }
}
