package io.tripline.correlation.engine;

import io.tripline.contracts.EcsEvent;
import io.tripline.contracts.EcsField;
import java.time.Instant;
import java.util.BitSet;
import java.util.Comparator;
import java.util.NavigableSet;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * An event that a stateful rule wants, as it is kept. Ordered by event time, and by id where times are equal, so that any
 * order of arrival gives one order of events. Which event it is, its id and the millisecond say: of two records of an event
 * one may say its time more exactly.
 */
public final class KeptEvent implements Comparable<KeptEvent> {
    /** By what tells events apart. */
    public static final Comparator<KeptEvent> IDENTITY =
            Comparator.comparingLong(KeptEvent::millis).thenComparing(KeptEvent::id);

    private static final int CHARACTERS_OF_ONE = 1_024;

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

    /** As what it counts; 0 until somebody asked. */
    private int weight;

    /** Which exceptions of which rule do not cover it; null until somebody asked. */
    private @Nullable CompiledRule excepting;

    private @Nullable BitSet uncovered;

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
        return place(Instant.ofEpochMilli(millis), "");
    }

    private static KeptEvent place(Instant time, String id) {
        return new KeptEvent(NONE, "", time, id);
    }

    /**
     * The record of this very event that is among these, or null. It costs a step or two in the tree, and as many more as there
     * are different times within the event's millisecond.
     */
    public @Nullable KeptEvent among(NavigableSet<KeptEvent> events) {
        if (events.isEmpty() || events.last().millis < millis) {
            return null;
        }
        KeptEvent same = events.floor(this);
        if (same != null && IDENTITY.compare(same, this) == 0) {
            return same;
        }
        KeptEvent each = events.ceiling(before(millis));
        while (each != null && each.millis == millis) {
            KeptEvent found = events.ceiling(place(each.time, id));
            if (found != null && IDENTITY.compare(found, this) == 0) {
                return found;
            }
            each = events.ceiling(place(each.time.plusNanos(1), ""));
        }
        return null;
    }

    /**
     * Which of a rule's exceptions do not cover it.
     *
     * @param compute what is asked once
     */
    BitSet uncovered(CompiledRule rule, Function<KeptEvent, BitSet> compute) {
        BitSet known = uncovered;
        if (known == null || excepting != rule) {
            known = compute.apply(this);
            uncovered = known;
            excepting = rule;
        }
        return known;
    }

    /** Whether of two records of an event this is the one that is shown, whichever was read first. */
    public boolean isShownInPlaceOf(KeptEvent other) {
        int byOrigin = origin.compareTo(other.origin);
        return byOrigin < 0 || (byOrigin == 0 && time.isBefore(other.time));
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

    /**
     * As how many events it counts where room for events is given out: one of more than 1,024 characters as one for each begun
     * 1,024, since whoever writes events chooses how long they are.
     */
    public int weight() {
        if (weight == 0) {
            weight = 1 + Math.max(0, event.textLength() - 1) / CHARACTERS_OF_ONE;
        }
        return weight;
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
