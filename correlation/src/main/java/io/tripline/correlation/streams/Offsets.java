package io.tripline.correlation.streams;

import java.time.Instant;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.common.TopicPartition;

/** How far topics have been written, and groups have come in them. */
interface Offsets {
    /** What the next record of each partition will have. */
    Map<TopicPartition, Long> ends(Collection<String> topics);

    /** The latest time of a record in these topics; empty if they hold none. */
    Optional<Instant> newest(Collection<String> topics);

    /** Of each of these partitions: what the group will do next, or what there is first if it has done nothing yet. */
    Map<TopicPartition, Long> done(String group, Collection<TopicPartition> partitions);
}
