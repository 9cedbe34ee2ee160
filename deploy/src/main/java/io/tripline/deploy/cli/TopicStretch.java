package io.tripline.deploy.cli;

import io.tripline.deploy.topics.PatientPoll;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndTimestamp;
import org.apache.kafka.common.TopicPartition;

/**
 * The records of a topic that arrived within a stretch of time, of all partitions together in the order of their arrival. As
 * partitions are read at different paces, what one is ahead of the others waits, and it reads no further meanwhile.
 */
final class TopicStretch {
    /** More than a poll gives, so that a partition is seldom waited for. */
    private static final int MOST_WAITING = 2_000;

    private final KafkaConsumer<byte[], byte[]> consumer;
    private final Map<TopicPartition, Queue<ConsumerRecord<byte[], byte[]>>> waiting =
            new HashMap<>();
    private final Map<TopicPartition, Long> ends;

    TopicStretch(
            KafkaConsumer<byte[], byte[]> consumer, String topic, Instant from, Instant until) {
        this.consumer = consumer;
        List<TopicPartition> partitions =
                consumer.partitionsFor(topic).stream()
                        .map(part -> new TopicPartition(part.topic(), part.partition()))
                        .toList();
        consumer.assign(partitions);
        this.ends = new HashMap<>(consumer.endOffsets(partitions));
        offsets(partitions, until).forEach((part, offset) -> ends.merge(part, offset, Math::min));
        Map<TopicPartition, Long> begins = offsets(partitions, from);
        for (TopicPartition part : partitions) {
            waiting.put(part, new ArrayDeque<>());
            consumer.seek(part, begins.getOrDefault(part, ends.getOrDefault(part, 0L)));
        }
    }

    /** The first offset at or after a time, of the partitions that have one. */
    private Map<TopicPartition, Long> offsets(List<TopicPartition> partitions, Instant time) {
        Map<TopicPartition, Long> offsets = new HashMap<>();
        consumer.offsetsForTimes(
                        partitions.stream()
                                .collect(
                                        Collectors.toMap(
                                                part -> part, _ -> Math.max(0, millis(time)))))
                .forEach(
                        (part, found) ->
                                Optional.ofNullable(found)
                                        .map(OffsetAndTimestamp::offset)
                                        .ifPresent(offset -> offsets.put(part, offset)));
        return offsets;
    }

    private static long millis(Instant time) {
        return time.isAfter(Instant.ofEpochMilli(Long.MAX_VALUE / 2))
                ? Long.MAX_VALUE / 2
                : time.toEpochMilli();
    }

    void read(Consumer<ConsumerRecord<byte[], byte[]>> each) {
        PatientPoll poll = new PatientPoll(consumer);
        while (true) {
            while (ends.keySet().stream().allMatch(part -> isReadToItsEnd(part) || has(part))) {
                Optional<ConsumerRecord<byte[], byte[]>> next = earliest();
                if (next.isEmpty()) {
                    return;
                }
                each.accept(next.get());
            }
            consumer.pause(ends.keySet().stream().filter(this::isFarAhead).toList());
            consumer.resume(ends.keySet().stream().filter(part -> !isFarAhead(part)).toList());
            for (ConsumerRecord<byte[], byte[]> record : poll.next()) {
                TopicPartition part = new TopicPartition(record.topic(), record.partition());
                if (record.offset() < ends.getOrDefault(part, 0L)) {
                    waiting(part).add(record);
                }
            }
        }
    }

    private Optional<ConsumerRecord<byte[], byte[]>> earliest() {
        return waiting.values().stream()
                .filter(queue -> !queue.isEmpty())
                .min(
                        Comparator.comparingLong(
                                        (Queue<ConsumerRecord<byte[], byte[]>> queue) ->
                                                queue.element().timestamp())
                                .thenComparingInt(queue -> queue.element().partition()))
                .map(Queue::remove);
    }

    private boolean isFarAhead(TopicPartition part) {
        return isReadToItsEnd(part) || waiting(part).size() >= MOST_WAITING;
    }

    private boolean isReadToItsEnd(TopicPartition part) {
        return consumer.position(part) >= ends.getOrDefault(part, 0L);
    }

    private boolean has(TopicPartition part) {
        return !waiting(part).isEmpty();
    }

    private Queue<ConsumerRecord<byte[], byte[]>> waiting(TopicPartition part) {
        return waiting.computeIfAbsent(part, _ -> new ArrayDeque<>());
    }
}
