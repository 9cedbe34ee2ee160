package io.tripline.correlation.engine;

import java.util.Map;

/** What is remembered of an event's entity, as EPL sees it: {@code seen.first('new_host')}. */
public final class SeenFacts {
    /** At the first stage nothing is remembered. */
    static final SeenFacts NONE = new SeenFacts(Map.of());

    private final Map<String, Boolean> first;

    SeenFacts(Map<String, Boolean> first) {
        this.first = first;
    }

    /** Whether the event is the entity's first with its value of the named field. */
    public Boolean getFirst(String name) {
        return first.getOrDefault(name, false);
    }
}
