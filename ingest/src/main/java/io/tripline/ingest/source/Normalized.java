package io.tripline.ingest.source;

import io.tripline.contracts.EcsEvent;

/** What a log source makes of one raw record. */
public sealed interface Normalized {
    /** An event, but for the fields that the caller fills for all sources. */
    record Parsed(EcsEvent.Builder event) implements Normalized {}

    /** A record that is read but holds no event worth keeping, e.g. a repeated header line. */
    record Ignored(IgnoredReason reason) implements Normalized {}

    /**
     * A record that could not be read: a dead letter.
     *
     * @param detail what exactly was wrong, in one sentence without the record's content
     */
    record Rejected(RejectedReason reason, String detail) implements Normalized {}
}
