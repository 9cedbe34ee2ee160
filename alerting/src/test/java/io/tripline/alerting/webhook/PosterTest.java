package io.tripline.alerting.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import io.tripline.alerting.Certificates;
import io.tripline.alerting.DestinationConfig;
import io.tripline.alerting.Samples;
import io.tripline.alerting.Secret;
import io.tripline.alerting.WebhookConfig;
import io.tripline.alerting.form.Form;
import io.tripline.alerting.paging.Page;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class PosterTest {
    @Test
    void anInterruptCancelsTheRequestAndIsPassedOn() throws Exception {
        try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                Poster poster =
                        new Poster(
                                DestinationConfig.of(config(server.getLocalPort())),
                                form(server.getLocalPort()),
                                InetAddress::getAllByName,
                                InstantSource.fixed(Samples.APPENDED))) {
            Page page = Samples.page("a1", 1, Samples.APPENDED);
            CompletableFuture<Boolean> interrupted = new CompletableFuture<>();
            Thread posting =
                    Thread.ofVirtual()
                            .start(
                                    () -> {
                                        try {
                                            poster.post(page);
                                            interrupted.complete(false);
                                        } catch (InterruptedException e) {
                                            interrupted.complete(true);
                                        }
                                    });
            try (Socket connection = server.accept()) {
                InputStream in = connection.getInputStream();
                assertThat(in.read()).isEqualTo('P');

                posting.interrupt();

                assertThat(interrupted.get(20, TimeUnit.SECONDS)).isTrue();
                // Were the request still under way, the connection would stay open.
                connection.setSoTimeout(20_000);
                assertThat(in.readAllBytes()).isNotEmpty();
            }
        }
    }

    /** A certificate that we trust, but of localhost. */
    @Test
    void whoShowsACertificateOfAnotherNameIsToldNothing(@TempDir Path directory) throws Exception {
        Certificates certificates = Certificates.selfSigned(directory);
        AtomicInteger told = new AtomicInteger();
        HttpsServer server =
                HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 8);
        server.setHttpsConfigurator(new HttpsConfigurator(certificates.context()));
        server.createContext(
                "/",
                exchange -> {
                    told.incrementAndGet();
                    exchange.sendResponseHeaders(204, -1);
                    exchange.close();
                });
        server.start();
        int port = server.getAddress().getPort();
        try (AutoCloseable _ = trusting(certificates, directory.resolve("trusted.p12"))) {
            assertThat(post("https://localhost:" + port)).isInstanceOf(Attempt.Accepted.class);
            assertThat(post("https://pager.example.com:" + port)).isInstanceOf(Attempt.Later.class);
        } finally {
            server.stop(0);
        }

        assertThat(told).hasValue(1);
    }

    /** Has Java trust a certificate until it is closed. */
    private static AutoCloseable trusting(Certificates certificates, Path file) throws Exception {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        try (InputStream pem = Files.newInputStream(certificates.certificate())) {
            store.setCertificateEntry(
                    "receiver", CertificateFactory.getInstance("X.509").generateCertificate(pem));
        }
        try (OutputStream out = Files.newOutputStream(file)) {
            store.store(out, "changeit".toCharArray());
        }
        System.setProperty("javax.net.ssl.trustStore", file.toString());
        System.setProperty("javax.net.ssl.trustStorePassword", "changeit");
        return () -> {
            System.clearProperty("javax.net.ssl.trustStore");
            System.clearProperty("javax.net.ssl.trustStorePassword");
        };
    }

    private static Attempt post(String address) throws InterruptedException {
        DestinationConfig config = DestinationConfig.of(config(URI.create(address)));
        try (Poster poster =
                new Poster(
                        config,
                        Form.of((DestinationConfig.Web) config.target(), Map.of()),
                        _ -> new InetAddress[] {InetAddress.getLoopbackAddress()},
                        InstantSource.fixed(Samples.APPENDED))) {
            return poster.post(Samples.page("a1", 1, Samples.APPENDED));
        }
    }

    private static Form form(int port) {
        return Form.of(
                (DestinationConfig.Web) DestinationConfig.of(config(port)).target(), Map.of());
    }

    private static WebhookConfig config(int port) {
        return config(URI.create("http://127.0.0.1:" + port + "/hook"));
    }

    private static WebhookConfig config(URI url) {
        return new WebhookConfig(
                "on-call",
                url,
                List.of(Secret.of("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")),
                true,
                false,
                Duration.ofMinutes(5),
                1,
                Duration.ofMillis(1),
                Duration.ofMillis(1),
                Duration.ofHours(1));
    }
}
