package io.tripline.alerting.topics;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.consumer.OffsetCommitCallback;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class TopicReaderTest {
    private static final TopicPartition ZERO = new TopicPartition("alerts", 0);
    private static final TopicPartition ONE = new TopicPartition("alerts", 1);

    private final StandInConsumer consumer = new StandInConsumer();
    private final KeepingIntake intake = new KeepingIntake();

    /** Every look at the time is a second later, so that every poll is followed by a commit. */
    private final AtomicLong seconds = new AtomicLong();

    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final AtomicInteger pauses = new AtomicInteger();
    private final TopicReader reader =
            new TopicReader(
                    new TopicReader.Source(
                            "alerts",
                            "on-call",
                            "by_duration:PT1H",
                            Duration.ofMillis(1),
                            10,
                            Duration.ofMillis(100)),
                    Map.of(),
                    () -> intake,
                    new ReaderMetrics(
                            "on-call", meters, () -> Instant.ofEpochSecond(seconds.get())),
                    () -> Duration.ofSeconds(seconds.incrementAndGet()).toNanos(),
                    _ -> pauses.incrementAndGet(),
                    _ -> consumer);

    @AfterEach
    void close() {
        reader.close();
    }

    @Test
    void aPartitionWithoutRecordsHasADurablePlaceFromItsAssignmentOn() throws Exception {
        consumer.schedulePollTask(() -> consumer.rebalance(List.of(ZERO, ONE)));

        reader.start();

        assertThat(consumer.nextCommit()).isEqualTo(Map.of(0, 7L, 1, 9L));
    }

    @Test
    void whoeverClosesDoesNotWaitAsAfterAFailure() throws Exception {
        consumer.schedulePollTask(() -> consumer.rebalance(List.of(ZERO)));
        reader.start();
        consumer.nextCommit();

        reader.close();

        assertThat(pauses).hasValue(0);
    }

    @Test
    void aFirstRecordThatIsNotSettledIsReadAgainByTheNextReader() throws Exception {
        consumer.schedulePollTask(
                () -> {
                    consumer.rebalance(List.of(ZERO));
                    consumer.addRecord(alert(ZERO, 7));
                });

        reader.start();

        assertThat(consumer.nextCommit()).isEqualTo(Map.of(0, 7L));
        intake.open.take().run();
        assertThat(consumer.nextCommit()).isEqualTo(Map.of(0, 8L));
    }

    @Test
    void behindARecordThatDoesNotSettleNothingIsDoneTwiceThoughTheReaderEnds() throws Exception {
        consumer.schedulePollTask(
                () -> {
                    consumer.rebalance(List.of(ZERO));
                    for (int i = 7; i < 17; i++) {
                        consumer.addRecord(alert(ZERO, i));
                    }
                });
        reader.start();
        intake.open.take();
        for (int i = 8; i < 17; i++) {
            intake.open.take().run();
        }
        while (!consumer.ahead().equals("1:9")) {
            Thread.onSpinWait();
        }

        consumer.schedulePollTask(
                () -> {
                    consumer.rebalance(List.of(ONE));
                    consumer.rebalance(List.of(ZERO, ONE));
                    for (int i = 7; i < 18; i++) {
                        consumer.addRecord(alert(ZERO, i));
                    }
                });

        // The one that is open, and the new one.
        intake.open.take();
        intake.open.take().run();
        while (!consumer.ahead().equals("1:a")) {
            Thread.onSpinWait();
        }
        assertThat(intake.open).isEmpty();
    }

    @Test
    void aCommitThatFailsIsRepeatedThoughNothingNewSettles() throws Exception {
        consumer.failures.set(1);
        consumer.schedulePollTask(() -> consumer.rebalance(List.of(ZERO)));

        reader.start();

        assertThat(consumer.nextCommit()).isEqualTo(Map.of(0, 7L));
        assertThat(consumer.failures).hasValue(0);
    }

    @Test
    void whatTheIntakeWantsCommittedIsCommittedBeforeTheIntervalIsOver() throws Exception {
        consumer.schedulePollTask(() -> consumer.rebalance(List.of(ZERO)));
        intake.wantsCommit = true;
        try (TopicReader timeless = timeless()) {
            timeless.start();

            assertThat(consumer.nextCommit()).isEqualTo(Map.of(0, 7L));
            assertThat(intake.committed.poll(20, TimeUnit.SECONDS)).isEqualTo(1);
        }
    }

    /** Else the next one would have nothing to say, and what it counts would seem to be committed. */
    @Test
    void nothingIsCommittedWhileACommitIsNotAnswered() throws Exception {
        consumer.schedulePollTask(() -> consumer.rebalance(List.of(ZERO)));
        intake.wantsCommit = true;
        consumer.keepsAnswers = true;
        try (TopicReader timeless = timeless()) {
            timeless.start();
            Runnable answer = consumer.answers.take();
            awaitSomePolls();

            assertThat(intake.commits).hasValue(1);
            assertThat(intake.committed).isEmpty();
            consumer.schedulePollTask(answer);
            assertThat(intake.committed.poll(20, TimeUnit.SECONDS)).isEqualTo(1);
            assertThat(consumer.answers.poll(20, TimeUnit.SECONDS)).isNotNull();
        }
    }

    @Test
    void afterACommitThatFailedTheNextWaitsForItsInterval() throws Exception {
        consumer.failures.set(1);
        consumer.schedulePollTask(() -> consumer.rebalance(List.of(ZERO)));
        intake.wantsCommit = true;
        try (TopicReader timeless = timeless()) {
            timeless.start();
            while (consumer.failures.get() > 0 && !Thread.currentThread().isInterrupted()) {
                Thread.onSpinWait();
            }
            awaitSomePolls();

            assertThat(intake.commits).hasValue(1);
            assertThat(intake.committed).isEmpty();
        }
    }

    private void awaitSomePolls() throws InterruptedException {
        CountDownLatch polls = new CountDownLatch(10);
        for (int i = 0; i < 10; i++) {
            consumer.schedulePollTask(polls::countDown);
        }
        polls.await();
    }

    /** One for which no time passes, so that no interval is ever over. */
    private TopicReader timeless() {
        return new TopicReader(
                new TopicReader.Source(
                        "alerts",
                        "on-call",
                        "by_duration:PT1H",
                        Duration.ofMillis(1),
                        10,
                        Duration.ofDays(1)),
                Map.of(),
                () -> intake,
                new ReaderMetrics("on-call", meters, () -> Instant.EPOCH),
                () -> 0,
                _ -> pauses.incrementAndGet(),
                _ -> consumer);
    }

    @Test
    void theIntakeHearsOfPartitionsThatGo() throws Exception {
        consumer.schedulePollTask(() -> consumer.rebalance(List.of(ZERO, ONE)));
        consumer.schedulePollTask(() -> consumer.rebalance(List.of(ONE)));

        reader.start();

        assertThat(intake.revoked.poll(20, TimeUnit.SECONDS)).isEqualTo(List.of(0));
    }

    @Test
    void whileNothingIsTakenItIsToldHowMuchWaits() {
        intake.room = false;
        consumer.schedulePollTask(() -> consumer.rebalance(List.of(ZERO)));
        consumer.schedulePollTask(() -> consumer.updateEndOffsets(Map.of(ZERO, 5_007L)));

        reader.start();
        while (meters.get("tripline.alerting.lag").gauge().value() != 5_000
                && !Thread.currentThread().isInterrupted()) {
            Thread.onSpinWait();
        }

        assertThat(consumer.paused()).containsExactly(ZERO);
    }

    @Test
    void anErrorInTheWorkEndsTheReaderWithItsReason() {
        consumer.schedulePollTask(
                () -> {
                    consumer.rebalance(List.of(ZERO));
                    intake.failure =
                            Optional.of(
                                    new Failure("A lane ended", new StackOverflowError("deep")));
                });

        reader.start();
        while (reader.notLive().isEmpty() && !Thread.currentThread().isInterrupted()) {
            Thread.onSpinWait();
        }

        assertThat(reader.notLive().get()).contains("on-call", "A lane ended");
    }

    private static ConsumerRecord<byte[], byte[]> alert(TopicPartition partition, long offset) {
        return new ConsumerRecord<>(
                partition.topic(),
                partition.partition(),
                offset,
                "a1".getBytes(UTF_8),
                "{}".getBytes(UTF_8));
    }

    /** Keeps what it is given, and settles nothing by itself. */
    private static final class KeepingIntake implements Intake {
        private final BlockingQueue<Runnable> open = new LinkedBlockingQueue<>();
        private final BlockingQueue<Collection<Integer>> revoked = new LinkedBlockingQueue<>();
        private volatile Optional<Failure> failure = Optional.empty();
        private volatile boolean room = true;
        private volatile boolean wantsCommit;

        /** By which call of {@link #committing} they were begun. */
        private final BlockingQueue<Integer> committed = new LinkedBlockingQueue<>();

        private final AtomicInteger commits = new AtomicInteger();

        @Override
        public boolean wantsCommit() {
            return wantsCommit;
        }

        @Override
        public Runnable committing() {
            int number = commits.incrementAndGet();
            return () -> committed.add(number);
        }

        @Override
        public boolean hasRoom() {
            return room;
        }

        @Override
        public void accept(Received received, Runnable settled) {
            open.add(settled);
        }

        @Override
        public Optional<Failure> failure() {
            return failure;
        }

        @Override
        public void revoked(Collection<Integer> partitions) {
            revoked.add(List.copyOf(partitions));
        }

        @Override
        public void afterPoll() {}

        @Override
        public void close() {}
    }

    /** Kafka's own stand-in, with a commit that can fail and be waited for. */
    private static final class StandInConsumer extends MockConsumer<byte[], byte[]> {
        private final AtomicInteger failures = new AtomicInteger();
        private final BlockingQueue<Runnable> answers = new LinkedBlockingQueue<>();
        private volatile boolean keepsAnswers;
        private final BlockingQueue<Map<Integer, Long>> commits = new LinkedBlockingQueue<>();

        private StandInConsumer() {
            super("by_duration:PT1H");
            Map<TopicPartition, Long> offsets = Map.of(ZERO, 7L, ONE, 9L);
            updateBeginningOffsets(offsets);
            updateDurationOffsets(offsets);
            updateEndOffsets(offsets);
        }

        /** What is kept with the place in partition 0. */
        private synchronized String ahead() {
            OffsetAndMetadata place = committed(Set.of(ZERO)).get(ZERO);
            return place == null ? "" : place.metadata();
        }

        private Map<Integer, Long> nextCommit() throws InterruptedException {
            Map<Integer, Long> next = commits.poll(20, TimeUnit.SECONDS);
            return next == null ? Map.of() : next;
        }

        @Override
        public synchronized void commitAsync(
                Map<TopicPartition, OffsetAndMetadata> offsets,
                @Nullable OffsetCommitCallback callback) {
            if (callback != null && !offsets.isEmpty() && failures.get() > 0) {
                failures.decrementAndGet();
                callback.onComplete(offsets, new TimeoutException("nobody answers"));
                return;
            }
            if (keepsAnswers && callback != null) {
                answers.add(() -> callback.onComplete(offsets, null));
                return;
            }
            super.commitAsync(offsets, callback);
            if (!offsets.isEmpty()) {
                commits.add(
                        offsets.entrySet().stream()
                                .collect(
                                        Collectors.toMap(
                                                each -> each.getKey().partition(),
                                                each -> each.getValue().offset())));
            }
        }
    }
}
