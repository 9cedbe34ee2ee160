package io.tripline.correlation.engine;

import io.tripline.contracts.EcsEvent;

/**
 * An event that a stateful rule wants, as it is kept. Ordered by event time, and by id where times are equal, so that any
 * order of arrival gives one order of events.
 *
 * @param origin where its raw record lies; empty offline
 */
public record KeptEvent(EcsEvent event, String origin) implements Comparable<KeptEvent> {
    public String id() {
        return event.id();
    }

    /** Event time in milliseconds since the epoch, as the engine's clock counts. */
    public long millis() {
        return event.timestamp().toEpochMilli();
    }

    @Override
    public int compareTo(KeptEvent other) {
        int byTime = event.timestamp().compareTo(other.event.timestamp());
        return byTime != 0 ? byTime : id().compareTo(other.id());
    }

    /** The same place in the order means the same event. */
    @Override
    public boolean equals(Object other) {
        return other instanceof KeptEvent that && compareTo(that) == 0;
    }

    @Override
    public int hashCode() {
        return id().hashCode();
    }
}
