package io.tripline.alerting.api;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.nio.file.StandardCopyOption.REPLACE_EXISTING;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import com.nimbusds.jose.jwk.RSAKey;
import io.tripline.alerting.ApiConfig;
import io.tripline.alerting.Certificates;
import io.tripline.alerting.access.IdentityProvider;
import io.tripline.alerting.access.Role;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/** Whom the API lets in, and what it bears of those it does not. */
@Timeout(60)
@SuppressWarnings("NullAway.Init") // JUnit sets the fields.
class ApiAccessTest {
    @TempDir Path directory;
    private final ListAppender<ILoggingEvent> audit = new ListAppender<>();
    private RunningApi api;

    @BeforeEach
    void start() {
        audit.start();
        ((Logger) LoggerFactory.getLogger("io.tripline.audit")).addAppender(audit);
        api = new RunningApi(directory);
        api.raise("a1", "ann", RunningApi.NOW);
    }

    @AfterEach
    void stop() {
        api.close();
        ((Logger) LoggerFactory.getLogger("io.tripline.audit")).detachAppender(audit);
    }

    @Test
    void withoutATokenThereIsNothingNotEvenWhatThereIs() throws Exception {
        for (String path :
                List.of(
                        "/api/v1/alerts",
                        "/api/v1/openapi.json",
                        "/api/v1/nothing",
                        "/",
                        "/health/live")) {
            RunningApi.Answer answer = api.send(HttpRequest.newBuilder(api.uri(path)).build());

            assertThat(answer.status()).as(path).isEqualTo(401);
            assertThat(answer.header("www-authenticate")).isEqualTo("Bearer realm=\"tripline\"");
            assertThat(answer.json().path("type").asText())
                    .isEqualTo("urn:tripline:problem:unauthenticated");
        }
    }

    @Test
    void aWrongTokenIsRefusedBeforeTheBodyIsRead() throws Exception {
        try (Socket socket = connected()) {
            socket.getOutputStream()
                    .write(
                            """
                            PATCH /api/v1/alerts/a1/triage HTTP/1.1
                            Host: x
                            Content-Type: application/json
                            Authorization: Bearer tripline_wrong
                            Content-Length: 1000000

                            """
                                    .replace("\n", "\r\n")
                                    .getBytes(UTF_8));

            assertThat(firstLine(socket)).isEqualTo("HTTP/1.1 401 Unauthorized");
        }
    }

    @Test
    void everyRoleMayDoItsOwnAndNoMore() throws Exception {
        String change = "{\"status\":\"acknowledged\"}";

        assertThat(patch(Role.VIEWER, change)).isEqualTo(403);
        assertThat(api.get("/api/v1/alerts/a1/triage").header("etag")).isEqualTo("\"0\"");
        assertThat(patch(Role.ANALYST, change)).isEqualTo(200);
        assertThat(patch(Role.ADMIN, change)).isEqualTo(200);
        assertThat(patch(Role.ANALYST, "{\"note\":\"hunter2\"}")).isEqualTo(200);
        assertThat(takeAwayNote(Role.ANALYST)).isEqualTo(403);
        assertThat(api.get("/api/v1/alerts/a1").text()).contains("hunter2");
        assertThat(takeAwayNote(Role.ADMIN)).isEqualTo(200);
        assertThat(api.get("/api/v1/alerts/a1").text()).doesNotContain("hunter2");
    }

    private int takeAwayNote(Role role) throws Exception {
        return api.send(api.request("/api/v1/alerts/a1/notes?number=1", role).DELETE().build())
                .status();
    }

    @Test
    void whoeverTriesTokensIsSlowedDown() throws Exception {
        int limited = 0;
        for (int i = 0; i < 40; i++) {
            RunningApi.Answer answer =
                    api.send(
                            HttpRequest.newBuilder(api.uri("/api/v1/me"))
                                    .header("Authorization", "Bearer tripline_" + i)
                                    .build());
            limited += answer.status() == 429 ? 1 : 0;
        }

        assertThat(limited).isEqualTo(20);
        // Everybody behind a proxy has its address.
        assertThat(api.get("/api/v1/me").status()).isEqualTo(200);
    }

    @Test
    void aProviderThatIsDownIsNobodysWrongToken() throws Exception {
        RSAKey key = IdentityProvider.rsa("one");
        api.close();
        IdentityProvider provider = new IdentityProvider(key);
        provider.close();
        api =
                new RunningApi(
                        directory,
                        100,
                        Optional.of(provider.config()),
                        Optional.empty(),
                        HttpClient.newHttpClient());
        String token = IdentityProvider.token(key, IdentityProvider.ann(RunningApi.NOW).build());

        for (int i = 0; i < 25; i++) {
            RunningApi.Answer answer =
                    api.send(
                            HttpRequest.newBuilder(api.uri("/api/v1/me"))
                                    .header("Authorization", "Bearer " + token)
                                    .build());

            assertThat(answer.status()).isEqualTo(503);
        }
    }

    @Test
    void whoeverAsksTooOftenIsToldToWaitAndNobodyElse() throws Exception {
        api.close();
        api =
                new RunningApi(
                        directory,
                        1,
                        Optional.empty(),
                        Optional.empty(),
                        HttpClient.newHttpClient());

        RunningApi.Answer last = api.get("/api/v1/me");
        for (int i = 0; i < 10; i++) {
            last = api.get("/api/v1/me");
        }

        assertThat(last.status()).isEqualTo(429);
        assertThat(last.header("retry-after")).isEqualTo("2");
        assertThat(api.send(api.request("/api/v1/me", Role.ANALYST).build()).status())
                .isEqualTo(200);
    }

    @Test
    void aTokenOfTheIdentityProviderLetsIn() throws Exception {
        RSAKey key = IdentityProvider.rsa("one");
        api.close();
        try (IdentityProvider provider = new IdentityProvider(key)) {
            api =
                    new RunningApi(
                            directory,
                            100,
                            Optional.of(provider.config()),
                            Optional.empty(),
                            HttpClient.newHttpClient());
            String token =
                    IdentityProvider.token(key, IdentityProvider.ann(RunningApi.NOW).build());

            RunningApi.Answer answer =
                    api.send(
                            HttpRequest.newBuilder(api.uri("/api/v1/me"))
                                    .header("Authorization", "Bearer " + token)
                                    .build());

            assertThat(answer.json().path("name").asText()).isEqualTo("ann");
            assertThat(answer.json().path("role").asText()).isEqualTo("analyst");
        }
    }

    @Test
    void overTlsATokenIsToldOnlyToWhoeverHasTheCertificate() throws Exception {
        Certificates certificates = serveOverTls();

        RunningApi.Answer answer = api.get("/api/v1/me");

        assertThat(answer.json().path("name").asText()).isEqualTo("vera");
        assertThat(answer.header("strict-transport-security")).isEqualTo("max-age=31536000");
        try (HttpClient stranger = HttpClient.newHttpClient()) {
            HttpRequest request = api.request("/api/v1/me", Role.VIEWER).build();
            assertThatThrownBy(() -> stranger.send(request, BodyHandlers.ofString()))
                    .isInstanceOf(SSLHandshakeException.class);
        }
        try (SSLSocket socket =
                (SSLSocket)
                        certificates
                                .trusting()
                                .getSocketFactory()
                                .createSocket(
                                        InetAddress.getLoopbackAddress(), api.server.port())) {
            socket.startHandshake();
            assertThat(socket.getSession().getProtocol()).isEqualTo("TLSv1.3");
        }
    }

    @Test
    void aRenewedCertificateIsShownFromThenOnAndABrokenOneNever(@TempDir Path renewed)
            throws Exception {
        Certificates before = serveOverTls();
        Certificates after = Certificates.selfSigned(renewed);
        ServerCertificate certificate = api.server.certificate().orElseThrow();

        // Whoever renews it writes one file after the other.
        Files.copy(after.certificate(), before.certificate(), REPLACE_EXISTING);
        certificate.look();
        assertThat(shows(before)).isTrue();
        assertThat(shows(after)).isFalse();
        Files.copy(after.key(), before.key(), REPLACE_EXISTING);
        certificate.look();
        assertThat(shows(after)).isTrue();
        assertThat(shows(before)).isFalse();

        Files.writeString(before.key(), "nothing");
        certificate.look();
        Files.delete(before.key());
        certificate.look();
        assertThat(shows(after)).isTrue();
    }

    /** Whether somebody who trusts only this certificate gets an answer. */
    private boolean shows(Certificates certificates) throws Exception {
        try (HttpClient client =
                HttpClient.newBuilder().sslContext(certificates.trusting()).build()) {
            HttpRequest request = api.request("/api/v1/me", Role.VIEWER).build();
            return client.send(request, BodyHandlers.ofString()).statusCode() == 200;
        } catch (SSLHandshakeException e) {
            return false;
        }
    }

    @Test
    void whereTlsIsSpokenNothingElseIsAnswered() throws Exception {
        serveOverTls();

        try (Socket socket = connected()) {
            socket.getOutputStream()
                    .write(
                            ("GET /api/v1/me HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer "
                                            + api.token(Role.VIEWER)
                                            + "\r\n\r\n")
                                    .getBytes(UTF_8));

            assertThat(whole(socket)).doesNotContain("HTTP/1.1 200", "vera");
        }
    }

    @Test
    void aKeyOfAnotherCertificateIsRefusedAtTheStart(@TempDir Path another) throws Exception {
        Certificates one = Certificates.selfSigned(directory);
        Certificates other = Certificates.selfSigned(another);

        assertThatThrownBy(() -> Pem.keyStore(one.certificate(), other.key()))
                .hasMessageContaining("must be PEM files that belong together")
                .hasMessageNotContaining("PRIVATE");
        assertThatThrownBy(() -> Pem.keyStore(one.key(), one.key()))
                .hasMessageContaining("must be PEM files that belong together");
        assertThatThrownBy(() -> Pem.keyStore(one.certificate(), one.certificate()))
                .hasMessageContaining("holds no unencrypted PKCS #8 key");
    }

    private Certificates serveOverTls() throws Exception {
        api.close();
        Certificates certificates = Certificates.selfSigned(directory);
        api =
                new RunningApi(
                        directory,
                        100,
                        Optional.empty(),
                        Optional.of(
                                new ApiConfig.Tls(certificates.certificate(), certificates.key())),
                        HttpClient.newBuilder().sslContext(certificates.trusting()).build());
        return certificates;
    }

    @Test
    void everyAnswerForbidsToBeMisunderstood() throws Exception {
        for (RunningApi.Answer answer :
                List.of(api.get("/api/v1/alerts"), api.get("/api/v1/nothing"))) {
            assertThat(answer.header("x-content-type-options")).isEqualTo("nosniff");
            assertThat(answer.header("cache-control")).isEqualTo("no-store");
            assertThat(answer.header("content-security-policy")).startsWith("default-src 'none'");
            assertThat(answer.header("server")).isEmpty();
            assertThat(answer.header("access-control-allow-origin")).isEmpty();
        }
    }

    @Test
    void aBodyThatIsTooLongIsRefusedHoweverItComes() throws Exception {
        String huge = "{\"note\":\"" + "x".repeat(Bodies.MAX_BYTES) + "\"}";

        assertThat(api.send("PATCH", "/api/v1/alerts/a1/triage", huge, "If-Match", "*").status())
                .isEqualTo(413);
        HttpRequest chunked =
                api.request("/api/v1/alerts/a1/triage", Role.ANALYST)
                        .header("Content-Type", "application/json")
                        .header("If-Match", "*")
                        .method(
                                "PATCH",
                                BodyPublishers.fromPublisher(BodyPublishers.ofString(huge)))
                        .build();
        assertThat(api.send(chunked).status()).isEqualTo(413);
    }

    @Test
    void aBodyThatIsNoJsonIsRefused() throws Exception {
        HttpRequest form =
                api.request("/api/v1/alerts/a1/triage", Role.ANALYST)
                        .header("Content-Type", "application/x-www-form-urlencoded")
                        .header("If-Match", "*")
                        .method("PATCH", BodyPublishers.ofString("status=closed"))
                        .build();

        assertThat(api.send(form).status()).isEqualTo(415);
    }

    @Test
    void whatCannotBeDoneSomewhereIsRefused() throws Exception {
        RunningApi.Answer answer = api.send("DELETE", "/api/v1/alerts/a1", "");

        assertThat(answer.status()).isEqualTo(405);
        assertThat(answer.json().path("type").asText())
                .isEqualTo("urn:tripline:problem:method-not-allowed");
    }

    @Test
    void whatIsNotEvenHttpGetsAnAnswerWithoutInsides() throws Exception {
        for (String hostile :
                List.of(
                        "GET / HTTP/1.1\r\nHost: x\r\nHost: y\r\n\r\n",
                        "GET /%zz HTTP/1.1\r\nHost: x\r\n\r\n",
                        "GET / HTTP/1.1\r\nHost: x\r\nA: " + "x".repeat(20_000) + "\r\n\r\n",
                        "GET /?" + "x".repeat(20_000) + " HTTP/1.1\r\nHost: x\r\n\r\n",
                        "GET / HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n",
                        "<script>alert(1)</script>\r\n\r\n")) {
            try (Socket socket = connected()) {
                socket.getOutputStream().write(hostile.getBytes(UTF_8));

                String answer = whole(socket);

                assertThat(answer)
                        .startsWith("HTTP/1.1 4")
                        .doesNotContain("html", "Jetty", "<script");
            }
        }
    }

    @Test
    void aPortThatIsTakenIsToldWithTheMend() {
        assertThatThrownBy(() -> RunningApi.second(api, directory))
                .isInstanceOf(UncheckedIOException.class)
                .hasMessageContaining("free the port or set api.port");
    }

    @Test
    void everyCallIsAuditedWithoutSecrets() throws Exception {
        api.send(
                "PATCH",
                "/api/v1/alerts/a1/triage",
                "{\"status\":\"acknowledged\",\"note\":\"private\"}",
                "If-Match",
                "*");
        api.get("/api/v1/alerts?about=bo");
        api.send(
                HttpRequest.newBuilder(api.uri("/api/v1/alerts?token=hunter2"))
                        .header("Authorization", "Bearer hunter2")
                        .build());
        api.close();

        assertThat(audit.list).hasSize(3);
        assertThat(line(0))
                .contains("user.name=\"ann\"", "event.action=\"changeAlert\"", "tripline.id=\"a1\"")
                .contains("tripline.did=\"status=acknowledged note\"", "status_code=\"200\"");
        assertThat(line(1)).contains("user.name=\"vera\"", "tripline.query=\"about=bo\"");
        assertThat(line(2))
                .contains("status_code=\"401\"", "event.reason=\"malformed\"")
                .doesNotContain("user.name");
        for (int i = 0; i < 3; i++) {
            assertThat(line(i)).doesNotContain("hunter2", "private", api.token(Role.ANALYST));
        }
    }

    private String line(int at) {
        ILoggingEvent event = audit.list.get(at);
        return event.getFormattedMessage() + " " + event.getKeyValuePairs();
    }

    private int patch(Role role, String body) throws Exception {
        return api.send(
                        api.request("/api/v1/alerts/a1/triage", role)
                                .header("Content-Type", "application/json")
                                .header("If-Match", "*")
                                .method("PATCH", BodyPublishers.ofString(body))
                                .build())
                .status();
    }

    private Socket connected() throws IOException {
        return new Socket(InetAddress.getLoopbackAddress(), api.server.port());
    }

    private static String firstLine(Socket socket) throws IOException {
        byte[] bytes = new byte[200];
        int length = socket.getInputStream().readNBytes(bytes, 0, 60);
        return new String(Arrays.copyOf(bytes, length), UTF_8).lines().findFirst().orElse("");
    }

    /** Until the server closes; what it resets afterwards has been read. */
    private static String whole(Socket socket) throws IOException {
        socket.setSoTimeout(20_000);
        byte[] bytes = new byte[4_000];
        int length = socket.getInputStream().read(bytes);
        return new String(bytes, 0, Math.max(length, 0), UTF_8);
    }
}
