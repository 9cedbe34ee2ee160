package io.tripline.deploy.letters;

import io.tripline.contracts.Topics;
import io.tripline.deploy.topics.PatientPoll;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;

/** The topic of dead letters, read without a consumer group: looking changes nothing. */
public final class DeadLetterBox {
    private final org.apache.kafka.clients.consumer.Consumer<byte[], byte[]> consumer;
    private final List<TopicPartition> partitions;

    /** The box behind this consumer, which stays its owner's. */
    public DeadLetterBox(org.apache.kafka.clients.consumer.Consumer<byte[], byte[]> consumer) {
        this.consumer = consumer;
        this.partitions =
                consumer.partitionsFor(Topics.DEAD_LETTERS).stream()
                        .map(each -> new TopicPartition(each.topic(), each.partition()))
                        .toList();
    }

    /** Shows all letters that are there now, partition by partition, oldest first; what comes meanwhile is left out. */
    public void read(Consumer<DeadLetter> reader) {
        Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
        for (TopicPartition partition : partitions) {
            long end = ends.getOrDefault(partition, 0L);
            consumer.assign(List.of(partition));
            consumer.seekToBeginning(List.of(partition));
            PatientPoll poll = new PatientPoll(consumer);
            while (consumer.position(partition) < end) {
                for (ConsumerRecord<byte[], byte[]> record : poll.next()) {
                    if (record.offset() < end) {
                        reader.accept(DeadLetter.of(record));
                    }
                }
            }
        }
    }

    /** The letter at this place, {@code PARTITION-OFFSET}; empty if there is none. */
    public Optional<DeadLetter> at(String place) {
        int dash = place.indexOf('-');
        try {
            TopicPartition partition =
                    new TopicPartition(
                            Topics.DEAD_LETTERS,
                            Integer.parseInt(place.substring(0, Math.max(dash, 0))));
            long offset = Long.parseLong(place.substring(dash + 1));
            if (!partitions.contains(partition)
                    || offset < 0
                    || offset >= consumer.endOffsets(List.of(partition)).getOrDefault(partition, 0L)
                    || offset
                            < consumer.beginningOffsets(List.of(partition))
                                    .getOrDefault(partition, 0L)) {
                return Optional.empty();
            }
            consumer.assign(List.of(partition));
            consumer.seek(partition, offset);
            PatientPoll poll = new PatientPoll(consumer);
            while (consumer.position(partition) <= offset) {
                for (ConsumerRecord<byte[], byte[]> record : poll.next()) {
                    // Where a transaction was aborted, the next record stands at a later place.
                    return record.offset() == offset
                            ? Optional.of(DeadLetter.of(record))
                            : Optional.empty();
                }
            }
            return Optional.empty();
        } catch (NumberFormatException e) {
            return Optional.empty();
        }
    }
}
