package io.tripline.correlation.engine;

import io.tripline.contracts.EcsEvent;
import java.time.Instant;
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
}
