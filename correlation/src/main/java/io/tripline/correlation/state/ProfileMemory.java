package io.tripline.correlation.state;

import java.util.Collections;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What an entity's profile knows of events no longer kept.
 *
 * @param of the field's dotted name; empty where an older version, which did not say, wrote it
 * @param values by the value's text in lower case
 */
public record ProfileMemory(String of, Map<String, Value> values) {
    public ProfileMemory {
        values = Map.copyOf(values);
    }

    /**
     * The sights of one value.
     *
     * @param last event time of the last sight, in milliseconds
     * @param days the sights by UTC day since the epoch; empty if the rule does not ask for them
     */
    public record Value(long last, SortedMap<Long, Day> days) {
        public Value {
            days = Collections.unmodifiableSortedMap(new TreeMap<>(days));
        }
    }

    /**
     * The sights of one value on one day.
     *
     * @param first event time of the first sight, in milliseconds
     */
    public record Day(long first, long count) {
        Day and(Day other) {
            return new Day(Math.min(first, other.first), count + other.count);
        }
    }
}
