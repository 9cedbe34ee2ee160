package io.tripline.alerting.topics;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.tripline.alerting.Samples;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.consumer.OffsetAndTimestamp;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.CorruptRecordException;
import org.apache.kafka.common.errors.ProducerFencedException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class DeskReaderTest {
    private static final TopicPartition ALERTS = new TopicPartition("alerts", 0);
    private static final TopicPartition STATE = new TopicPartition("paging", 0);
    private static final long BEGIN = 7;

    private volatile Instant now = Samples.APPENDED;
    private final StandInKafka kafka = new StandInKafka();
    private final StandInDesk desk = new StandInDesk();
    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final DeskReader reader =
            new DeskReader(
                    new DeskReader.Source(
                            List.of("alerts"), "tripline-paging", "paging", Duration.ofHours(1)),
                    Map.of(),
                    desk,
                    meters,
                    () -> now,
                    _ -> {},
                    kafka);

    @AfterEach
    void close() {
        desk.hang.countDown();
        reader.close();
    }

    @Test
    void answersAndTheirPlaceAreOneTransactionAndWhatWasWrittenBeforeIsRestoredFirst()
            throws Exception {
        kafka.state = List.of("one=1", "two=2", "one=3");
        reader.start();

        kafka.records.add("a");
        kafka.records.add("b");

        await(() -> kafka.places().contains(BEGIN + 2));
        // Of two with one key the later counts, in the order of the last change.
        assertThat(desk.done).containsExactly("forget", "restore two=2", "restore one=3", "a", "b");
        assertThat(kafka.written()).containsExactly("of a", "of b");
        assertThat(kafka.places()).last().isEqualTo(BEGIN + 2);
        assertThat(reader.notReady()).isEmpty();
        assertThat(reader.notLive()).isEmpty();
    }

    @Test
    void aGroupThatHasNoPlaceBeginsWhereItLooksBackToAndKeepsThat() {
        kafka.fresh = true;
        reader.start();

        // Nothing comes, and the place is kept all the same.
        await(
                () -> {
                    now = now.plusMillis(100);
                    return !kafka.places().isEmpty();
                });

        assertThat(kafka.places()).containsOnly(BEGIN);
        assertThat(kafka.lookedBackTo)
                .isBetween(
                        Samples.APPENDED.minus(Duration.ofHours(1)),
                        now.minus(Duration.ofHours(1)));
    }

    @Test
    void aTransactionThatFailsIsNothingAndAllOfItIsDoneAgainFromWhatIsWritten() {
        kafka.failures.add(new TimeoutException("Nobody answers."));
        kafka.failures.add(new ProducerFencedException("Somebody else owns it."));
        reader.start();
        kafka.records.add("a");

        await(() -> kafka.written().contains("of a"));

        assertThat(kafka.written()).containsExactly("of a");
        assertThat(desk.done).containsExactly("forget", "a", "forget", "a", "forget", "a");
    }

    @Test
    void nonsenseFromKafkaIsToldAndTriedAgain() {
        CountDownLatch looked = new CountDownLatch(1);
        kafka.nonsense.add(new CorruptRecordException("The record is damaged."));
        kafka.whileDown =
                () -> {
                    assertThat(reader.notReady().orElse("")).contains("The record is damaged.");
                    assertThat(reader.notLive()).isEmpty();
                    looked.countDown();
                };
        reader.start();
        kafka.records.add("a");

        await(() -> kafka.written().contains("of a"));

        assertThat(looked.getCount()).isZero();
    }

    @Test
    void aRecordThatShowsABugIsSetAsideAndStopsNobody() {
        kafka.records.addAll(List.of("a", "bug 1", "b", "bug 2", "c"));
        reader.start();

        await(() -> kafka.written().contains("of c"));

        assertThat(kafka.written())
                .containsExactly(
                        "of a",
                        "aside bug 1: The desk ended by IllegalArgumentException.",
                        "of b",
                        "aside bug 2: The desk ended by IllegalArgumentException.",
                        "of c");
        // What it may have done to the desk's state is forgotten.
        assertThat(desk.done).containsSubsequence("a", "forget", "a", "b", "forget", "a", "b", "c");
        assertThat(reader.notLive()).isEmpty();
    }

    /** What another partition's records come to in between is no reason to try it again. */
    @Test
    void aRecordThatShowsABugIsTriedOnceWhateverElseIsWritten() {
        kafka.records.addAll(List.of("a", "bug 1", "b"));
        kafka.slow = true;
        desk.busy = true;
        reader.start();

        await(() -> kafka.written().contains("of b"));

        assertThat(desk.bugs).hasValue(1);
    }

    @Test
    void aRecordWhoseAnswerIsTooLargeIsSetAsideAndStopsNobody() {
        kafka.records.addAll(List.of("a", "large", "b"));
        reader.start();

        await(() -> kafka.written().contains("of b"));

        assertThat(kafka.written())
                .containsExactly(
                        "of a",
                        "aside large: What follows from it is larger than Kafka takes.",
                        "of b");
    }

    @Test
    void aRecordWhoseDeadLetterIsTooLargeAsWellIsPassedOver() {
        kafka.tooLarge = "large";
        kafka.records.addAll(List.of("a", "large", "b"));
        reader.start();

        await(() -> kafka.written().contains("of b"));

        assertThat(kafka.written()).containsExactly("of a", "of b");
    }

    /** Each is a page for everybody who is told, and what is remembered of it: all of a poll's at once may be the heap. */
    @Test
    void whatIsLargeIsWrittenBeforeMoreIsDecided() {
        for (int i = 0; i < 10; i++) {
            kafka.records.add("fat " + i);
        }
        reader.start();

        await(() -> kafka.places().contains(BEGIN + 10));

        assertThat(kafka.places()).containsExactly(BEGIN + 4, BEGIN + 8, BEGIN + 10);
    }

    @Test
    void aStateThatChangesAgainAndAgainIsWrittenOnceForEachTransaction() {
        kafka.records.addAll(List.of("state 1", "a", "state 2", "b"));
        reader.start();

        await(() -> kafka.written().contains("of b"));

        assertThat(kafka.written()).containsExactly("of a", "of state 2", "of b");
    }

    @Test
    void whatIsDueIsDecidedWhenAllIsReadThatWasThereAtTheTakeover() {
        kafka.records.addAll(List.of("a", "b"));
        kafka.end = BEGIN + 2;
        reader.start();

        await(() -> desk.decidedAfter >= 0);

        assertThat(List.copyOf(desk.done).subList(0, desk.decidedAfter))
                .containsExactly("forget", "a", "b");
    }

    @Test
    void whatIsDueDoesNotWaitForEverForWhatIsUnread() {
        kafka.end = BEGIN + 5;
        reader.start();

        await(
                () -> {
                    now = now.plusMillis(100);
                    return desk.decidedAfter >= 0;
                });

        assertThat(now).isAfterOrEqualTo(Samples.APPENDED.plusSeconds(30));
    }

    @Test
    void aBugThatNoRecordIsToBlameForEndsTheReaderWithItsReason() {
        desk.bug = true;
        reader.start();

        await(() -> reader.notLive().isPresent());

        assertThat(reader.notLive().orElse("")).contains("tripline-paging", "out of ideas");
    }

    @Test
    void aDeskThatHangsIsToldAndThenHasToBeStartedAnew() throws Exception {
        reader.start();
        kafka.records.add("hang");
        assertThat(desk.hanging.await(20, TimeUnit.SECONDS)).isTrue();

        pass(Duration.ofSeconds(50));
        assertThat(reader.notReady()).isEmpty();
        pass(Duration.ofSeconds(20));
        assertThat(reader.notReady().orElse("")).contains("tripline-paging has not moved for");
        assertThat(reader.notLive()).isEmpty();
        assertThat(meters.get("tripline.alerting.desk.still").gauge().value())
                .isGreaterThanOrEqualTo(60);
        pass(Duration.ofMinutes(5));
        assertThat(reader.notLive().orElse("")).contains("has not moved for");

        desk.hang.countDown();
        await(() -> reader.notLive().isEmpty() && reader.notReady().isEmpty());
    }

    @Test
    void aStateThatCannotBeReadIsToldByItsName() {
        kafka.state = List.of("broken=1");
        desk.refuses = true;
        reader.start();

        await(() -> reader.notReady().orElse("").contains("what is not ours"));

        assertThat(kafka.written()).isEmpty();
    }

    @Test
    void whoLosesThePartitionsLeavesTheDesk() {
        reader.start();
        kafka.records.add("a");
        await(() -> kafka.written().contains("of a"));

        kafka.loses = true;
        await(() -> kafka.producers.stream().allMatch(MockProducer::closed));
        kafka.records.add("b");

        assertThat(reader.notReady()).isEmpty();
        assertThat(kafka.written()).containsExactly("of a");
    }

    /** Looked at as often as a service's liveness is. */
    private void pass(Duration time) {
        for (long seconds = 0; seconds < time.toSeconds(); seconds += 2) {
            now = now.plusSeconds(2);
            var _ = reader.notLive();
        }
    }

    private static void await(BooleanSupplier condition) {
        while (!condition.getAsBoolean() && !Thread.currentThread().isInterrupted()) {
            Thread.onSpinWait();
        }
    }

    /** Answers each record with one of its own. */
    private static final class StandInDesk implements Desk {
        private final Queue<String> done = new ConcurrentLinkedQueue<>();
        private final CountDownLatch hanging = new CountDownLatch(1);
        private final CountDownLatch hang = new CountDownLatch(1);
        private final AtomicInteger bugs = new AtomicInteger();
        private volatile boolean bug;

        /** Whether there is always something due. */
        private volatile boolean busy;

        /** How much was done when it was first asked what is due. */
        private volatile int decidedAfter = -1;

        private volatile boolean refuses;

        @Override
        public void forget() {
            done.add("forget");
        }

        @Override
        public void restore(String key, byte[] value) {
            if (refuses) {
                throw new IllegalStateException("It holds what is not ours.");
            }
            done.add("restore " + key + "=" + new String(value, UTF_8));
        }

        @Override
        public List<Outgoing> handle(Received received) {
            String text = text(received);
            if (text.startsWith("bug")) {
                bugs.incrementAndGet();
                throw new IllegalArgumentException(text);
            }
            if (text.equals("hang")) {
                hanging.countDown();
                try {
                    hang.await();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
            }
            done.add(text);
            if (text.startsWith("state")) {
                return List.of(Outgoing.of("paging", "key", ("of " + text).getBytes(UTF_8), null));
            }
            return List.of(
                    answer("of " + text + (text.startsWith("fat") ? "x".repeat(1 << 20) : "")));
        }

        @Override
        public List<Outgoing> setAside(Received received, String why) {
            return List.of(answer("aside " + text(received) + ": " + why));
        }

        @Override
        public List<Outgoing> due() {
            if (bug) {
                throw new IllegalStateException("out of ideas");
            }
            if (decidedAfter < 0) {
                decidedAfter = done.size();
            }
            return busy ? List.of(answer("due")) : List.of();
        }

        private static String text(Received received) {
            byte[] value = received.value();
            return value == null ? "" : new String(value, UTF_8);
        }

        private static Outgoing answer(String text) {
            return Outgoing.of("pages", "key", text.getBytes(UTF_8), null);
        }
    }

    /** A topic with one partition, and one with the desk's state, by Kafka's own stand-ins. */
    private final class StandInKafka implements DeskReader.Clients {
        private final BlockingQueue<String> records = new LinkedBlockingQueue<>();
        private final List<String> log = new ArrayList<>();
        private final Queue<KafkaException> failures = new ConcurrentLinkedQueue<>();
        private final Queue<KafkaException> nonsense = new ConcurrentLinkedQueue<>();
        private final List<MockProducer<byte[], byte[]>> producers = new CopyOnWriteArrayList<>();
        private volatile List<String> state = List.of();
        private volatile Instant lookedBackTo = Instant.EPOCH;
        private volatile Runnable whileDown = () -> {};
        private volatile boolean fresh;

        /** The end of the topic at a takeover. */
        private volatile long end = BEGIN;

        private volatile String tooLarge = "of large";

        /** Whether every other poll brings one record, and the ones between none. */
        private volatile boolean slow;

        private volatile boolean loses;
        private volatile boolean wasDown;

        @Override
        public Consumer<byte[], byte[]> consumer(Properties properties) {
            if (!properties.containsKey(ConsumerConfig.GROUP_ID_CONFIG)) {
                return stateConsumer();
            }
            if (wasDown) {
                wasDown = false;
                whileDown.run();
            }
            return new GroupConsumer();
        }

        @Override
        public Producer<byte[], byte[]> producer(Properties properties) {
            MockProducer<byte[], byte[]> producer = new BoundedProducer();
            producer.commitTransactionException = failures.poll();
            producers.add(producer);
            return producer;
        }

        /** Fails a transaction with a record that is too large, as the real one does. */
        private final class BoundedProducer extends MockProducer<byte[], byte[]> {
            private BoundedProducer() {
                super(true, null, new ByteArraySerializer(), new ByteArraySerializer());
            }

            @Override
            public synchronized Future<RecordMetadata> send(ProducerRecord<byte[], byte[]> record) {
                if (new String(record.value(), UTF_8).contains(tooLarge)) {
                    commitTransactionException = new KafkaException("It is in an error state.");
                    return CompletableFuture.failedFuture(
                            new RecordTooLargeException("It is too large."));
                }
                return super.send(record);
            }
        }

        private List<String> written() {
            return producers.stream()
                    .flatMap(each -> each.history().stream())
                    .map(ProducerRecord::value)
                    .map(each -> new String(each, UTF_8))
                    .toList();
        }

        private long place() {
            List<Long> places = places();
            return places.isEmpty() ? BEGIN : places.getLast();
        }

        private List<Long> places() {
            return producers.stream()
                    .flatMap(each -> each.consumerGroupOffsetsHistory().stream())
                    .flatMap(each -> each.values().stream())
                    .flatMap(each -> each.values().stream())
                    .map(OffsetAndMetadata::offset)
                    .toList();
        }

        private Consumer<byte[], byte[]> stateConsumer() {
            MockConsumer<byte[], byte[]> consumer = new MockConsumer<>("earliest");
            consumer.updateBeginningOffsets(Map.of(STATE, 0L));
            consumer.updateEndOffsets(Map.of(STATE, (long) state.size()));
            consumer.schedulePollTask(
                    () -> {
                        for (int i = 0; i < state.size(); i++) {
                            String[] entry = state.get(i).split("=", 2);
                            consumer.addRecord(
                                    new ConsumerRecord<>(
                                            STATE.topic(),
                                            0,
                                            i,
                                            entry[0].getBytes(UTF_8),
                                            entry[1].getBytes(UTF_8)));
                        }
                    });
            return consumer;
        }

        /** Has all that was ever appended, from the place that was committed. */
        private final class GroupConsumer extends MockConsumer<byte[], byte[]> {
            private int given;
            private boolean waits = true;

            private GroupConsumer() {
                super("earliest");
                updateBeginningOffsets(Map.of(ALERTS, BEGIN));
                updateEndOffsets(Map.of(ALERTS, end));
                schedulePollTask(() -> assign(List.of(ALERTS)));
            }

            private void assign(List<TopicPartition> partitions) {
                try {
                    rebalance(partitions);
                } catch (IllegalStateException e) {
                    // As the real one does.
                    throw new KafkaException("User rebalance callback throws an error", e);
                }
                partitions.forEach(each -> seek(each, place()));
            }

            @Override
            public synchronized ConsumerRecords<byte[], byte[]> poll(Duration timeout) {
                KafkaException failure = nonsense.poll();
                if (failure != null) {
                    wasDown = true;
                    throw failure;
                }
                records.drainTo(log);
                if (loses && !assignment().isEmpty()) {
                    assign(List.of());
                }
                int most = slow ? given + (waits ? 0 : 1) : log.size();
                waits = !waits;
                for (; given < Math.min(log.size(), most) && !assignment().isEmpty(); given++) {
                    addRecord(
                            new ConsumerRecord<>(
                                    ALERTS.topic(),
                                    0,
                                    BEGIN + given,
                                    "key".getBytes(UTF_8),
                                    log.get(given).getBytes(UTF_8)));
                }
                return super.poll(timeout);
            }

            @Override
            public synchronized Map<TopicPartition, OffsetAndMetadata> committed(
                    Set<TopicPartition> partitions) {
                return fresh && places().isEmpty()
                        ? Map.of()
                        : Map.of(ALERTS, new OffsetAndMetadata(place()));
            }

            @Override
            public synchronized Map<TopicPartition, OffsetAndTimestamp> offsetsForTimes(
                    Map<TopicPartition, Long> times) {
                long time = times.getOrDefault(ALERTS, 0L);
                lookedBackTo = Instant.ofEpochMilli(time);
                return Map.of(ALERTS, new OffsetAndTimestamp(BEGIN, time));
            }
        }
    }
}
