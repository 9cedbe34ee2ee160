package io.tripline.deploy.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.tripline.contracts.EcsEvent;
import io.tripline.contracts.EcsField;
import io.tripline.contracts.EcsJson;
import io.tripline.contracts.MalformedEventException;
import io.tripline.contracts.RecordHeaders;
import io.tripline.contracts.Topics;
import io.tripline.deploy.topics.PatientPoll;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Header;

/** The hosts, devices and tenants that each log source's newest events are of, by a bounded look at the topic. */
final class NewestHosts {
    /** Of all partitions together. */
    static final long MOST_EVENTS = 20_000;

    private static final int MOST_SHOWN = 3;

    /** More hosts than anybody looks at; names may be made up by whoever can send. */
    private static final int MOST_KEPT = 1_000;

    /** The first that an event has says where it is from. */
    private static final List<EcsField> NAMES =
            List.of(
                    EcsField.HOST_NAME,
                    EcsField.OBSERVER_NAME,
                    EcsField.OBSERVER_HOSTNAME,
                    EcsField.LOG_SYSLOG_HOSTNAME,
                    EcsField.AGENT_NAME,
                    EcsField.OBSERVER_SERIAL_NUMBER,
                    EcsField.CLOUD_ACCOUNT_ID,
                    EcsField.ORGANIZATION_ID);

    /** Of each log source, its hosts, each with the time at which its newest event was written. */
    private final Map<String, Map<String, Long>> bySource = new HashMap<>();

    /** Reads the newest events that are on the topic now. */
    static NewestHosts of(KafkaAccess kafka) {
        NewestHosts hosts = new NewestHosts();
        try (KafkaConsumer<byte[], byte[]> consumer = kafka.consumer()) {
            List<TopicPartition> partitions =
                    consumer.partitionsFor(Topics.EVENTS).stream()
                            .map(each -> new TopicPartition(each.topic(), each.partition()))
                            .toList();
            consumer.assign(partitions);
            Map<TopicPartition, Long> begins = consumer.beginningOffsets(partitions);
            Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
            long each = MOST_EVENTS / Math.max(1, partitions.size());
            for (TopicPartition part : partitions) {
                consumer.seek(
                        part,
                        Math.max(
                                begins.getOrDefault(part, 0L), ends.getOrDefault(part, 0L) - each));
            }
            PatientPoll poll = new PatientPoll(consumer);
            while (partitions.stream()
                    .anyMatch(part -> consumer.position(part) < ends.getOrDefault(part, 0L))) {
                poll.next().forEach(hosts::add);
            }
        }
        return hosts;
    }

    void add(ConsumerRecord<byte[], byte[]> record) {
        Header source = record.headers().lastHeader(RecordHeaders.EVENT_SOURCE);
        if (source == null || source.value() == null || record.value() == null) {
            return;
        }
        try {
            EcsEvent event = EcsJson.read(record.value());
            NAMES.stream()
                    .map(event::value)
                    .filter(Objects::nonNull)
                    .findFirst()
                    .ifPresent(
                            name ->
                                    add(
                                            new String(source.value(), UTF_8),
                                            String.valueOf(name),
                                            record.timestamp()));
        } catch (MalformedEventException e) {
            // Whoever writes to the topic without ingest is nobody's log source.
        }
    }

    private void add(String source, String name, long time) {
        Map<String, Long> hosts = bySource.computeIfAbsent(source, _ -> new HashMap<>());
        if (hosts.size() < MOST_KEPT || hosts.containsKey(name)) {
            hosts.merge(name, time, Math::max);
        }
    }

    /** The hosts of a source in a few words, the newest first: {@code web-1, web-2, db-1 and 4 more}. */
    String of(String source) {
        Map<String, Long> hosts = bySource.getOrDefault(source, Map.of());
        if (hosts.isEmpty()) {
            return "-";
        }
        String newest =
                hosts.entrySet().stream()
                        .sorted(
                                Map.Entry.<String, Long>comparingByValue(Comparator.reverseOrder())
                                        .thenComparing(Map.Entry.comparingByKey()))
                        .limit(MOST_SHOWN)
                        .map(Map.Entry::getKey)
                        .collect(Collectors.joining(", "));
        return hosts.size() > MOST_SHOWN
                ? newest + " and " + (hosts.size() - MOST_SHOWN) + " more"
                : newest;
    }
}
