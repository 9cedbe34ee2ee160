package io.tripline.correlation.state;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Entities whose events are only stored for now, because their rule failed or was too slow. They stand in the agenda; what
 * is known here is only that, so a restart may forget it.
 */
final class Waiting {
    /** Beyond that the one that waits longest is evaluated with its next event, as if it did not wait. */
    private static final int MOST = 10_000;

    private final int most;
    private final Map<String, Integer> stored =
            new LinkedHashMap<>() {
                @Override
                protected boolean removeEldestEntry(Map.Entry<String, Integer> eldest) {
                    return size() > MOST;
                }
            };

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

    /** Whether a further event of the entity is only stored. When they are too many, they must be evaluated to bound them. */
    boolean takes(String entity, int weight) {
        Integer count = stored.computeIfPresent(entity, (_, before) -> before + weight);
        if (count != null && count > most) {
            stored.remove(entity);
            return false;
        }
        return count != null;
    }

    void clear() {
        stored.clear();
    }

    void remove(String entity) {
        stored.remove(entity);
    }
}
