package io.tripline.deploy.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import io.tripline.contracts.Alert;
import io.tripline.contracts.AlertJson;
import io.tripline.contracts.MalformedEventException;
import io.tripline.contracts.Topics;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** Reads the alerts as alerting does: committed ones only. Each is read once, however often it is asked for all. */
final class AlertTopicReader implements AutoCloseable {
    private final KafkaConsumer<byte[], byte[]> consumer;
    private final List<TopicPartition> partitions;
    private final List<Alert> alerts = new ArrayList<>();

    /** Of a topic that is there. */
    AlertTopicReader(String bootstrapServers) {
        consumer =
                new KafkaConsumer<>(
                        Map.of(
                                ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG,
                                bootstrapServers,
                                ConsumerConfig.ISOLATION_LEVEL_CONFIG,
                                "read_committed"),
                        new ByteArrayDeserializer(),
                        new ByteArrayDeserializer());
        partitions =
                consumer.partitionsFor(Topics.ALERTS).stream()
                        .map(each -> new TopicPartition(each.topic(), each.partition()))
                        .toList();
        consumer.assign(partitions);
        consumer.seekToBeginning(partitions);
    }

    /** All revisions that are committed now, those of a partition in their order. */
    List<Alert> read() throws MalformedEventException {
        // For a reader of committed records, the end is the last stable offset.
        Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
        while (ends.entrySet().stream()
                .anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
            for (ConsumerRecord<byte[], byte[]> record : consumer.poll(Duration.ofMillis(200))) {
                alerts.add(AlertJson.read(record.value()));
            }
        }
        return List.copyOf(alerts);
    }

    @Override
    public void close() {
        consumer.close();
    }

    /** The alerts that stand by their last revisions, without what depends on the order of arrival, as text. */
    static List<String> standing(Collection<Alert> revisions) {
        Map<String, Alert> last = new TreeMap<>();
        revisions.forEach(
                alert ->
                        last.merge(
                                alert.id(), alert, (a, b) -> a.revision() > b.revision() ? a : b));
        return last.values().stream()
                .filter(alert -> alert.occurrence().state() == Alert.State.RAISED)
                .map(AlertTopicReader::timeless)
                .sorted()
                .toList();
    }

    /** Says what is missing and what is too much, as all of both would be too long to read. */
    static void assertSame(List<String> actual, List<String> expected) {
        List<String> missing = new ArrayList<>(expected);
        actual.forEach(missing::remove);
        List<String> extra = new ArrayList<>(actual);
        expected.forEach(extra::remove);
        assertThat(expected).isNotEmpty();
        assertThat(missing)
                .as("%d of %d missing, while there are %s", missing.size(), expected.size(), extra)
                .isEmpty();
        assertThat(extra).as("too much").isEmpty();
    }

    private static String timeless(Alert alert) {
        Alert.Occurrence is = alert.occurrence();
        return new String(
                AlertJson.write(
                        new Alert(
                                alert.id(),
                                alert.rule(),
                                alert.entity(),
                                new Alert.Occurrence(
                                        is.firstSeen(),
                                        is.lastSeen(),
                                        is.count(),
                                        1,
                                        false,
                                        is.state()),
                                alert.message(),
                                alert.runbook(),
                                alert.values(),
                                alert.evidence())),
                StandardCharsets.UTF_8);
    }
}
