package io.tripline.ingest.envelope;

import com.fasterxml.jackson.databind.JsonNode;
import io.tripline.ingest.source.RawRecord.Shipped;
import io.tripline.ingest.source.RejectedReason;
import java.time.ZoneId;
import java.util.Optional;

/** One of the raw records that a Kafka record carries. */
public sealed interface Part {
    /** The part as it came, envelope included: what becomes a dead letter if nothing can read it. */
    String whole();

    /**
     * A record without its envelope.
     *
     * @param text what the log source wrote
     * @param json the same, parsed, if it is a JSON object
     * @param zone of times that name none, if the shipper says
     */
    record Content(
            String whole,
            String text,
            Optional<JsonNode> json,
            Shipped shipped,
            Optional<ZoneId> zone)
            implements Part {}

    /** Nothing but white space. */
    record Blank(String whole) implements Part {}

    /** A part that cannot be read. The detail says why, without the content. */
    record Broken(String whole, RejectedReason reason, String detail) implements Part {}
}
