package io.tripline.correlation.engine;

import java.util.BitSet;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * One output row of a rule's EPL.
 *
 * @param millis event time at which it came about: that of the event that completed it, or when its timer came due
 * @param columns the plain columns by name: strings, Long, Double, Boolean
 * @param events the events that columns hold, in order; of a long window those at its ends
 * @param uncovered which of the rule's exceptions do not cover one of its events, shown here or not, by their numbers
 */
public record Row(
        long millis, SortedMap<String, Object> columns, List<KeptEvent> events, BitSet uncovered) {
    public Row {
        columns = Collections.unmodifiableSortedMap(new TreeMap<>(columns));
        events = List.copyOf(events);
    }
}
