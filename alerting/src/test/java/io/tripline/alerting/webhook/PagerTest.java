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
    void aRevisionThatChangesNothingForAPersonIsSettledWithoutAPage() throws Exception {
        CountDownLatch done = new CountDownLatch(1);

        pager.accept(Samples.alert("a1", 2, State.RAISED), done::countDown);
        done.await();

        assertThat(receiver.requests).isEmpty();
        assertThat(meters.get("tripline.alerting.webhook.ignored").counter().count()).isEqualTo(1);
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
            pager.accept(Samples.alert("a1", 1, State.RAISED), () -> {});
        }

        assertThat(pager.hasRoom()).isFalse();
        release.countDown();
    }
}
