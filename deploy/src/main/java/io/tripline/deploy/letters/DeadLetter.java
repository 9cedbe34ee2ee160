package io.tripline.deploy.letters;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.tripline.contracts.RecordHeaders;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;
import org.jspecify.annotations.Nullable;

/**
 * A record that could not be read, indexed or delivered, as it lies on the topic {@code dead-letters}.
 *
 * @param place {@code PARTITION-OFFSET} on the topic: what an operator names it by
 * @param origin where the record lay that failed; empty if the letter does not say
 * @param first what all letters share that came of one raw record sent again and again
 * @param family of the raw topic; only ingest's letters have it
 * @param named the log source that its shipper named
 * @param claimed the log source that read it
 * @param cut how many bytes the record had of which this holds the beginning only; empty if it holds all
 */
@SuppressWarnings("ArrayRecordComponent") // Kafka's own arrays, passed on without a copy.
public record DeadLetter(
        String place,
        String origin,
        String first,
        String reason,
        String detail,
        String received,
        Optional<String> family,
        Optional<String> named,
        Optional<String> claimed,
        Optional<String> timezone,
        Optional<String> replayOf,
        Optional<String> cut,
        byte @Nullable [] key,
        byte @Nullable [] value) {

    static DeadLetter of(ConsumerRecord<byte[], byte[]> record) {
        String place = record.partition() + "-" + record.offset();
        String origin = header(record, RecordHeaders.ORIGIN).orElse("");
        Optional<String> replayOf = header(record, RecordHeaders.REPLAY_OF);
        return new DeadLetter(
                place,
                origin,
                replayOf.orElseGet(
                        () ->
                                origin.isEmpty()
                                        ? "letter-" + place
                                        : origin
                                                + "#"
                                                // Letters of before have no part: each is its own.
                                                + header(record, RecordHeaders.PART)
                                                        .orElse("letter-" + place)),
                header(record, RecordHeaders.REASON).orElse(""),
                header(record, RecordHeaders.DETAIL).orElse(""),
                header(record, RecordHeaders.RECEIVED).orElse(""),
                header(record, RecordHeaders.FAMILY),
                header(record, RecordHeaders.SOURCE),
                header(record, RecordHeaders.EVENT_SOURCE),
                header(record, RecordHeaders.TIMEZONE),
                replayOf,
                header(record, RecordHeaders.CUT),
                record.key(),
                record.value());
    }

    /** The same without the record's bytes, for who keeps many. */
    public DeadLetter withoutBytes() {
        return new DeadLetter(
                place, origin, first, reason, detail, received, family, named, claimed, timezone,
                replayOf, cut, null, null);
    }

    /** The log source that read it, else the one it was said to be of; empty if neither is known. */
    public String source() {
        return claimed.or(() -> named).orElse("");
    }

    /** Stands for {@link #first}, where millions are held. */
    public long hash() {
        try {
            return ByteBuffer.wrap(
                            MessageDigest.getInstance("SHA-256").digest(first.getBytes(UTF_8)))
                    .getLong();
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java has SHA-256.", e);
        }
    }

    /** Whether ingest wrote it, so that its value is a raw record. */
    public boolean isRaw() {
        return family.isPresent();
    }

    private static Optional<String> header(ConsumerRecord<byte[], byte[]> record, String name) {
        Header header = record.headers().lastHeader(name);
        return header == null || header.value() == null
                ? Optional.empty()
                : Optional.of(new String(header.value(), UTF_8));
    }
}
