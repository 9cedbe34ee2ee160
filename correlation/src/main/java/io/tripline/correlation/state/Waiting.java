package io.tripline.correlation.state;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Entities whose events are only stored for now, because their rule failed or was too slow, or as it is not their turn. They
 * stand in the agenda; what is known here is only that, so a restart may forget it.
 */
final class Waiting {
    /** Beyond that the one that waits longest is evaluated with its next event, as if it did not wait. */
    private static final int MOST = 10_000;

    /** Entities of which it is remembered that they only wait for their turn; what is due of others is due by time. */
    private static final int MOST_POSTPONED = 10_000;

    /** Entities of which it is remembered that they took too long; 100 bytes each. */
    private static final int MOST_HALVED = 100_000;

    private final int most;
    private final Map<String, Integer> stored =
            new LinkedHashMap<>() {
                @Override
                protected boolean removeEldestEntry(Map.Entry<String, Integer> eldest) {
                    return size() > MOST;
                }
            };

    /** In the order in which they are evaluated. */
    private final LinkedHashMap<String, Postponed> postponed = new LinkedHashMap<>();

    private final Map<String, Integer> halved = new HashMap<>();

    /**
     * Nobody waits.
     *
     * @param most how many events may be stored for one while it waits
     */
    Waiting(int most) {
        this.most = most;
    }

    /** Lets an entity wait; whether it did not yet. */
    boolean add(String entity) {
        return stored.putIfAbsent(entity, 0) == null;
    }

    /** Lets an entity that was added wait for its turn only. */
    void postpone(Postponed entity) {
        if (postponed.size() < MOST_POSTPONED) {
            postponed.put(entity.key().id(), entity);
        }
    }

    boolean hasPostponed() {
        return !postponed.isEmpty();
    }

    /** Whose turn it is, which waits no longer. */
    Optional<Postponed> next() {
        Map.Entry<String, Postponed> first = postponed.pollFirstEntry();
        if (first == null) {
            return Optional.empty();
        }
        stored.remove(first.getKey());
        return Optional.of(first.getValue());
    }

    /** Whether a further event of the entity is only stored. When they are too many, they must be evaluated to bound them. */
    boolean takes(String entity, int weight, long arrived) {
        Integer count = stored.computeIfPresent(entity, (_, before) -> before + weight);
        if (count == null || count > most) {
            remove(entity);
            return false;
        }
        postponed.computeIfPresent(entity, (_, each) -> each.with(arrived));
        return true;
    }

    /** It waits no longer, for whatever it did. */
    void remove(String entity) {
        stored.remove(entity);
        postponed.remove(entity);
    }

    /** How heavy an entity that took too long may be when it is taken up next. */
    void halve(String entity, int weight) {
        if (halved.size() >= MOST_HALVED) {
            halved.clear();
        }
        halved.put(entity, Math.max(1, weight / 2));
    }

    /** The same, which is then done. */
    Optional<Integer> takeHalved(String entity) {
        return Optional.ofNullable(halved.remove(entity));
    }

    void clear() {
        stored.clear();
        postponed.clear();
        halved.clear();
    }
}
