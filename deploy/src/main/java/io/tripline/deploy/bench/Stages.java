package io.tripline.deploy.bench;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.tripline.alerting.paging.Page;
import io.tripline.contracts.Alert;
import io.tripline.contracts.AlertJson;
import io.tripline.contracts.MalformedEventException;
import io.tripline.contracts.RecordHeaders;
import io.tripline.contracts.Topics;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * When a raw record's event, alert and page could first be read from Kafka: where a page's time goes. It reads with the
 * services, so each time is that of a reader, some milliseconds late like theirs.
 */
final class Stages implements AutoCloseable {
    private static final Duration POLL = Duration.ofMillis(20);

    /** The stages between the raw record and the receiver, in order, by the topic that ends each. */
    static final List<String> TOPICS = List.of(Topics.EVENTS, Topics.ALERTS, Topics.PAGES);

    private final Map<String, Map<String, Instant>> seen = new LinkedHashMap<>();
    private final KafkaConsumer<byte[], byte[]> consumer;
    private final InstantSource clock;
    private final Thread thread;
    private volatile boolean closing;

    Stages(String bootstrapServers, InstantSource clock) {
        this.clock = clock;
        TOPICS.forEach(topic -> seen.put(topic, new ConcurrentHashMap<>()));
        consumer =
                new KafkaConsumer<>(
                        Map.of(
                                ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG,
                                bootstrapServers,
                                ConsumerConfig.ISOLATION_LEVEL_CONFIG,
                                "read_committed"),
                        new ByteArrayDeserializer(),
                        new ByteArrayDeserializer());
        List<TopicPartition> partitions = new ArrayList<>();
        for (String topic : TOPICS) {
            consumer.partitionsFor(topic)
                    .forEach(each -> partitions.add(new TopicPartition(topic, each.partition())));
        }
        consumer.assign(partitions);
        consumer.seekToEnd(partitions);
        // Looked up here, so that what is shipped from now on is seen.
        partitions.forEach(consumer::position);
        thread = Thread.ofPlatform().name("stages").start(this::run);
    }

    /** When a stage was over, if it was. */
    Optional<Instant> over(String topic, String origin) {
        return Optional.ofNullable(seen.getOrDefault(topic, Map.of()).get(origin));
    }

    @Override
    public void close() {
        closing = true;
        try {
            thread.join();
            consumer.close();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        while (!closing) {
            for (ConsumerRecord<byte[], byte[]> each : consumer.poll(POLL)) {
                Map<String, Instant> stage = seen.get(each.topic());
                if (stage != null) {
                    origin(each).ifPresent(origin -> stage.putIfAbsent(origin, clock.instant()));
                }
            }
        }
    }

    private static Optional<String> origin(ConsumerRecord<byte[], byte[]> record) {
        try {
            return switch (record.topic()) {
                case Topics.EVENTS -> {
                    Header header = record.headers().lastHeader(RecordHeaders.ORIGIN);
                    yield header == null
                            ? Optional.empty()
                            : Optional.of(new String(header.value(), UTF_8));
                }
                case Topics.ALERTS -> last(AlertJson.read(record.value()));
                default -> last(AlertJson.read(Page.read(record.value()).document()));
            };
        } catch (MalformedEventException e) {
            return Optional.empty();
        }
    }

    /** The raw record that completed what the alert is about. */
    private static Optional<String> last(Alert alert) {
        return alert.evidence().isEmpty()
                ? Optional.empty()
                : Optional.of(alert.evidence().getLast().origin());
    }
}
