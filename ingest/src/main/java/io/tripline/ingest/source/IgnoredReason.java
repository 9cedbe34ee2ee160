package io.tripline.ingest.source;

import java.util.Locale;

/** Why a record that could be read is no event. The lower-case name is the metric's label. */
public enum IgnoredReason {
    /** Nothing but white space. */
    EMPTY,
    /** A null value, which deletes a key in a compacted topic. */
    TOMBSTONE,
    /** A comment or column header of a file format. */
    FILE_HEADER,
    /** The writer repeats or counts what it said before, e.g. "last message repeated 3 times". */
    REPETITION,
    /** The source's own housekeeping, e.g. a heartbeat. */
    HOUSEKEEPING;

    /** The lower-case name. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
