package io.tripline.alerting.webhook;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import com.standardwebhooks.Webhook;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.tripline.alerting.Certificates;
import io.tripline.alerting.DestinationConfig;
import io.tripline.alerting.KeptLetters;
import io.tripline.alerting.Samples;
import io.tripline.alerting.Secret;
import io.tripline.alerting.WebhookConfig;
import io.tripline.alerting.form.Form;
import io.tripline.alerting.paging.Page;
import io.tripline.alerting.paging.Receipt;
import io.tripline.alerting.retry.Backoff;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpHeaders;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Fault 9 of the list: whatever a receiver does, the alert reaches it or is a dead letter, and nothing hangs. */
@Timeout(60)
class DestinationTest {
    private static final Secret NEW = Secret.of("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw");
    private static final Secret OLD = Secret.of("whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD");

    private final Receiver receiver = new Receiver();
    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final KeptLetters deadLetters = new KeptLetters();
    private final List<Duration> pauses = new CopyOnWriteArrayList<>();
    private final List<String> settled = new CopyOnWriteArrayList<>();

    /** Begins at the present, because the verifying library compares with it; a pause passes in no time. */
    private Instant now = InstantSource.system().instant();

    private final InstantSource clock = () -> now;
    private Instant created = now;
    private final List<byte[]> receipts = new CopyOnWriteArrayList<>();
    private boolean revoked;
    private int revokedAfter = Integer.MAX_VALUE;

    @AfterEach
    void close() {
        receiver.close();
    }

    @Test
    void anImplementationThatIsNotOursVerifiesTheSignatureWithEitherKey() throws Exception {
        deliver(config(receiver.url(), true));

        Receiver.Request request = receiver.requests.getFirst();
        for (Secret key : List.of(NEW, OLD)) {
            assertThatCode(
                            () ->
                                    new Webhook(key.reveal())
                                            .verify(
                                                    new String(request.body(), UTF_8),
                                                    HttpHeaders.of(
                                                            request.headers(), (_, _) -> true)))
                    .doesNotThrowAnyException();
        }
        assertThat(request.id()).isEqualTo("a1-r1");
        assertThat(request.body()).isEqualTo(page().document());
        assertThat(request.headers().getFirst("webhook-signature")).matches("v1,\\S+ v1,\\S+");
    }

    @ParameterizedTest
    @ValueSource(ints = {500, 502, 503, 408, 425, 429, 401, 403, 404})
    void aPassingFailureIsTriedAgainUnderTheSameId(int status) throws Exception {
        receiver.nextAnswers(status);

        deliver(config(receiver.url(), true));

        assertThat(receiver.requests)
                .extracting(Receiver.Request::id)
                .containsExactly("a1-r1", "a1-r1");
        assertThat(settled).containsExactly("a1-r1");
        assertThat(deadLetters.letters).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(ints = {400, 405, 410, 422})
    void aRefusalIsADeadLetterAtOnce(int status) throws Exception {
        receiver.nextAnswers(status);

        deliver(config(receiver.url(), true));

        assertThat(receiver.requests).hasSize(1);
        assertThat(settled).containsExactly("a1-r1");
        assertThat(deadLetters.letters.getFirst().reason()).isEqualTo("webhook_rejected");
        assertThat(deadLetters.letters.getFirst().detail()).contains("on-call", "" + status);
    }

    @ParameterizedTest
    @ValueSource(strings = {"http://127.0.0.1:1/", "http://169.254.169.254/latest/meta-data/"})
    void aRedirectIsNeverFollowed(String target) throws Exception {
        receiver.nextAnswers(302, "location", target);

        deliver(config(receiver.url(), true));

        assertThat(receiver.requests).hasSize(1);
        assertThat(deadLetters.letters.getFirst().detail()).contains("302 (redirect)");
    }

    @Test
    void retryAfterInSecondsIsHonoured() throws Exception {
        receiver.nextAnswers(429, "retry-after", "120");

        deliver(config(receiver.url(), true));

        assertThat(pauses).containsExactly(Duration.ofMinutes(2));
    }

    @Test
    void retryAfterAsADateIsHonoured() throws Exception {
        now = Instant.parse("2026-03-02T08:00:00Z");
        receiver.nextAnswers(503, "retry-after", "Mon, 2 Mar 2026 08:00:45 GMT");

        deliver(config(receiver.url(), true));

        assertThat(pauses).containsExactly(Duration.ofSeconds(45));
    }

    @ParameterizedTest
    @ValueSource(strings = {"86400", "999999999", "Fri, 31 Dec 2100 00:00:00 GMT"})
    void retryAfterLeavesTimeForSeveralTries(String retryAfter) throws Exception {
        for (int i = 0; i < 3; i++) {
            receiver.nextAnswers(503, "retry-after", retryAfter);
        }

        deliver(config(receiver.url(), true));

        assertThat(receiver.requests).hasSize(4);
        assertThat(settled).containsExactly("a1-r1");
        assertThat(deadLetters.letters).isEmpty();
    }

    @Test
    void retryAfterSparesAReceiverForAQuarterOfAnHourAtMost() throws Exception {
        receiver.nextAnswers(503, "retry-after", "86400");
        WebhookConfig usual = config(receiver.url(), true);

        deliver(
                new WebhookConfig(
                        usual.name(),
                        usual.url(),
                        usual.secrets(),
                        true,
                        false,
                        usual.timeout(),
                        2,
                        usual.retryFirst(),
                        usual.retryLongest(),
                        Duration.ofHours(6)));

        assertThat(pauses).containsExactly(Duration.ofMinutes(15));
    }

    @Test
    void aReceiptSaysWhenToWhomWithWhichAnswerAndAfterHowManyAttempts() throws Exception {
        receiver.nextAnswers(500);

        deliver(config(receiver.url(), true));

        assertThat(receipt())
                .isEqualTo(
                        new Receipt(
                                "a1-r1",
                                "a1",
                                Page.Subject.ALERT,
                                Page.Kind.TRIGGER,
                                "on-call",
                                "everybody",
                                "The route everybody matches.",
                                Receipt.Outcome.DELIVERED,
                                204,
                                "",
                                2,
                                created,
                                now));
    }

    @Test
    void aReceiptSaysWhyNobodyWasTold() throws Exception {
        receiver.nextAnswers(410);

        deliver(config(receiver.url(), true));

        assertThat(receipt().outcome()).isEqualTo(Receipt.Outcome.REJECTED);
        assertThat(receipt().status()).isEqualTo(410);
        assertThat(receipt().reason()).isEqualTo("rejected");
    }

    @Test
    void aRefusalThatNobodyMendsInTimeIsADeadLetterWithItsReason() throws Exception {
        for (int i = 0; i < 200; i++) {
            receiver.nextAnswers(404);
        }

        deliver(config(receiver.url(), true));

        assertThat(deadLetters.letters.getFirst().reason()).isEqualTo("webhook_expired");
        assertThat(deadLetters.letters.getFirst().detail()).contains("not_found");
    }

    @Test
    void aPageThatSomebodyElseDeliversNowIsGivenUpUnsettled() throws Exception {
        for (int i = 0; i < 5; i++) {
            receiver.nextAnswers(503);
        }
        revokedAfter = 2;

        deliver(config(receiver.url(), true));

        assertThat(receiver.requests).hasSize(2);
        assertThat(settled).isEmpty();
        assertThat(deadLetters.letters).isEmpty();
    }

    @Test
    void anAnswerOfTenMegabytesIsNotReadToItsEnd() throws Exception {
        CountDownLatch cut = new CountDownLatch(1);
        receiver.next(
                exchange -> {
                    exchange.sendResponseHeaders(200, 0);
                    byte[] block = new byte[1 << 16];
                    try {
                        for (int i = 0; i < 160; i++) {
                            exchange.getResponseBody().write(block);
                        }
                    } catch (IOException e) {
                        cut.countDown();
                        throw e;
                    }
                });

        deliver(config(receiver.url(), true));

        assertThat(settled).containsExactly("a1-r1");
        cut.await();
    }

    @Test
    void aReceiverThatDripsCountsByItsStatusAndHoldsNobodyUp() throws Exception {
        CountDownLatch release = new CountDownLatch(1);
        receiver.next(
                exchange -> {
                    exchange.sendResponseHeaders(200, 100);
                    exchange.getResponseBody().write(1);
                    exchange.getResponseBody().flush();
                    await(release);
                });

        deliver(hurried(receiver.url()));
        release.countDown();

        assertThat(receiver.requests).hasSize(1);
        assertThat(settled).containsExactly("a1-r1");
    }

    @Test
    void aReceiverThatNeverAnswersTimesOut() throws Exception {
        CountDownLatch release = new CountDownLatch(1);
        receiver.next(_ -> await(release));

        deliver(hurried(receiver.url()));
        release.countDown();

        assertThat(failures("timeout")).isEqualTo(1);
        assertThat(settled).containsExactly("a1-r1");
    }

    @Test
    void loopbackIsRefusedBeforeAnyConnectionUnlessItIsAllowed() throws Exception {
        WebhookConfig config =
                config(URI.create("https://localhost:" + receiver.url().getPort()), false);

        deliver(config);

        assertThat(receiver.requests).isEmpty();
        assertThat(failures("address_refused")).isPositive();
        assertThat(deadLetters.letters.getFirst().reason()).isEqualTo("webhook_expired");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://169.254.169.254/latest/meta-data/",
                "https://[fe80::1]/",
                "https://[::ffff:169.254.169.254]/",
                "https://0.0.0.0/"
            })
    void linkLocalAndMetadataAddressesAreRefusedBeforeAnyConnectionEvenIfPrivateOnesAreAllowed(
            String url) throws Exception {
        deliver(config(URI.create(url), true));

        assertThat(failures("address_refused")).isPositive();
        assertThat(failures("connection")).isZero();
        assertThat(failures("timeout")).isZero();
    }

    @Test
    void aNameThatLeadsElsewhereOnASecondLookIsOnlyLookedAtOnce() throws Exception {
        List<String> looks = new CopyOnWriteArrayList<>();
        AddressGuard.Resolver rebinding =
                host -> {
                    looks.add(host);
                    return InetAddress.getAllByName(
                            looks.size() == 1 ? "127.0.0.1" : "169.254.169.254");
                };
        WebhookConfig webhook =
                config(
                        URI.create("http://hooks.example.com:" + receiver.url().getPort() + "/"),
                        true);
        DestinationConfig config = DestinationConfig.of(webhook);
        created = now;
        try (Poster poster =
                new Poster(
                        config,
                        Form.of((DestinationConfig.Web) config.target(), Map.of()),
                        rebinding,
                        clock)) {
            assertThat(poster.post(page())).isInstanceOf(Attempt.Accepted.class);
        }

        assertThat(looks).containsExactly("hooks.example.com");
        assertThat(receiver.requests.getFirst().headers().getFirst("host"))
                .startsWith("hooks.example.com");
    }

    @Test
    void aReceiverWhoseCertificateNobodySignedIsNeverToldAnything(@TempDir Path directory)
            throws Exception {
        HttpsServer server =
                HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 8);
        server.setHttpsConfigurator(
                new HttpsConfigurator(Certificates.selfSigned(directory).context()));
        CountDownLatch told = new CountDownLatch(1);
        server.createContext("/", _ -> told.countDown());
        server.start();
        try {
            deliver(
                    config(URI.create("https://localhost:" + server.getAddress().getPort()), true),
                    1);
        } finally {
            server.stop(0);
        }

        assertThat(told.getCount()).isEqualTo(1);
        assertThat(failures("connection")).isEqualTo(1);
    }

    @Test
    void aHeadThatDripsIsATimeout() throws Exception {
        try (ServerSocket server = new ServerSocket(0, 8, InetAddress.getLoopbackAddress())) {
            Thread dripping = Thread.ofVirtual().start(() -> drip(server));
            deliver(hurried(URI.create("http://127.0.0.1:" + server.getLocalPort())), 1);
            dripping.interrupt();
        }

        assertThat(failures("timeout")).isPositive();
    }

    @ParameterizedTest
    @ValueSource(strings = {"x: y\r\n", "x"})
    void aHeadWithoutEndIsNotReadToItsEnd(String more) throws Exception {
        AtomicLong sent = new AtomicLong();
        try (ServerSocket server = new ServerSocket(0, 8, InetAddress.getLoopbackAddress())) {
            Thread.ofVirtual().start(() -> babble(server, more.repeat(1_000), sent));
            deliver(config(URI.create("http://127.0.0.1:" + server.getLocalPort()), true), 1);
        }

        assertThat(failures("connection")).isEqualTo(1);
        // Beside what the sockets hold.
        assertThat(sent.get()).isLessThan(16 << 20);
    }

    /** As much of a head as anybody takes. */
    private static void babble(ServerSocket server, String more, AtomicLong sent) {
        try (Socket connection = server.accept()) {
            OutputStream out = connection.getOutputStream();
            out.write("HTTP/1.1 200 OK\r\n".getBytes(UTF_8));
            while (!server.isClosed()) {
                out.write(more.getBytes(UTF_8));
                sent.addAndGet(more.length());
            }
        } catch (IOException e) {
            // Nobody listens any more.
        }
    }

    /** A byte of a head every tenth of a second, without end. */
    private static void drip(ServerSocket server) {
        try (Socket connection = server.accept()) {
            connection.getOutputStream().write("HTTP/1.1 200 OK\r\nx: ".getBytes(UTF_8));
            while (!Thread.currentThread().isInterrupted()) {
                connection.getOutputStream().write('a');
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(100));
            }
        } catch (IOException e) {
            // The other side has gone, as it should.
        }
    }

    @Test
    void whatCannotBeDeliveredInTimeIsADeadLetter() throws Exception {
        for (int i = 0; i < 100; i++) {
            receiver.nextAnswers(500);
        }

        deliver(config(receiver.url(), true));

        assertThat(deadLetters.letters.getFirst().reason()).isEqualTo("webhook_expired");
        assertThat(settled).containsExactly("a1-r1");
    }

    @Test
    void theLatencyIsTakenFromTheArrivalOfTheRawRecord() throws Exception {
        now = Samples.APPENDED.plusMillis(120);

        deliver(config(receiver.url(), true));

        assertThat(
                        meters.get("tripline.alerting.webhook.latency")
                                .timer()
                                .max(TimeUnit.MILLISECONDS))
                .isEqualTo(120);
    }

    private double failures(String reason) {
        return meters.get("tripline.alerting.webhook.failed")
                .tag("reason", reason)
                .counter()
                .count();
    }

    private Page page() {
        return Samples.page("a1", 1, created);
    }

    private void deliver(WebhookConfig webhook, int pausesUntilRevoked) throws Exception {
        revokedAfter = pausesUntilRevoked;
        deliver(webhook);
    }

    private void deliver(WebhookConfig webhook) throws Exception {
        DestinationConfig config = DestinationConfig.of(webhook);
        created = now;
        Page page = page();
        try (Poster poster =
                new Poster(
                        config,
                        Form.of((DestinationConfig.Web) config.target(), Map.of()),
                        InetAddress::getAllByName,
                        clock)) {
            new Destination(
                            config,
                            poster,
                            new Endings.Books(
                                    deadLetters,
                                    (_, receipt) -> receipts.add(receipt),
                                    new WebhookMetrics(meters, config.name())),
                            new Backoff(
                                    webhook.retryFirst(), webhook.retryLongest(), new Random(1)),
                            pause -> {
                                pauses.add(pause);
                                revoked = pauses.size() == revokedAfter;
                                now = now.plus(pause);
                            },
                            clock,
                            () -> Duration.between(Instant.EPOCH, now).toNanos())
                    .deliver(page, Samples.outbox(page), () -> settled.add("a1-r1"), () -> revoked);
        }
    }

    private Receipt receipt() throws Exception {
        assertThat(receipts).hasSize(1);
        return Receipt.read(receipts.getFirst());
    }

    /** Waits so long that a busy machine is no failure of a receiver's. */
    private static WebhookConfig config(URI url, boolean allowPrivate) {
        return config(url, allowPrivate, Duration.ofSeconds(20));
    }

    /** For receivers that let wait. */
    private static WebhookConfig hurried(URI url) {
        return config(url, true, Duration.ofMillis(1500));
    }

    private static WebhookConfig config(URI url, boolean allowPrivate, Duration timeout) {
        return new WebhookConfig(
                "on-call",
                url,
                List.of(NEW, OLD),
                allowPrivate,
                false,
                timeout,
                2,
                Duration.ofMillis(500),
                Duration.ofMinutes(1),
                Duration.ofHours(1));
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
