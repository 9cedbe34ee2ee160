package io.tripline.ingest.source;

import com.fasterxml.jackson.databind.JsonNode;
import io.tripline.contracts.Family;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Optional;

/**
 * One raw record, unwrapped: what the log source wrote, without what a shipper put around it. It is bounded in size,
 * valid UTF-8, and parsed once if it is JSON.
 *
 * @param text the record as text; for a record that came as JSON, its JSON text
 * @param json the parsed record, if it is a JSON object
 * @param family of the raw topic it came by
 * @param received when it arrived in Kafka: what a missing year or an absurd date is judged by
 * @param zone of times that name none
 * @param shipped what the shipper said about it
 */
public record RawRecord(
        String text,
        Optional<JsonNode> json,
        Family family,
        Instant received,
        ZoneId zone,
        Shipped shipped) {

    /**
     * What a shipper says about a record beside its content. All parts may be missing.
     *
     * @param host the host the record comes from
     * @param path the file it was read from
     * @param program the syslog program name, where the shipper took the syslog header off
     * @param processId the syslog process id, likewise
     * @param timestamp the syslog header's time, likewise
     * @param created when the shipper read it
     */
    public record Shipped(
            Optional<String> host,
            Optional<String> path,
            Optional<String> program,
            Optional<Long> processId,
            Optional<Instant> timestamp,
            Optional<Instant> created) {
        /** A record that came as it is. */
        public static final Shipped BARE =
                new Shipped(
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty());
    }
}
