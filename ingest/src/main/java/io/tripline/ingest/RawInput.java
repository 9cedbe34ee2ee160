package io.tripline.ingest;

import io.tripline.contracts.Family;
import io.tripline.contracts.Origin;
import io.tripline.contracts.StableId;
import java.time.Instant;
import java.util.Optional;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/**
 * Bytes as they were shipped, and what is known beside them.
 *
 * @param value null for a tombstone
 * @param source the name of the log source, if the shipper says
 * @param timezone the zone of times that name none, if the shipper says
 * @param path the file it was read from, where no shipper says it in the record
 * @param received when it arrived
 * @param ids the event id for the raw record at each place in it, for sources that give none
 */
@SuppressWarnings("ArrayRecordComponent") // Kafka's own array, passed on without a copy.
public record RawInput(
        byte @Nullable [] value,
        Optional<String> source,
        Optional<String> timezone,
        Optional<String> path,
        Family family,
        Instant received,
        IntFunction<String> ids) {
    /** A record that came by a topic. */
    public RawInput(
            byte @Nullable [] value,
            Optional<String> source,
            Optional<String> timezone,
            Family family,
            Instant received,
            IntFunction<String> ids) {
        this(value, source, timezone, Optional.empty(), family, received, ids);
    }

    /** A record that says nothing about itself. */
    public static RawInput of(
            byte @Nullable [] value, Family family, Instant received, Origin origin) {
        return new RawInput(
                value,
                Optional.empty(),
                Optional.empty(),
                family,
                received,
                index -> StableId.ofOrigin(origin, index));
    }
}
