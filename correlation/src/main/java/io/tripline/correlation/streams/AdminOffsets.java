package io.tripline.correlation.streams;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;

/** Asks the brokers. */
final class AdminOffsets implements Offsets {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final Admin admin;

    AdminOffsets(Admin admin) {
        this.admin = admin;
    }

    @Override
    public Map<TopicPartition, Long> ends(Collection<String> topics) {
        return list(partitions(topics), OffsetSpec.latest());
    }

    @Override
    public Optional<Instant> newest(Collection<String> topics) {
        Map<TopicPartition, OffsetSpec> wanted = new HashMap<>();
        partitions(topics).forEach(each -> wanted.put(each, OffsetSpec.maxTimestamp()));
        return await(admin.listOffsets(wanted).all()).values().stream()
                .map(ListOffsetsResultInfo::timestamp)
                .filter(each -> each >= 0)
                .max(Comparator.naturalOrder())
                .map(Instant::ofEpochMilli);
    }

    private List<TopicPartition> partitions(Collection<String> topics) {
        List<TopicPartition> partitions = new ArrayList<>();
        await(admin.describeTopics(topics).allTopicNames())
                .forEach(
                        (topic, description) ->
                                description
                                        .partitions()
                                        .forEach(
                                                each ->
                                                        partitions.add(
                                                                new TopicPartition(
                                                                        topic, each.partition()))));
        return partitions;
    }

    @Override
    public Map<TopicPartition, Long> done(String group, Collection<TopicPartition> partitions) {
        Map<TopicPartition, OffsetAndMetadata> committed =
                await(admin.listConsumerGroupOffsets(group).partitionsToOffsetAndMetadata());
        Map<TopicPartition, Long> done = new HashMap<>();
        List<TopicPartition> untouched = new ArrayList<>();
        for (TopicPartition each : partitions) {
            OffsetAndMetadata offset = committed.get(each);
            if (offset == null) {
                untouched.add(each);
            } else {
                done.put(each, offset.offset());
            }
        }
        if (!untouched.isEmpty()) {
            done.putAll(list(untouched, OffsetSpec.earliest()));
        }
        return done;
    }

    private Map<TopicPartition, Long> list(Collection<TopicPartition> partitions, OffsetSpec spec) {
        Map<TopicPartition, OffsetSpec> wanted = new HashMap<>();
        partitions.forEach(each -> wanted.put(each, spec));
        Map<TopicPartition, Long> offsets = new HashMap<>();
        await(admin.listOffsets(wanted).all())
                .forEach((partition, result) -> offsets.put(partition, result.offset()));
        return offsets;
    }

    static <T> T await(KafkaFuture<T> future) {
        try {
            return future.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            throw new InterruptException(e);
        } catch (ExecutionException | TimeoutException e) {
            throw new KafkaException("Kafka does not answer, or refuses.", e);
        }
    }
}
