package io.tripline.deploy.ledger;

import io.tripline.deploy.topics.PatientPoll;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetAndTimestamp;
import org.apache.kafka.common.TopicPartition;

/** Reads topics from a time on, up to what is on them now, a partition at a time. */
final class TopicScan {
    private final Consumer<byte[], byte[]> consumer;

    TopicScan(Consumer<byte[], byte[]> consumer) {
        this.consumer = consumer;
    }

    interface Reader {
        void read(ConsumerRecord<byte[], byte[]> record);
    }

    /** All records of a topic from then on. */
    void all(String topic, Instant time, Reader reader) {
        Map<TopicPartition, Long> from = from(List.of(topic), time);
        Map<TopicPartition, Long> ends = consumer.endOffsets(from.keySet());
        from.forEach(
                (partition, offset) ->
                        read(partition, offset, ends.getOrDefault(partition, 0L), reader));
    }

    /** The offset of each partition's first record from then on, or its end. */
    Map<TopicPartition, Long> from(Collection<String> topics, Instant time) {
        List<TopicPartition> partitions =
                topics.stream()
                        .flatMap(topic -> consumer.partitionsFor(topic).stream())
                        .map(each -> new TopicPartition(each.topic(), each.partition()))
                        .toList();
        Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
        Map<TopicPartition, OffsetAndTimestamp> found =
                consumer.offsetsForTimes(
                        partitions.stream()
                                .collect(Collectors.toMap(each -> each, _ -> time.toEpochMilli())));
        return partitions.stream()
                .collect(
                        Collectors.toMap(
                                each -> each,
                                each -> {
                                    OffsetAndTimestamp at = found.get(each);
                                    return at == null ? ends.getOrDefault(each, 0L) : at.offset();
                                }));
    }

    /** The records of a partition from an offset on and before another. */
    void read(TopicPartition partition, long from, long to, Reader reader) {
        if (from >= to) {
            return;
        }
        consumer.assign(List.of(partition));
        consumer.seek(partition, from);
        PatientPoll poll = new PatientPoll(consumer);
        while (consumer.position(partition) < to) {
            for (ConsumerRecord<byte[], byte[]> record : poll.next()) {
                if (record.offset() < to) {
                    reader.read(record);
                }
            }
        }
    }
}
