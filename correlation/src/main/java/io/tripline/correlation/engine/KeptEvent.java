package io.tripline.correlation.engine;

import io.tripline.contracts.EcsEvent;
import io.tripline.contracts.EcsField;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * An event that a stateful rule wants, as it is kept. Ordered by event time, and by id where times are equal, so that any
 * order of arrival gives one order of events.
 */
public final class KeptEvent implements Comparable<KeptEvent> {
    private static final EcsEvent NONE =
            EcsEvent.builder()
                    .set(EcsField.TIMESTAMP, Instant.EPOCH)
                    .set(EcsField.EVENT_ID, "none")
                    .set(EcsField.EVENT_KIND, "event")
                    .build();

    private final EcsEvent event;
    private String origin;

    /** What it is compared by, a hundred times in its life. */
    private final Instant time;

    private final long millis;
    private final String id;

    /**
     * An event.
     *
     * @param origin where its raw record lies; empty offline
     */
    public KeptEvent(EcsEvent event, String origin) {
        this(event, origin, event.timestamp(), event.id());
    }

    private KeptEvent(EcsEvent event, String origin, Instant time, String id) {
        this.event = event;
        this.origin = origin;
        this.time = time;
        this.millis = time.toEpochMilli();
        this.id = id;
    }

    /** A place in the order, before all events of this time; no event. */
    public static KeptEvent before(long millis) {
        return new KeptEvent(NONE, "", Instant.ofEpochMilli(millis), "");
    }

    public EcsEvent event() {
        return event;
    }

    /** Where its raw record lies; empty offline. */
    public String origin() {
        return origin;
    }

    /** Another record of this event is the one that is shown, wherever the event stands by now. */
    public void showAt(String otherOrigin) {
        origin = otherOrigin;
    }

    public String id() {
        return id;
    }

    /** Event time in milliseconds since the epoch, as the engine's clock counts. */
    public long millis() {
        return millis;
    }

    @Override
    public int compareTo(KeptEvent other) {
        int byMillis = Long.compare(millis, other.millis);
        int byTime = byMillis != 0 ? byMillis : time.compareTo(other.time);
        return byTime != 0 ? byTime : id.compareTo(other.id);
    }

    /** The same place in the order means the same event. */
    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof KeptEvent that && compareTo(that) == 0;
    }

    @Override
    public int hashCode() {
        return id.hashCode();
    }

    @Override
    public String toString() {
        return time + " " + id;
    }
}
