package io.tripline.ingest;

import io.tripline.contracts.EcsEvent;
import io.tripline.ingest.source.IgnoredReason;
import io.tripline.ingest.source.RejectedReason;
import java.util.Optional;

/** What became of one raw record. */
public sealed interface Outcome {
    /** The name of the log source that claimed the record, if one did. */
    Optional<String> source();

    /** The raw record is an event. */
    record Event(EcsEvent event, Optional<String> source) implements Outcome {}

    /** The raw record was read and holds no event. */
    record Ignored(IgnoredReason reason, Optional<String> source) implements Outcome {}

    /**
     * The raw record could not be read.
     *
     * @param detail what exactly was wrong, in one sentence without the record's content
     * @param letter the bytes to keep: the Kafka record's own, unless it carried several raw records; then this one's
     */
    @SuppressWarnings("ArrayRecordComponent") // Kafka's own array, passed on without a copy.
    record Rejected(RejectedReason reason, String detail, byte[] letter, Optional<String> source)
            implements Outcome {}
}
