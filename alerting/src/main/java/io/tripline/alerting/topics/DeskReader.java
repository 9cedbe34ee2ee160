package io.tripline.alerting.topics;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.tripline.alerting.retry.Pause;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.Future;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.consumer.OffsetAndTimestamp;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads topics for a {@link Desk} in a thread of its own. Of all instances one owns the desk; it writes what the desk
 * answers, the desk's state and its place in the topics in one transaction each, so that a kill at any moment leaves
 * either all of it or nothing. An instance that was thought dead and is not can write nothing any more.
 */
public final class DeskReader implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(DeskReader.class);

    private static final Duration POLL_INTERVAL = Duration.ofMillis(50);
    private static final Duration COMMIT_INTERVAL = Duration.ofMillis(500);
    private static final Duration RESTART_PAUSE = Duration.ofSeconds(1);

    /** So long nothing of the state may come. */
    private static final Duration RESTORE_PATIENCE = Duration.ofMinutes(2);

    /** Longer nothing that is due waits for what is unread, as after a long time without us. */
    private static final Duration CATCH_UP_PATIENCE = Duration.ofSeconds(30);

    /** Kafka's own waits end after a minute each. */
    private static final Duration SLOW = Duration.ofMinutes(1);

    /** More than all of Kafka's waits between two signs of life together. */
    private static final Duration STUCK = Duration.ofMinutes(5);

    private static final String MAX_RECORDS = "200";
    private static final String MAX_REQUEST_BYTES = Integer.toString(16 << 20);

    /**
     * What is read.
     *
     * @param group the consumer group, which also names the transactions
     * @param stateTopic a compacted topic with one partition
     * @param lookBack how far back a group begins that has committed nothing
     */
    public record Source(List<String> topics, String group, String stateTopic, Duration lookBack) {
        public Source {
            topics = List.copyOf(topics);
        }
    }

    /** Kafka's clients, as properties make them. */
    interface Clients {
        Consumer<byte[], byte[]> consumer(Properties properties);

        Producer<byte[], byte[]> producer(Properties properties);
    }

    private final Source source;
    private final Map<String, String> kafka;
    private final Desk desk;
    private final InstantSource clock;
    private final ReaderMetrics metrics;
    private final Clients clients;
    private final Stillness stillness;
    private final Worker worker;

    private @Nullable Producer<byte[], byte[]> producer;
    private final Map<TopicPartition, OffsetAndMetadata> uncommitted = new HashMap<>();

    /** Why records could not be handled, by their places, until they are set aside. */
    private final Map<String, String> spoilt = new HashMap<>();

    /** Up to where the topics were filled at the takeover, as far as that is not read. */
    private final Map<TopicPartition, Long> unread = new HashMap<>();

    private Instant waitsUntil = Instant.EPOCH;

    /** Those of them that could not be set aside either. */
    private final Set<String> hopeless = new HashSet<>();

    /** Those that are passed over or set aside with the next commit. */
    private final Set<String> passed = new HashSet<>();

    public DeskReader(
            Source source,
            Map<String, String> kafka,
            Desk desk,
            MeterRegistry meters,
            InstantSource clock,
            Pause pause) {
        this(source, kafka, desk, meters, clock, pause, new RealClients());
    }

    DeskReader(
            Source source,
            Map<String, String> kafka,
            Desk desk,
            MeterRegistry meters,
            InstantSource clock,
            Pause pause,
            Clients clients) {
        this.source = source;
        this.kafka = Map.copyOf(kafka);
        this.desk = desk;
        this.clock = clock;
        this.clients = clients;
        this.metrics = new ReaderMetrics(source.group(), meters, clock);
        this.stillness = new Stillness(clock);
        Gauge.builder("tripline.alerting.desk.still", stillness, each -> each.look().toSeconds())
                .baseUnit("seconds")
                .description("For how long the thread that decides on pages has not moved.")
                .strongReference(true)
                .register(meters);
        worker =
                new Worker(
                        "The desk " + source.group(),
                        "desk-" + source.group(),
                        "it has not joined its group yet",
                        RESTART_PAUSE,
                        pause,
                        this::readUntilFailure);
    }

    /** Begins to read. */
    public void start() {
        worker.start();
    }

    /** Why it will not read any more: its thread has ended, or hangs. */
    public Optional<String> notLive() {
        return worker.notLive().or(() -> still(STUCK));
    }

    /** Why it does not read at the moment; standing by for another instance is no reason. */
    public Optional<String> notReady() {
        return worker.notReady().or(() -> still(SLOW));
    }

    private Optional<String> still(Duration tolerable) {
        Duration still = stillness.look();
        return worker.isAtWork() && still.compareTo(tolerable) >= 0
                ? Optional.of(
                        "The desk "
                                + source.group()
                                + " has not moved for "
                                + still.toSeconds()
                                + " s.")
                : Optional.empty();
    }

    @Override
    public void close() {
        worker.close();
    }

    private void readUntilFailure() {
        stillness.moved();
        try (Consumer<byte[], byte[]> consumer = clients.consumer(reading(source.group()))) {
            consumer.subscribe(source.topics(), new Ownership(consumer));
            Instant lastCommit = clock.instant();
            worker.reads(consumer);
            while (!worker.isClosing()) {
                stillness.moved();
                ConsumerRecords<byte[], byte[]> records = consumer.poll(POLL_INTERVAL);
                worker.waitsFor(
                        consumer.groupMetadata().generationId() < 0
                                ? Optional.of("it has not joined its group yet")
                                : Optional.empty());
                metrics.polled(records.count(), consumer);
                Producer<byte[], byte[]> owning = producer;
                if (owning == null) {
                    continue;
                }
                Answers answers = new Answers(source.stateTopic());
                for (ConsumerRecord<byte[], byte[]> each : records) {
                    if (!handle(TopicReader.received(each), answers)) {
                        worker.waitsFor(Optional.of("a record could not be handled"));
                        return;
                    }
                    uncommitted.put(
                            new TopicPartition(each.topic(), each.partition()),
                            new OffsetAndMetadata(each.offset() + 1));
                    if (answers.areEnough()) {
                        write(owning, consumer, answers);
                        stillness.moved();
                    }
                }
                if (isCaughtUp(consumer)) {
                    desk.due().forEach(each -> answers.add(each, null));
                }
                uncommitted.putAll(records.nextOffsets());
                Instant now = clock.instant();
                boolean waitedLong =
                        Duration.between(lastCommit, now).compareTo(COMMIT_INTERVAL) >= 0;
                if (!answers.isEmpty() || (!uncommitted.isEmpty() && waitedLong)) {
                    write(owning, consumer, answers);
                    lastCommit = now;
                }
            }
        } finally {
            worker.reads(null);
            disown();
        }
    }

    /**
     * Whether all is read that was there when the desk was taken over: before that an escalation may seem due that somebody
     * has acknowledged, and an alert alone whose incident is a record further on.
     */
    private boolean isCaughtUp(Consumer<byte[], byte[]> consumer) {
        if (!unread.isEmpty() && clock.instant().isBefore(waitsUntil)) {
            unread.entrySet()
                    .removeIf(each -> position(consumer, each.getKey()) >= each.getValue());
            return unread.isEmpty();
        }
        unread.clear();
        return true;
    }

    private static long position(Consumer<byte[], byte[]> consumer, TopicPartition partition) {
        try {
            return consumer.position(partition, Duration.ZERO);
        } catch (org.apache.kafka.common.errors.TimeoutException e) {
            // Just assigned: where it begins is still being looked up.
            return -1;
        }
    }

    /**
     * Handles a record. A bug that one shows must not stand in the way of all behind it, and has left the desk in a state
     * that nobody knows: then it starts over from what is written, and sets the record aside when it comes to it again.
     *
     * @return whether the desk can go on
     */
    private boolean handle(Received received, Answers answers) {
        if (hopeless.contains(received.toString())) {
            log.atError()
                    .addKeyValue("reader", source.group())
                    .addKeyValue("record", received)
                    .log("A record is lost to paging: not even its dead letter is taken by Kafka.");
            passed.add(received.toString());
            return true;
        }
        String why = spoilt.get(received.toString());
        try {
            List<Outgoing> own = why == null ? desk.handle(received) : desk.setAside(received, why);
            own.forEach(each -> answers.add(each, received));
            if (why != null) {
                passed.add(received.toString());
            }
            return true;
        } catch (RuntimeException e) {
            log.atError()
                    .addKeyValue("reader", source.group())
                    .addKeyValue("record", received)
                    .setCause(e)
                    .log("A record could not be handled; it becomes a dead letter.");
            spoilt.put(
                    received.toString(), "The desk ended by " + e.getClass().getSimpleName() + ".");
            return false;
        }
    }

    private void write(
            Producer<byte[], byte[]> owning, Consumer<byte[], byte[]> consumer, Answers answers) {
        List<Answers.Answer> all = answers.inOrder();
        List<Future<RecordMetadata>> sent = new ArrayList<>();
        owning.beginTransaction();
        try {
            for (Answers.Answer each : all) {
                // A record that is not taken fails the commit.
                sent.add(owning.send(record(each.outgoing())));
            }
            owning.sendOffsetsToTransaction(Map.copyOf(uncommitted), consumer.groupMetadata());
            owning.commitTransaction();
        } catch (KafkaException e) {
            for (int i = 0; i < sent.size(); i++) {
                Received cause = all.get(i).cause();
                if (cause != null && isTooLarge(sent.get(i))) {
                    spoil(cause);
                }
            }
            throw e;
        }
        answers.clear();
        uncommitted.clear();
        // The others have not come again yet: partitions are read at their own pace.
        spoilt.keySet().removeAll(passed);
        hopeless.removeAll(passed);
        passed.clear();
    }

    /** Kafka would refuse its answer for ever: it is set aside, and if that is refused, too, it is passed over. */
    private void spoil(Received cause) {
        log.atError()
                .addKeyValue("reader", source.group())
                .addKeyValue("record", cause)
                .log("What follows from a record is larger than Kafka takes.");
        if (spoilt.put(cause.toString(), "What follows from it is larger than Kafka takes.")
                != null) {
            hopeless.add(cause.toString());
        }
    }

    private static boolean isTooLarge(Future<RecordMetadata> sent) {
        return sent.isDone()
                && sent.state() == Future.State.FAILED
                && sent.exceptionNow() instanceof RecordTooLargeException;
    }

    private static ProducerRecord<byte[], byte[]> record(Outgoing each) {
        ProducerRecord<byte[], byte[]> record =
                new ProducerRecord<>(
                        each.topic(),
                        null,
                        each.timestamp() == null ? null : each.timestamp().toEpochMilli(),
                        each.key().getBytes(UTF_8),
                        each.value());
        each.headers().forEach((name, value) -> record.headers().add(name, value.getBytes(UTF_8)));
        return record;
    }

    private void own() {
        Properties properties = new Properties();
        properties.putAll(kafka);
        properties.put(ProducerConfig.TRANSACTIONAL_ID_CONFIG, source.group());
        properties.put(ProducerConfig.LINGER_MS_CONFIG, "0");
        properties.put(ProducerConfig.MAX_REQUEST_SIZE_CONFIG, MAX_REQUEST_BYTES);
        properties.put(ProducerConfig.COMPRESSION_TYPE_CONFIG, "lz4");
        Producer<byte[], byte[]> owning = clients.producer(properties);
        producer = owning;
        // Ends what an owner before us left open, and shuts it out; then its state can be read.
        owning.initTransactions();
        stillness.moved();
        desk.forget();
        restore();
    }

    private void disown() {
        Producer<byte[], byte[]> owning = producer;
        producer = null;
        uncommitted.clear();
        passed.clear();
        if (owning != null) {
            log.atInfo().addKeyValue("reader", source.group()).log("Left the desk.");
            owning.close(Duration.ZERO);
        }
    }

    private void restore() {
        TopicPartition state = new TopicPartition(source.stateTopic(), 0);
        Properties properties = reading(source.group() + "-state");
        properties.remove(ConsumerConfig.GROUP_ID_CONFIG);
        try (Consumer<byte[], byte[]> consumer = clients.consumer(properties)) {
            consumer.assign(List.of(state));
            consumer.seekToBeginning(List.of(state));
            long end = consumer.endOffsets(List.of(state)).getOrDefault(state, 0L);
            // In the order of the last change.
            Map<String, byte[]> latest = new LinkedHashMap<>();
            long reached = consumer.position(state);
            Instant deadline = clock.instant().plus(RESTORE_PATIENCE);
            while (reached < end) {
                stillness.moved();
                for (ConsumerRecord<byte[], byte[]> each : consumer.poll(POLL_INTERVAL)) {
                    String key = new String(each.key(), UTF_8);
                    latest.remove(key);
                    if (each.value() != null) {
                        latest.put(key, each.value());
                    }
                }
                long now = consumer.position(state);
                if (now > reached) {
                    // However much it is: given up it would begin anew.
                    reached = now;
                    deadline = clock.instant().plus(RESTORE_PATIENCE);
                } else if (clock.instant().isAfter(deadline)) {
                    throw new org.apache.kafka.common.errors.TimeoutException(
                            "The state of " + source.group() + " could not be read in time.");
                }
            }
            int entries = latest.size();
            // One by one, so that nothing is there twice.
            for (var each = latest.entrySet().iterator(); each.hasNext(); ) {
                Map.Entry<String, byte[]> entry = each.next();
                desk.restore(entry.getKey(), entry.getValue());
                each.remove();
            }
            log.atInfo()
                    .addKeyValue("reader", source.group())
                    .addKeyValue("entries", entries)
                    .log("Took over the desk.");
        }
    }

    private Properties reading(String group) {
        Properties properties = new Properties();
        // Kafka's 45 s would leave the work of a killed instance undone for as long.
        properties.put(ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG, "10000");
        properties.put(ConsumerConfig.HEARTBEAT_INTERVAL_MS_CONFIG, "3000");
        properties.putAll(kafka);
        properties.put(ConsumerConfig.GROUP_ID_CONFIG, group);
        // Only where a committed place is gone: we begin nowhere without one.
        properties.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
        properties.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, "false");
        properties.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, MAX_RECORDS);
        properties.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
        properties.put(
                ConsumerConfig.PARTITION_ASSIGNMENT_STRATEGY_CONFIG, OneOwner.class.getName());
        properties.put(ConsumerConfig.KEY_DESERIALIZER_CLASS_CONFIG, ByteArrayDeserializer.class);
        properties.put(ConsumerConfig.VALUE_DESERIALIZER_CLASS_CONFIG, ByteArrayDeserializer.class);
        return properties;
    }

    private static final class RealClients implements Clients {
        @Override
        public Consumer<byte[], byte[]> consumer(Properties properties) {
            return new KafkaConsumer<>(properties);
        }

        @Override
        public Producer<byte[], byte[]> producer(Properties properties) {
            return new KafkaProducer<>(
                    properties, new ByteArraySerializer(), new ByteArraySerializer());
        }
    }

    /** Takes the desk over with its partitions, and leaves it with them; all that was decided is written by then. */
    private final class Ownership implements ConsumerRebalanceListener {
        private final Consumer<byte[], byte[]> consumer;

        private Ownership(Consumer<byte[], byte[]> consumer) {
            this.consumer = consumer;
        }

        @Override
        public void onPartitionsAssigned(Collection<TopicPartition> partitions) {
            if (!partitions.isEmpty()) {
                own();
                stillness.moved();
                begin(Set.copyOf(partitions));
                unread.clear();
                unread.putAll(consumer.endOffsets(partitions));
                waitsUntil = clock.instant().plus(CATCH_UP_PATIENCE);
            }
        }

        /** Gives partitions that never had a place one, which is kept with the next answers. */
        private void begin(Set<TopicPartition> partitions) {
            Map<TopicPartition, OffsetAndMetadata> committed = consumer.committed(partitions);
            Map<TopicPartition, Long> fresh = new HashMap<>();
            long since = clock.instant().minus(source.lookBack()).toEpochMilli();
            for (TopicPartition each : partitions) {
                if (committed.get(each) == null) {
                    fresh.put(each, since);
                }
            }
            if (fresh.isEmpty()) {
                return;
            }
            Map<TopicPartition, Long> ends = consumer.endOffsets(fresh.keySet());
            Map<TopicPartition, OffsetAndTimestamp> found = consumer.offsetsForTimes(fresh);
            for (TopicPartition each : fresh.keySet()) {
                OffsetAndTimestamp first = found.get(each);
                long place = first == null ? ends.getOrDefault(each, 0L) : first.offset();
                consumer.seek(each, place);
                uncommitted.put(each, new OffsetAndMetadata(place));
            }
        }

        @Override
        public void onPartitionsRevoked(Collection<TopicPartition> partitions) {
            disown();
        }
    }
}
