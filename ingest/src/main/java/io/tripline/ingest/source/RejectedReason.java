package io.tripline.ingest.source;

import java.util.Locale;

/** Why a record became a dead letter. The lower-case name is the header's value and the metric's label. */
public enum RejectedReason {
    /** Longer than the configured bound, or JSON of more values or a longer text than is read. */
    TOO_LARGE,
    NOT_UTF8,
    /** Nothing but NUL characters, as a file has where a crash left a hole in it. */
    NO_TEXT,
    /** It starts as JSON but is not well-formed: truncated, a key twice, beyond the bounds of depth, names or digits. */
    MALFORMED_JSON,
    /** It starts as XML but is not well-formed, or has a document type or entities, which are refused. */
    MALFORMED_XML,
    /** No source claims it. */
    UNKNOWN_SOURCE,
    /** The source it names (header or mapping) does not exist. */
    UNKNOWN_SOURCE_NAME,
    /** The source cannot do without this field. */
    MISSING_FIELD,
    /** A field's value is of the wrong type or form. */
    INVALID_FIELD,
    /** The time is missing, no time, or too far from the time of arrival to be one. */
    INVALID_TIMESTAMP,
    /** A line that claims to be of the source but has none of its forms. */
    UNPARSABLE_LINE,
    /** Our own mistake: a source threw. The record is kept, so that it can be replayed after a fix. */
    INTERNAL_ERROR;

    /** The lower-case name. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
