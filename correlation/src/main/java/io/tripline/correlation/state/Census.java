package io.tripline.correlation.state;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Which entities of a rule are kept, and when each was last heard of; as durable as their events. */
public interface Census {
    /**
     * How long a census may think that an entity is silent that is not, in milliseconds: to note each sign of life would cost
     * a write an event.
     */
    long MOST_BEHIND = Duration.ofHours(6).toMillis();

    /** The same for a rule that has more than half of the entities that it may, so that it is soon asked who leaves. */
    long MOST_BEHIND_IF_FULL = Duration.ofHours(1).toMillis();

    /**
     * Notes that an entity was heard of. How many the rule then has, if this one is new; else 0.
     *
     * @param now in arrival time
     */
    long heard(EntityKey key, long now);

    /** Takes out the entities of a rule that were silent longest, and what is kept of them: about so many. Their ids. */
    List<String> takeEldest(EntityKey anyOfRule, long count);

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
        public long heard(EntityKey key, long now) {
            Map<String, Long> entities =
                    heard.computeIfAbsent(key.rule().id(), _ -> new HashMap<>());
            return entities.put(key.id(), now) == null ? entities.size() : 0;
        }

        @Override
        public List<String> takeEldest(EntityKey anyOfRule, long count) {
            Map<String, Long> entities = heard.getOrDefault(anyOfRule.rule().id(), Map.of());
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
