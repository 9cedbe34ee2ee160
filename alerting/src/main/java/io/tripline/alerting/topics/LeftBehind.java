package io.tripline.alerting.topics;

import io.tripline.alerting.retry.Pause;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.GroupListing;
import org.apache.kafka.clients.admin.ListGroupsOptions;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.GroupState;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes what consumer groups have left unread that no reader of ours belongs to any more. Looks for such groups again and
 * again, as one may still have a member in another instance, which then goes.
 */
public final class LeftBehind implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(LeftBehind.class);

    /** A group's last member may be known for a session longer than it lives. */
    private static final Duration BETWEEN_LOOKS = Duration.ofSeconds(30);

    private static final Duration POLL = Duration.ofMillis(100);
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    /** Who takes it. */
    @FunctionalInterface
    public interface Heir {
        /**
         * Takes a record that a group has not settled. Returns when it is safe.
         *
         * @param name the group's, without what all begin with
         */
        void take(String name, Received received) throws InterruptedException;
    }

    private final String topic;
    private final String prefix;
    private final Predicate<String> known;
    private final Map<String, String> kafka;
    private final Heir heir;
    private final Pause pause;
    private final Thread thread;

    /** Groups without a member at the last look. One whose only member begins anew has none for a moment. */
    private Set<String> empty = Set.of();

    private volatile boolean closing;

    /**
     * One that does not look yet.
     *
     * @param prefix of the groups
     * @param known whether a group of this name, without the prefix, has a reader
     * @param kafka Kafka's own client properties
     */
    public LeftBehind(
            String topic,
            String prefix,
            Predicate<String> known,
            Map<String, String> kafka,
            Heir heir,
            Pause pause) {
        this.topic = topic;
        this.prefix = prefix;
        this.known = known;
        this.kafka = Map.copyOf(kafka);
        this.heir = heir;
        this.pause = pause;
        thread = Thread.ofPlatform().name("left-behind").daemon().unstarted(this::run);
    }

    /** Begins to look. */
    public void start() {
        thread.start();
    }

    @Override
    public void close() {
        closing = true;
        if (thread.getState() == Thread.State.NEW) {
            return;
        }
        thread.interrupt();
        try {
            thread.join(PATIENCE);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        try {
            while (!closing) {
                try (Admin admin = Admin.create(new HashMap<String, Object>(kafka))) {
                    look(admin);
                } catch (ExecutionException | KafkaException e) {
                    if (e instanceof InterruptException) {
                        return;
                    }
                    log.atWarn()
                            .addKeyValue("reason", e.getMessage())
                            .log("What groups left behind is not known at the moment.");
                }
                pause.last(BETWEEN_LOOKS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Takes what there is, once. */
    void look(Admin admin) throws ExecutionException, InterruptedException {
        Set<String> before = empty;
        ListGroupsOptions options = new ListGroupsOptions().inGroupStates(Set.of(GroupState.EMPTY));
        empty =
                admin.listGroups(options).all().get().stream()
                        .map(GroupListing::groupId)
                        .filter(each -> each.startsWith(prefix))
                        .filter(each -> !known.test(each.substring(prefix.length())))
                        .collect(Collectors.toUnmodifiableSet());
        for (String each : empty) {
            if (before.contains(each)) {
                take(admin, each);
            }
        }
    }

    private void take(Admin admin, String group) throws ExecutionException, InterruptedException {
        Map<TopicPartition, OffsetAndMetadata> places = new HashMap<>();
        admin.listConsumerGroupOffsets(group)
                .partitionsToOffsetAndMetadata()
                .get()
                .forEach(
                        (partition, place) -> {
                            if (place != null && partition.topic().equals(topic)) {
                                places.put(partition, place);
                            }
                        });
        Map<TopicPartition, OffsetAndMetadata> taken = new HashMap<>();
        try (Consumer<byte[], byte[]> consumer = new KafkaConsumer<>(properties())) {
            Map<TopicPartition, Long> ends = consumer.endOffsets(places.keySet(), PATIENCE);
            places.entrySet()
                    .removeIf(
                            each ->
                                    each.getValue().offset()
                                            >= ends.getOrDefault(each.getKey(), 0L));
            if (places.isEmpty()) {
                return;
            }
            consumer.assign(places.keySet());
            places.forEach((partition, place) -> consumer.seek(partition, place.offset()));
            drain(consumer, group.substring(prefix.length()), places, ends);
            for (TopicPartition each : places.keySet()) {
                taken.put(each, new OffsetAndMetadata(consumer.position(each)));
            }
        }
        if (closing) {
            return;
        }
        // Refused if the group has a member again, whose the rest is then.
        admin.alterConsumerGroupOffsets(group, taken).all().get();
    }

    private void drain(
            Consumer<byte[], byte[]> consumer,
            String name,
            Map<TopicPartition, OffsetAndMetadata> places,
            Map<TopicPartition, Long> ends)
            throws InterruptedException {
        Map<TopicPartition, Progress> progress = new HashMap<>();
        places.forEach(
                (partition, place) ->
                        progress.put(
                                partition,
                                new Progress(
                                        new Progress.Place(place.offset(), place.metadata()))));
        List<TopicPartition> left = new ArrayList<>(places.keySet());
        while (!left.isEmpty() && !closing) {
            for (ConsumerRecord<byte[], byte[]> each : consumer.poll(POLL)) {
                Progress partition =
                        progress.get(new TopicPartition(each.topic(), each.partition()));
                if (partition != null) {
                    Optional<Runnable> open = partition.read(each.offset());
                    if (open.isPresent()) {
                        heir.take(name, TopicReader.received(each));
                    }
                }
            }
            left.removeIf(each -> consumer.position(each) >= ends.getOrDefault(each, 0L));
        }
    }

    private Properties properties() {
        Properties properties = new Properties();
        properties.putAll(kafka);
        properties.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
        properties.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, "false");
        properties.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
        properties.put(ConsumerConfig.KEY_DESERIALIZER_CLASS_CONFIG, ByteArrayDeserializer.class);
        properties.put(ConsumerConfig.VALUE_DESERIALIZER_CLASS_CONFIG, ByteArrayDeserializer.class);
        return properties;
    }
}
