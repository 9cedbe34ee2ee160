package io.tripline.alerting.topics;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A record as it came from a topic, free of Kafka's types. Nobody changes the arrays.
 *
 * @param appended when the broker appended the raw record this one stems from
 * @param family the header of this name, or null
 * @param source the log source's header, or null
 * @param origin the raw record's origin from its header, or null
 * @param letter what a dead letter's headers say, or null on any other record
 */
@SuppressWarnings("ArrayRecordComponent") // Bytes pass through unread; they are never compared.
public record Received(
        String topic,
        int partition,
        long offset,
        byte @Nullable [] key,
        byte @Nullable [] value,
        Instant appended,
        @Nullable String family,
        @Nullable String source,
        @Nullable String origin,
        @Nullable Letter letter) {

    /**
     * Why a record is a dead letter.
     *
     * @param since when the raw record first arrived, as the header says; empty if it does not
     */
    public record Letter(String reason, String detail, String since) {}

    /** A record that is no dead letter. */
    public Received(
            String topic,
            int partition,
            long offset,
            byte @Nullable [] key,
            byte @Nullable [] value,
            Instant appended,
            @Nullable String family,
            @Nullable String source,
            @Nullable String origin) {
        this(topic, partition, offset, key, value, appended, family, source, origin, null);
    }

    /** The same without its key and bytes, for who waits with it and needs them no more. */
    public Received light() {
        return new Received(
                topic, partition, offset, null, null, appended, family, source, origin, letter);
    }

    /** Where the raw record lies, or, if no header says so, where this one lies. */
    public String originOrPlace() {
        return origin != null ? origin : topic + "-" + partition + "-" + offset;
    }

    /** Names the record by its place, never by its content. */
    @Override
    public String toString() {
        return "Received[" + topic + "-" + partition + "-" + offset + "]";
    }
}
