package io.tripline.correlation.streams;

import java.util.Collection;
import java.util.Map;
import org.apache.kafka.common.TopicPartition;

/** How far topics have been written, and groups have come in them. */
interface Offsets {
    /** What the next record of each partition will have. */
    Map<TopicPartition, Long> ends(Collection<String> topics);

    /** Of each of these partitions: what the group will do next, or what there is first if it has done nothing yet. */
    Map<TopicPartition, Long> done(String group, Collection<TopicPartition> partitions);
}
