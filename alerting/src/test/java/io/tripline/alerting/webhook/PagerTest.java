package io.tripline.alerting.webhook;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.tripline.alerting.DestinationConfig;
import io.tripline.alerting.KeptLetters;
import io.tripline.alerting.Samples;
import io.tripline.alerting.Secret;
import io.tripline.alerting.WebhookConfig;
import io.tripline.alerting.form.Form;
import io.tripline.alerting.paging.Page;
import io.tripline.alerting.retry.Backoff;
import io.tripline.alerting.topics.Received;
import java.net.InetAddress;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class PagerTest {
    private static final Duration SESSION = Duration.ofSeconds(10);

    private final AtomicLong nanos = new AtomicLong();
    private final Receiver receiver = new Receiver();
    private final KeptLetters deadLetters = new KeptLetters();
    private final InstantSource clock = InstantSource.fixed(Samples.APPENDED);
    private final WebhookConfig webhook =
            new WebhookConfig(
                    "on-call",
                    receiver.url(),
                    List.of(Secret.of("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")),
                    true,
                    false,
                    Duration.ofSeconds(30),
                    2,
                    Duration.ofMillis(1),
                    Duration.ofMillis(1),
                    Duration.ofHours(1));
    private final DestinationConfig config = DestinationConfig.of(webhook);
    private final Poster poster =
            new Poster(
                    config,
                    Form.of((DestinationConfig.Web) config.target(), Map.of()),
                    InetAddress::getAllByName,
                    clock);
    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final WebhookMetrics metrics = new WebhookMetrics(meters, "on-call");
    private final Pager pager =
            new Pager(
                    config,
                    new Destination(
                            config,
                            poster,
                            new Endings.Books(deadLetters, (_, _) -> {}, metrics),
                            new Backoff(
                                    webhook.retryFirst(), webhook.retryLongest(), new Random(1)),
                            _ -> {},
                            clock,
                            () -> 0),
                    deadLetters,
                    metrics,
                    membership(),
                    Pager.LEAST_BYTES);

    @AfterEach
    void close() {
        pager.close();
        poster.close();
        receiver.close();
    }

    @Test
    void oneAlertsRevisionsStayInOrderOverFailures() throws Exception {
        receiver.nextAnswers(500);
        receiver.nextAnswers(500);
        CountDownLatch done = new CountDownLatch(2);

        pager.accept(page(1), done::countDown);
        pager.accept(page(2), done::countDown);
        done.await();

        assertThat(receiver.requests)
                .extracting(Receiver.Request::id)
                .containsExactly("a1-r1", "a1-r1", "a1-r1", "a1-r2");
    }

    @Test
    void queuedPagesOfARevokedPartitionAreDropped() throws Exception {
        CountDownLatch hanging = new CountDownLatch(1);
        CountDownLatch release = new CountDownLatch(1);
        CountDownLatch done = new CountDownLatch(1);
        receiver.next(
                exchange -> {
                    hanging.countDown();
                    try {
                        release.await();
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                    exchange.sendResponseHeaders(503, -1);
                });
        pager.accept(page(1), () -> {});
        pager.accept(page(2), () -> {});
        hanging.await();

        pager.revoked(List.of(0));
        release.countDown();
        pager.accept(page(3), done::countDown);
        done.await();

        assertThat(receiver.requests)
                .extracting(Receiver.Request::id)
                .containsExactly("a1-r1", "a1-r3");
    }

    @Test
    void aPageThatCannotBeWrittenIsADeadLetterAndDoesNotStandInTheWay() throws Exception {
        CountDownLatch done = new CountDownLatch(2);
        List<String> written = new CopyOnWriteArrayList<>();
        Courier broken =
                new Courier() {
                    @Override
                    public Attempt post(Page page) {
                        if (page.revision() == 1) {
                            throw new IllegalArgumentException("a bug");
                        }
                        written.add(page.id());
                        return new Attempt.Accepted(204);
                    }

                    @Override
                    public void close() {}
                };
        try (Pager lanes = pager(broken)) {
            lanes.accept(page(1), done::countDown);
            lanes.accept(page(2), done::countDown);
            done.await();

            assertThat(lanes.failure()).isEmpty();
        }

        assertThat(written).containsExactly("a1-r2");
        assertThat(deadLetters.letters.getFirst().detail()).contains("unwritable");
    }

    @Test
    void whatIsUnderWayWhenItsPartitionGoesIsSettledBeforeThat() throws Exception {
        CountDownLatch asked = new CountDownLatch(1);
        CountDownLatch release = new CountDownLatch(1);
        CountDownLatch settled = new CountDownLatch(1);
        try (Pager lanes = pager(waiting(new CopyOnWriteArrayList<>(), asked, release))) {
            lanes.accept(page(1), settled::countDown);
            asked.await();
            Thread loss = Thread.ofPlatform().start(() -> lanes.revoked(List.of(0)));
            while (loss.getState() != Thread.State.TIMED_WAITING) {
                Thread.onSpinWait();
            }

            release.countDown();
            loss.join();

            assertThat(settled.getCount()).isZero();
        }
    }

    @Test
    void whatWaitsForItsTurnWhenItsPartitionGoesIsLeftToTheNextOne() throws Exception {
        CountDownLatch asked = new CountDownLatch(webhook.concurrency());
        CountDownLatch release = new CountDownLatch(1);
        List<String> told = new CopyOnWriteArrayList<>();
        CountDownLatch settled = new CountDownLatch(webhook.concurrency());
        CountDownLatch theirs = new CountDownLatch(1);
        try (Pager lanes = pager(waiting(told, asked, release))) {
            for (int i = 0; i < 50; i++) {
                lanes.accept(
                        Samples.outbox(Samples.page("a" + i, 1, Samples.APPENDED)),
                        settled::countDown);
            }
            asked.await();
            List<String> underWay = List.copyOf(told);
            Thread loss = Thread.ofPlatform().start(() -> lanes.revoked(List.of(0)));
            while (loss.getState() != Thread.State.TIMED_WAITING) {
                assertThat(loss.getState()).isNotEqualTo(Thread.State.TERMINATED);
            }

            release.countDown();
            loss.join();
            settled.await();
            lanes.committing().run();
            // Behind all of them, as turns are taken in their order.
            lanes.accept(
                    Samples.outbox(Samples.page("next", 1, Samples.APPENDED)), theirs::countDown);
            theirs.await();

            assertThat(told.subList(0, told.size() - 1)).isEqualTo(underWay);
            assertThat(told.getLast()).isEqualTo("next");
        }
    }

    @Test
    void aKillHasNoMoreToldAgainThanItsBound() throws Exception {
        int most = Exposure.most(webhook.concurrency());
        int pages = 50 * most;
        AtomicInteger told = new AtomicInteger();
        AtomicInteger settled = new AtomicInteger();
        AtomicInteger committed = new AtomicInteger();
        AtomicInteger worst = new AtomicInteger();
        Courier quick =
                new Courier() {
                    @Override
                    public Attempt post(Page page) {
                        int exposed = told.incrementAndGet() - committed.get();
                        worst.accumulateAndGet(exposed, Math::max);
                        return new Attempt.Accepted(204);
                    }

                    @Override
                    public void close() {}
                };
        try (Pager lanes = pager(quick)) {
            for (int i = 0; i < pages; i++) {
                lanes.accept(
                        Samples.outbox(Samples.page("a" + i, 1, Samples.APPENDED)),
                        settled::incrementAndGet);
            }
            while (settled.get() < most && !Thread.currentThread().isInterrupted()) {
                Thread.onSpinWait();
            }
            assertThat(told).hasValue(most);
            assertThat(lanes.isLively()).isTrue();
            while (settled.get() < pages && !Thread.currentThread().isInterrupted()) {
                Runnable commit = lanes.committing();
                committed.set(settled.get());
                commit.run();
            }
        }

        assertThat(told).hasValue(pages);
        assertThat(worst).hasValueLessThanOrEqualTo(most);
    }

    /** Takes what it is given once it may, and notes about what it was asked. */
    private static Courier waiting(
            List<String> told, CountDownLatch asked, CountDownLatch release) {
        return new Courier() {
            @Override
            public Attempt post(Page page) throws InterruptedException {
                told.add(page.about());
                asked.countDown();
                release.await();
                return new Attempt.Accepted(204);
            }

            @Override
            public void close() {}
        };
    }

    private Pager pager(Courier courier) {
        return pager(destination(courier));
    }

    private Pager pager(Destination destination) {
        return new Pager(
                config, destination, deadLetters, metrics, membership(), Pager.LEAST_BYTES);
    }

    private Destination destination(Courier courier) {
        return new Destination(
                config,
                courier,
                new Endings.Books(deadLetters, (_, _) -> {}, metrics),
                new Backoff(webhook.retryFirst(), webhook.retryLongest(), new Random(1)),
                _ -> {},
                clock,
                () -> 0);
    }

    private Membership membership() {
        return new Membership(nanos::get, SESSION);
    }

    @Test
    void anErrorInALaneIsAFailure() throws Exception {
        pager.accept(
                page(1),
                () -> {
                    throw new StackOverflowError("too deep");
                });
        while (pager.failure().isEmpty() && !Thread.currentThread().isInterrupted()) {
            Thread.onSpinWait();
        }

        assertThat(pager.failure().get().what()).contains("on-call", "too deep");
        assertThat(pager.failure().get().cause()).isInstanceOf(StackOverflowError.class);
    }

    @Test
    void whatIsNoPageIsADeadLetter() throws Exception {
        CountDownLatch done = new CountDownLatch(1);
        Received nonsense =
                new Received(
                        "alerts",
                        0,
                        1,
                        "a1".getBytes(UTF_8),
                        "{}".getBytes(UTF_8),
                        Samples.APPENDED,
                        null,
                        null,
                        null);

        pager.accept(nonsense, done::countDown);
        done.await();

        assertThat(deadLetters.letters.getFirst().reason()).isEqualTo("webhook_malformed");
    }

    @Test
    void aReceiverThatIsStuckLeavesNoRoomAfterAWhile() throws Exception {
        CountDownLatch release = new CountDownLatch(1);
        for (int i = 0; i < webhook.concurrency(); i++) {
            receiver.next(
                    _ -> {
                        try {
                            release.await();
                        } catch (InterruptedException e) {
                            Thread.currentThread().interrupt();
                        }
                    });
        }
        assertThat(pager.hasRoom()).isTrue();

        for (int i = 0; i < Pager.ROOM; i++) {
            assertThat(pager.hasRoom()).isTrue();
            pager.accept(Samples.outbox(Samples.page("a" + i, 1, Samples.APPENDED)), () -> {});
        }

        assertThat(pager.hasRoom()).isFalse();
        release.countDown();
    }

    @Test
    void pagesThatAreTooLargeTogetherLeaveNoRoomHoweverFewTheyAre() throws Exception {
        CountDownLatch release = new CountDownLatch(1);
        CountDownLatch settled = new CountDownLatch(3);
        receiver.next(
                _ -> {
                    try {
                        release.await();
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                });
        Page small = Samples.page("a1", 1, Samples.APPENDED);
        byte[] document = new byte[(int) Pager.LEAST_BYTES / 8 * 3];
        for (int i = 0; i < 3; i++) {
            assertThat(pager.hasRoom()).as("page %d", i).isEqualTo(i < 2);
            Page large =
                    new Page(
                            "a1-r" + i,
                            "a1",
                            small.subject(),
                            i,
                            small.kind(),
                            small.destination(),
                            small.route(),
                            small.why(),
                            small.created(),
                            "",
                            document);
            pager.accept(Samples.outbox(large), settled::countDown);
        }

        release.countDown();
        settled.await();
    }

    @Test
    void whatIsUnderWayAtTheEndIsSettledAndNothingElseIsBegun() throws Exception {
        CountDownLatch asked = new CountDownLatch(1);
        CountDownLatch release = new CountDownLatch(1);
        CountDownLatch settled = new CountDownLatch(1);
        receiver.next(
                exchange -> {
                    asked.countDown();
                    try {
                        release.await();
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                    exchange.sendResponseHeaders(204, -1);
                });
        pager.accept(page(1), settled::countDown);
        pager.accept(page(2), () -> {});
        asked.await();
        Thread end = Thread.ofPlatform().start(pager::windDown);
        while (end.getState() != Thread.State.TIMED_WAITING) {
            Thread.onSpinWait();
        }

        release.countDown();
        end.join();
        pager.close();

        assertThat(settled.getCount()).isZero();
        assertThat(receiver.requests).hasSize(1);
    }

    @Test
    void whoStoodStillForLongerThanItsSessionTriesNothingAndBeginsAgain() throws Exception {
        CountDownLatch failed = new CountDownLatch(1);
        CountDownLatch looked = new CountDownLatch(3);
        List<String> told = new CopyOnWriteArrayList<>();
        Courier courier =
                new Courier() {
                    @Override
                    public Attempt post(Page page) {
                        told.add(page.id());
                        failed.countDown();
                        return new Attempt.Later(DeliveryFailure.TIMEOUT, 0, Optional.empty());
                    }

                    @Override
                    public void close() {}
                };
        CountDownLatch frozen = new CountDownLatch(1);
        Destination destination =
                new Destination(
                        config,
                        courier,
                        new Endings.Books(deadLetters, (_, _) -> {}, metrics),
                        new Backoff(webhook.retryFirst(), webhook.retryLongest(), new Random(1)),
                        _ -> {
                            // Stands still while it waits to try again.
                            frozen.await();
                            looked.countDown();
                        },
                        clock,
                        () -> 0);
        try (Pager frost = pager(destination)) {
            frost.accept(page(1), () -> {});
            failed.await();

            nanos.set(SESSION.toNanos());
            frozen.countDown();
            looked.await();

            assertThat(told).hasSize(1);
            assertThat(frost.failure()).isEmpty();
            frost.afterPoll();
            assertThat(frost.failure().orElseThrow().what()).contains("stood still");
        }
        assertThat(told).hasSize(1);
    }

    @Test
    void whoIsCutOffFromKafkaTriesNothingThoughItPollsOn() throws Exception {
        Duration tooLong = SESSION.multipliedBy(8).dividedBy(10);
        pager.heard(tooLong);
        pager.afterPoll();
        pager.accept(page(1), () -> {});
        assertThat(pager.failure()).isEmpty();
        nanos.set(Duration.ofSeconds(1).toNanos());
        pager.heard(tooLong);
        pager.afterPoll();

        assertThat(pager.failure().orElseThrow().what()).contains("cut off from Kafka");
        assertThat(receiver.requests).isEmpty();
    }

    /** As after a pause, when the first poll comes before the heartbeat. */
    @Test
    void whoOnlySeemedCutOffForAMomentGoesOn() throws Exception {
        CountDownLatch done = new CountDownLatch(1);
        pager.heard(SESSION);
        pager.afterPoll();
        pager.accept(page(1), done::countDown);
        nanos.set(Duration.ofSeconds(2).toNanos());
        pager.heard(Duration.ZERO);
        pager.afterPoll();
        done.await();

        assertThat(pager.failure()).isEmpty();
        assertThat(receiver.requests).hasSize(1);
    }

    @Test
    void whoIsHeardOfTriesAgain() throws Exception {
        receiver.nextAnswers(500);
        CountDownLatch done = new CountDownLatch(1);
        nanos.set(SESSION.toNanos() / 2);
        pager.afterPoll();
        nanos.set(SESSION.toNanos());

        pager.accept(page(1), done::countDown);
        done.await();

        assertThat(pager.failure()).isEmpty();
        assertThat(receiver.requests).hasSize(2);
    }

    @Test
    void aPageForAnotherDestinationIsNotOurs() throws Exception {
        Page ours = Samples.page("a1", 1, Samples.APPENDED);
        Page theirs =
                new Page(
                        ours.id(),
                        ours.about(),
                        ours.subject(),
                        1,
                        ours.kind(),
                        "chat",
                        ours.route(),
                        ours.why(),
                        ours.created(),
                        "",
                        ours.document());
        CountDownLatch done = new CountDownLatch(2);

        pager.accept(Samples.outbox(theirs), done::countDown);
        pager.accept(Samples.outbox(ours), done::countDown);
        done.await();

        assertThat(receiver.requests).hasSize(1);
    }

    private static Received page(int revision) {
        return Samples.outbox(Samples.page("a1", revision, Samples.APPENDED));
    }
}
