package io.tripline.contracts;

/** The names of Kafka record headers that Tripline reads or writes; every value is UTF-8 text. */
public final class RecordHeaders {
    /** Set by a shipper on a raw record: the name of the log source, which then is not guessed. */
    public static final String SOURCE = "tripline-source";

    /** Set by a shipper on a raw record: the zone of timestamps that name none, e.g. {@code Europe/Oslo}. */
    public static final String TIMEZONE = "tripline-timezone";

    /** On an event: {@link Family#label()}, so that the indexer need not open the document. */
    public static final String FAMILY = "tripline-family";

    /** On an event: the name of the log source that read it. On a dead letter: the same, if one claimed it. */
    public static final String EVENT_SOURCE = "tripline-event-source";

    /** On an event or a dead letter: {@link Origin#toString()} of the raw record. */
    public static final String ORIGIN = "tripline-origin";

    /** On a dead letter: the reason, a constant from an enum. */
    public static final String REASON = "tripline-reason";

    /** On a dead letter: what exactly was wrong, in one sentence without the record's content. */
    public static final String DETAIL = "tripline-detail";

    /** On a dead letter and on its re-injected copy: when the raw record first arrived, ISO 8601. */
    public static final String RECEIVED = "tripline-received";

    /** On a dead letter of ingest: which of the raw records in the one at its origin it holds, counted from 0. */
    public static final String PART = "tripline-part";

    /**
     * On a dead letter that holds only the beginning of what failed: how many bytes that had. The whole raw record is at its
     * origin; such a letter is for looking, not for sending again.
     */
    public static final String CUT = "tripline-cut";

    /**
     * On a dead letter's re-injected copy, and on its letter if it fails again: the first letter's origin and part. The
     * copy's event gets its id from it, so that a letter may be sent any number of times.
     */
    public static final String REPLAY_OF = "tripline-replay-of";

    private RecordHeaders() {}
}
