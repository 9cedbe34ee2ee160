package io.tripline.alerting.topics;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.micrometer.core.instrument.MeterRegistry;
import io.tripline.alerting.retry.Pause;
import io.tripline.contracts.RecordHeaders;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Properties;
import java.util.Set;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.OffsetMetadataTooLarge;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads one topic for one {@link Intake} in a thread of its own. While the intake has no room the partitions are paused
 * but polled, so that the group keeps us; offsets are committed only behind settled records, and with them what is settled
 * beyond. When the consumer or the intake fails, both are made anew from what is committed.
 */
public final class TopicReader implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(TopicReader.class);

    /** Kafka's 45 s would leave the work of a killed instance undone for as long. */
    private static final String SESSION_MILLIS = "10000";

    /** Often enough that one that is late by a pause of the process is no sign of being cut off. */
    private static final String HEARTBEAT_MILLIS = "1000";

    private static final Duration RESTART_PAUSE = Duration.ofSeconds(2);

    /** The wait for records while the intake is lively. */
    private static final Duration SHORT_POLL = Duration.ofMillis(10);

    /**
     * What is read, and how.
     *
     * @param group the consumer group, which also names the reader in metrics
     * @param offsetReset where a group begins that has committed nothing, as {@code auto.offset.reset}
     * @param pollInterval the longest wait for records; what waits in the intake is looked at as often
     * @param maxRecords records of one poll, which bounds what an intake must hold beyond its room
     * @param commitInterval what was settled for longer is not done again after a kill
     */
    public record Source(
            String topic,
            String group,
            String offsetReset,
            Duration pollInterval,
            int maxRecords,
            Duration commitInterval) {}

    private final Source source;
    private final Map<String, String> kafka;
    private final Supplier<Intake> intakes;
    private final LongSupplier nanos;
    private final Function<Properties, Consumer<byte[], byte[]>> consumers;
    private final ReaderMetrics metrics;
    private final Map<TopicPartition, Progress> progress = new HashMap<>();
    private final Worker worker;

    /** Whether what is settled beyond the offset to commit is kept with it. */
    private boolean keepsAhead = true;

    /** Whether a commit is not answered yet: another one would find nothing to say, and seem to be done at once. */
    private boolean isCommitting;

    /** When the last commit was begun. */
    private long lastCommit;

    /** Whether it failed: the next one waits for its interval. */
    private boolean lastFailed;

    public TopicReader(
            Source source,
            Map<String, String> kafka,
            Supplier<Intake> intakes,
            MeterRegistry meters,
            InstantSource clock,
            Pause pause) {
        this(
                source,
                kafka,
                intakes,
                new ReaderMetrics(source.group(), meters, clock),
                System::nanoTime,
                pause,
                KafkaConsumer::new);
    }

    /**
     * The same with what may be exchanged.
     *
     * @param nanos time that nobody sets, as {@link System#nanoTime} is: a wall clock that is set back would put off commits
     *     for as long
     */
    TopicReader(
            Source source,
            Map<String, String> kafka,
            Supplier<Intake> intakes,
            ReaderMetrics metrics,
            LongSupplier nanos,
            Pause pause,
            Function<Properties, Consumer<byte[], byte[]>> consumers) {
        this.source = source;
        this.kafka = Map.copyOf(kafka);
        this.intakes = intakes;
        this.nanos = nanos;
        this.consumers = consumers;
        this.metrics = metrics;
        worker =
                new Worker(
                        "The reader " + source.group(),
                        "reader-" + source.group(),
                        "it has no partitions yet",
                        RESTART_PAUSE,
                        pause,
                        this::readUntilFailure);
    }

    /**
     * After how long Kafka gives up a reader that it does not hear of.
     *
     * @param kafka Kafka's own client properties
     */
    public static Duration session(Map<String, String> kafka) {
        return Duration.ofMillis(
                Long.parseLong(
                        kafka.getOrDefault(
                                ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG, SESSION_MILLIS)));
    }

    /** Begins to read. */
    public void start() {
        worker.start();
    }

    /** Why it will not read any more. */
    public Optional<String> notLive() {
        return worker.notLive();
    }

    /** Why it does not read at the moment. */
    public Optional<String> notReady() {
        return worker.notReady();
    }

    @Override
    public void close() {
        worker.close();
    }

    private void readUntilFailure() throws InterruptedException {
        try (Intake intake = intakes.get();
                Consumer<byte[], byte[]> consumer = consumers.apply(properties())) {
            progress.clear();
            Heartbeat heartbeat = new Heartbeat(consumer, nanos);
            consumer.subscribe(List.of(source.topic()), new Commits(consumer, intake, heartbeat));
            isCommitting = false;
            lastFailed = false;
            lastCommit = nanos.getAsLong();
            worker.reads(consumer);
            try {
                while (!worker.isClosing() && intake.failure().isEmpty()) {
                    poll(consumer, intake, heartbeat);
                    commitInTime(consumer, intake);
                }
            } catch (WakeupException e) {
                // close() woke the poll; what is settled is still committed.
            }
            if (worker.isClosing() || intake.failure().isPresent()) {
                // What is cut off would be done twice.
                intake.windDown();
            }
            intake.failure().ifPresent(failure -> worker.waitsFor(Optional.of(failure.what())));
            consumer.commitSync(settled(progress.keySet()), Worker.CLOSE_TIMEOUT);
            if (intake.failure().isPresent() && intake.failure().get().isForGood()) {
                throw new IllegalStateException(
                        intake.failure().get().what(), intake.failure().get().cause());
            }
        }
    }

    private void commitInTime(Consumer<byte[], byte[]> consumer, Intake intake) {
        long now = nanos.getAsLong();
        boolean isTime = now - lastCommit >= source.commitInterval().toNanos();
        if (isCommitting || !(isTime || (intake.wantsCommit() && !lastFailed))) {
            return;
        }
        isCommitting = true;
        lastCommit = now;
        Runnable done = intake.committing();
        consumer.commitAsync(
                settled(progress.keySet()),
                (offsets, failure) -> {
                    isCommitting = false;
                    lastFailed = failure != null;
                    committed(offsets, failure);
                    if (failure == null) {
                        done.run();
                    }
                });
    }

    private void poll(Consumer<byte[], byte[]> consumer, Intake intake, Heartbeat heartbeat)
            throws InterruptedException {
        if (intake.hasRoom()) {
            consumer.resume(consumer.paused());
        } else {
            consumer.pause(consumer.assignment());
        }
        int count = 0;
        Duration wait = intake.isLively() ? SHORT_POLL : source.pollInterval();
        for (ConsumerRecord<byte[], byte[]> each : consumer.poll(wait)) {
            Progress partition = progress.get(new TopicPartition(each.topic(), each.partition()));
            if (partition != null) {
                Optional<Runnable> settled = partition.read(each.offset());
                if (settled.isPresent()) {
                    intake.accept(received(each), settled.get());
                }
                count++;
            }
        }
        for (TopicPartition each : consumer.assignment()) {
            Progress partition = progress.get(each);
            if (partition != null) {
                position(consumer, each).ifPresent(partition::reached);
            }
        }
        intake.heard(heartbeat.ago());
        intake.afterPoll();
        worker.waitsFor(
                consumer.assignment().isEmpty()
                        ? Optional.of("it has no partitions yet")
                        : Optional.empty());
        metrics.polled(count, consumer);
    }

    private static OptionalLong position(
            Consumer<byte[], byte[]> consumer, TopicPartition partition) {
        try {
            return OptionalLong.of(consumer.position(partition, Duration.ZERO));
        } catch (TimeoutException e) {
            // Just assigned: where it begins is still being looked up, and known after a later
            // poll.
            return OptionalLong.empty();
        }
    }

    private Map<TopicPartition, OffsetAndMetadata> settled(Collection<TopicPartition> partitions) {
        Map<TopicPartition, OffsetAndMetadata> offsets = new HashMap<>();
        for (TopicPartition each : partitions) {
            Progress partition = progress.get(each);
            if (partition != null) {
                partition.advance().ifPresent(place -> offsets.put(each, kept(place)));
            }
        }
        return offsets;
    }

    private OffsetAndMetadata kept(Progress.Place place) {
        return new OffsetAndMetadata(place.offset(), keepsAhead ? place.ahead() : "");
    }

    private void committed(Map<TopicPartition, OffsetAndMetadata> offsets, Exception failure) {
        if (failure != null) {
            // A restart before the next commit repeats some records.
            for (TopicPartition each : offsets.keySet()) {
                Progress partition = progress.get(each);
                if (partition != null) {
                    partition.notCommitted();
                }
            }
            if (failure instanceof OffsetMetadataTooLarge) {
                // A broker whose offset.metadata.max.bytes is less than Kafka's own.
                keepsAhead = false;
            }
            log.atWarn()
                    .addKeyValue("reader", source.group())
                    .addKeyValue("reason", failure.getMessage())
                    .log("A commit failed.");
        }
    }

    static Received received(ConsumerRecord<byte[], byte[]> each) {
        String family = null;
        String from = null;
        String origin = null;
        String reason = null;
        String detail = "";
        String since = "";
        for (Header header : each.headers()) {
            switch (header.key()) {
                case RecordHeaders.FAMILY -> family = text(header);
                case RecordHeaders.EVENT_SOURCE -> from = text(header);
                case RecordHeaders.ORIGIN -> origin = text(header);
                case RecordHeaders.REASON -> reason = text(header);
                case RecordHeaders.DETAIL -> detail = text(header);
                case RecordHeaders.RECEIVED -> since = text(header);
                default -> {}
            }
        }
        return new Received(
                each.topic(),
                each.partition(),
                each.offset(),
                each.key(),
                each.value(),
                Instant.ofEpochMilli(each.timestamp()),
                family,
                from,
                origin,
                reason == null ? null : new Received.Letter(reason, detail, since));
    }

    private static String text(Header header) {
        return header.value() == null ? "" : new String(header.value(), UTF_8);
    }

    private Properties properties() {
        Properties properties = new Properties();
        properties.put(ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG, SESSION_MILLIS);
        properties.put(ConsumerConfig.HEARTBEAT_INTERVAL_MS_CONFIG, HEARTBEAT_MILLIS);
        properties.putAll(kafka);
        properties.put(ConsumerConfig.GROUP_ID_CONFIG, source.group());
        properties.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, source.offsetReset());
        properties.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, "false");
        properties.put(
                ConsumerConfig.MAX_POLL_RECORDS_CONFIG, Integer.toString(source.maxRecords()));
        // What the correlator has not committed is not true yet.
        properties.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
        properties.put(ConsumerConfig.KEY_DESERIALIZER_CLASS_CONFIG, ByteArrayDeserializer.class);
        properties.put(ConsumerConfig.VALUE_DESERIALIZER_CLASS_CONFIG, ByteArrayDeserializer.class);
        return properties;
    }

    /** Commits what is settled before partitions go, and forgets them. */
    private final class Commits implements ConsumerRebalanceListener {
        private final Consumer<byte[], byte[]> consumer;
        private final Intake intake;
        private final Heartbeat heartbeat;

        private Commits(Consumer<byte[], byte[]> consumer, Intake intake, Heartbeat heartbeat) {
            this.consumer = consumer;
            this.intake = intake;
            this.heartbeat = heartbeat;
        }

        @Override
        public void onPartitionsAssigned(Collection<TopicPartition> partitions) {
            heartbeat.assigned();
            Map<TopicPartition, OffsetAndMetadata> places =
                    consumer.committed(Set.copyOf(partitions));
            for (TopicPartition each : partitions) {
                OffsetAndMetadata place = places.get(each);
                progress.put(
                        each,
                        place == null
                                ? new Progress()
                                : new Progress(
                                        new Progress.Place(place.offset(), place.metadata())));
            }
        }

        @Override
        public void onPartitionsRevoked(Collection<TopicPartition> partitions) {
            // First, so that nothing is done between the commit and the loss.
            drop(partitions);
            Runnable done = intake.committing();
            try {
                // All of them, as what is told of is counted for all.
                consumer.commitSync(settled(progress.keySet()), Worker.CLOSE_TIMEOUT);
                done.run();
            } catch (KafkaException e) {
                committed(Map.of(), e);
            }
            partitions.forEach(progress::remove);
        }

        @Override
        public void onPartitionsLost(Collection<TopicPartition> partitions) {
            drop(partitions);
            partitions.forEach(progress::remove);
        }

        private void drop(Collection<TopicPartition> partitions) {
            intake.revoked(partitions.stream().map(TopicPartition::partition).toList());
        }
    }
}
