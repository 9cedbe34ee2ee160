package io.tripline.alerting.topics;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.apache.kafka.clients.consumer.ConsumerPartitionAssignor;
import org.apache.kafka.common.Cluster;
import org.apache.kafka.common.TopicPartition;

/**
 * Gives all partitions to one member of the group, so that what they hold is decided in one place; the other members
 * stand by. Public because Kafka makes it by name.
 */
public final class OneOwner implements ConsumerPartitionAssignor {
    @Override
    public String name() {
        return "one-owner";
    }

    @Override
    public GroupAssignment assign(Cluster cluster, GroupSubscription group) {
        Map<String, Subscription> members = group.groupSubscription();
        String owner = members.keySet().stream().min(Comparator.naturalOrder()).orElse("");
        List<TopicPartition> all = new ArrayList<>();
        TreeSet<String> topics = new TreeSet<>();
        members.values().forEach(each -> topics.addAll(each.topics()));
        for (String topic : topics) {
            Integer count = cluster.partitionCountForTopic(topic);
            for (int i = 0; count != null && i < count; i++) {
                all.add(new TopicPartition(topic, i));
            }
        }
        Map<String, Assignment> assignments = new HashMap<>();
        members.keySet()
                .forEach(
                        each ->
                                assignments.put(
                                        each,
                                        new Assignment(each.equals(owner) ? all : List.of())));
        return new GroupAssignment(assignments);
    }
}
