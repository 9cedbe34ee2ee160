package io.tripline.deploy.stack;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ConsumerGroupDescription;
import org.apache.kafka.clients.admin.GroupListing;
import org.apache.kafka.clients.admin.ListGroupsOptions;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.TopicPartition;

/**
 * How far the services' consumer groups are behind.
 *
 * @param byGroup records not yet processed, by group
 * @param topics the topics that some group reads
 */
public record Lag(SortedMap<String, Long> byGroup, Set<String> topics) {
    private static final String OURS = "tripline-";

    /** Asks Kafka. */
    public static Lag ask(Admin admin) throws InterruptedException, ExecutionException {
        List<String> groups =
                admin.listGroups(ListGroupsOptions.forConsumerGroups()).all().get().stream()
                        .map(GroupListing::groupId)
                        .filter(each -> each.startsWith(OURS))
                        .toList();
        SortedMap<String, Long> byGroup = new TreeMap<>();
        Set<String> topics = new TreeSet<>();
        Map<String, ConsumerGroupDescription> described =
                admin.describeConsumerGroups(groups).all().get();
        for (Map.Entry<String, ConsumerGroupDescription> each : described.entrySet()) {
            Map<TopicPartition, Long> done = committed(admin, each.getKey());
            Set<TopicPartition> read = assigned(each.getValue());
            read.addAll(done.keySet());
            read.forEach(partition -> topics.add(partition.topic()));
            byGroup.put(each.getKey(), behind(admin, read, done));
        }
        return new Lag(byGroup, topics);
    }

    /** Records not yet processed, all groups together. */
    public long total() {
        return byGroup.values().stream().mapToLong(Long::longValue).sum();
    }

    private static Map<TopicPartition, Long> committed(Admin admin, String group)
            throws InterruptedException, ExecutionException {
        Map<TopicPartition, Long> offsets = new HashMap<>();
        admin.listConsumerGroupOffsets(group)
                .partitionsToOffsetAndMetadata()
                .get()
                .forEach(
                        (partition, offset) -> {
                            if (offset != null) {
                                offsets.put(partition, offset.offset());
                            }
                        });
        return offsets;
    }

    private static Set<TopicPartition> assigned(ConsumerGroupDescription group) {
        return group.members().stream()
                .flatMap(each -> each.assignment().topicPartitions().stream())
                .collect(Collectors.toCollection(java.util.HashSet::new));
    }

    private static long behind(
            Admin admin, Set<TopicPartition> read, Map<TopicPartition, Long> done)
            throws InterruptedException, ExecutionException {
        var ends =
                admin.listOffsets(
                                read.stream()
                                        .collect(
                                                Collectors.toMap(
                                                        each -> each, each -> OffsetSpec.latest())))
                        .all()
                        .get();
        var starts =
                admin.listOffsets(
                                read.stream()
                                        .collect(
                                                Collectors.toMap(
                                                        each -> each,
                                                        each -> OffsetSpec.earliest())))
                        .all()
                        .get();
        long behind = 0;
        for (TopicPartition each : read) {
            var end = ends.get(each);
            var start = starts.get(each);
            if (end != null && start != null) {
                behind += Math.max(0, end.offset() - done.getOrDefault(each, start.offset()));
            }
        }
        return behind;
    }
}
