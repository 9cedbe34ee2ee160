package io.tripline.alerting.webhook;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.tripline.alerting.KeptLetters;
import io.tripline.alerting.Samples;
import io.tripline.alerting.Secret;
import io.tripline.alerting.WebhookConfig;
import io.tripline.alerting.retry.Backoff;
import io.tripline.alerting.topics.Received;
import io.tripline.contracts.Alert.State;
import java.net.InetAddress;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class PagerTest {
    private final Receiver receiver = new Receiver();
    private final KeptLetters deadLetters = new KeptLetters();
    private final InstantSource clock = InstantSource.fixed(Samples.APPENDED);
    private final WebhookConfig config =
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
    private final Poster poster = new Poster(config, InetAddress::getAllByName, clock);
    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final WebhookMetrics metrics = new WebhookMetrics(meters, "on-call");
    private final Pager pager =
            new Pager(
                    config,
                    new Destination(
                            config,
                            poster,
                            deadLetters,
                            new Backoff(config.retryFirst(), config.retryLongest(), new Random(1)),
                            _ -> {},
                            clock,
                            metrics),
                    deadLetters,
                    metrics);

    @AfterEach
    void close() {
        pager.close();
        poster.close();
        receiver.close();
    }

    @Test
    void aRuleThatIsStillTriedOutPagesNobodyUntilItIsTrusted() throws Exception {
        CountDownLatch tried = new CountDownLatch(1);
        pager.accept(Samples.alert("a1", 1, State.RAISED, true), tried::countDown);
        tried.await();
        CountDownLatch trusted = new CountDownLatch(1);
        pager.accept(Samples.alert("a1", 2, State.RAISED, false), trusted::countDown);
        trusted.await();

        assertThat(receiver.requests)
                .singleElement()
                .satisfies(each -> assertThat(each.id()).isEqualTo("a1-r2"));
    }

    @Test
    void oneAlertsRevisionsStayInOrderOverFailures() throws Exception {
        receiver.nextAnswers(500);
        receiver.nextAnswers(500);
        CountDownLatch done = new CountDownLatch(2);

        pager.accept(Samples.alert("a1", 1, State.RAISED), done::countDown);
        pager.accept(Samples.alert("a1", 2, State.WITHDRAWN), done::countDown);
        done.await();

        assertThat(receiver.requests)
                .extracting(Receiver.Request::id)
                .containsExactly("a1-r1", "a1-r1", "a1-r1", "a1-r2");
    }

    @Test
    void everyChangeOfStateIsAPageAndNothingElse() throws Exception {
        CountDownLatch done = new CountDownLatch(6);

        pager.accept(Samples.alert("a1", 1, State.RAISED), done::countDown);
        pager.accept(Samples.alert("a1", 2, State.RAISED), done::countDown);
        pager.accept(Samples.alert("a1", 3, State.WITHDRAWN), done::countDown);
        pager.accept(Samples.alert("a1", 4, State.RAISED), done::countDown);
        pager.accept(Samples.alert("a1", 5, State.RAISED), done::countDown);
        pager.accept(Samples.alert("a1", 6, State.WITHDRAWN), done::countDown);
        done.await();

        assertThat(receiver.requests)
                .extracting(Receiver.Request::id)
                .containsExactly("a1-r1", "a1-r3", "a1-r4", "a1-r6");
        assertThat(meters.get("tripline.alerting.webhook.ignored").counter().count()).isEqualTo(2);
    }

    @Test
    void anAlertOfWhichNothingIsKnownIsAPageWhateverItsRevision() throws Exception {
        CountDownLatch before = new CountDownLatch(2);
        CountDownLatch after = new CountDownLatch(1);

        pager.accept(Samples.alert("a1", 3, State.RAISED), before::countDown);
        pager.accept(Samples.alert("a1", 4, State.RAISED), before::countDown);
        before.await();
        pager.revoked(List.of(0));
        pager.accept(Samples.alert("a1", 5, State.RAISED), after::countDown);
        after.await();

        assertThat(receiver.requests)
                .extracting(Receiver.Request::id)
                .containsExactly("a1-r3", "a1-r5");
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
        pager.accept(Samples.alert("a1", 1, State.RAISED), () -> {});
        pager.accept(Samples.alert("a1", 2, State.WITHDRAWN), () -> {});
        hanging.await();

        pager.revoked(List.of(0));
        release.countDown();
        pager.accept(Samples.alert("a1", 3, State.RAISED), done::countDown);
        done.await();

        assertThat(receiver.requests)
                .extracting(Receiver.Request::id)
                .containsExactly("a1-r1", "a1-r3");
    }

    @Test
    void anErrorInALaneIsAFailure() throws Exception {
        pager.accept(
                Samples.alert("a1", 1, State.RAISED),
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
    void whatIsNoAlertIsADeadLetter() throws Exception {
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
    void aReceiverThatIsStuckFillsItsLaneAndThenThereIsNoRoom() throws Exception {
        CountDownLatch release = new CountDownLatch(1);
        receiver.next(
                _ -> {
                    try {
                        release.await();
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                });
        assertThat(pager.hasRoom()).isTrue();

        for (int i = 0; i <= Pager.LANE_ROOM; i++) {
            State state = i % 2 == 0 ? State.RAISED : State.WITHDRAWN;
            pager.accept(Samples.alert("a1", i + 1, state), () -> {});
        }

        assertThat(pager.hasRoom()).isFalse();
        release.countDown();
    }
}
