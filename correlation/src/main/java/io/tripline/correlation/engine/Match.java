package io.tripline.correlation.engine;

import io.tripline.contracts.EcsEvent;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;

/**
 * One row of a rule's statement.
 *
 * @param time the event time at which it came out
 * @param events the events in its columns, in the order of time and id
 * @param columns its columns that are plain values
 */
public record Match(Instant time, List<EcsEvent> events, SortedMap<String, Object> columns) {
    public Match {
        events = List.copyOf(events);
    }

    /**
     * The same with its first event and its last ones, this many. That loses nothing of an alert that shows as many: the
     * last events of several matches together are among the last ones of each.
     */
    public Match bounded(int last) {
        if (events.size() <= last + 1) {
            return this;
        }
        List<EcsEvent> some = new ArrayList<>();
        some.add(events.getFirst());
        some.addAll(events.subList(events.size() - last, events.size()));
        return new Match(time, some, columns);
    }
}
