package io.tripline.alerting.opensearch;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsParameters;
import com.sun.net.httpserver.HttpsServer;
import io.tripline.alerting.OpenSearchConfig;
import io.tripline.alerting.Samples;
import io.tripline.alerting.Secret;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.KeyStore;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Nodes that fail, nodes that are not who they should be, and nodes that want to know who we are. */
@Timeout(60)
@SuppressWarnings("NullAway.Init") // Started before all tests.
class OpenSearchLinkTest {
    private static final String PASSWORD = "changeit";

    @TempDir static Path directory;
    private static CannedOpenSearch secured;

    /** A node whose certificate is for 127.0.0.1, and who asks for ours, both signed by themselves. */
    @BeforeAll
    static void start() throws Exception {
        certificate("node", "127.0.0.1");
        certificate("us", "127.0.0.1");
        certificate("elsewhere", "192.0.2.9");
        secured = new CannedOpenSearch(server("node", true));
        secured.answer("GET /", "{}");
    }

    @AfterAll
    static void stop() {
        secured.close();
    }

    @Test
    void aNodeIsTrustedByItsCertificateAndKnowsUsByOurs() throws Exception {
        try (OpenSearchLink link = link(secured.port(), "node", Optional.of("us"))) {
            assertThat(link.send("GET", "/", null).status()).isEqualTo(200);
        }
    }

    @Test
    void withoutOurCertificateANodeThatAsksForItRefusesUs() {
        try (OpenSearchLink link = link(secured.port(), "node", Optional.empty())) {
            assertThatThrownBy(() -> link.send("GET", "/", null)).isInstanceOf(IOException.class);
        }
    }

    @Test
    void renewedFilesAreTakenWithoutARestartAndBrokenOnesAreNot() throws Exception {
        for (String each : List.of(".pem", ".key")) {
            copy("us" + each, "ours" + each);
            copy("node.pem", "trusted.pem");
        }
        try (OpenSearchLink link = link(secured.port(), "trusted", Optional.of("ours"))) {
            copy("elsewhere.pem", "trusted.pem");
            assertThatThrownBy(() -> link.send("GET", "/", null))
                    .hasStackTraceContaining("certification path");
            copy("node.pem", "trusted.pem");
            copy("elsewhere.pem", "ours.pem");
            copy("elsewhere.key", "ours.key");
            assertThatThrownBy(() -> link.send("GET", "/", null)).isInstanceOf(IOException.class);
            copy("us.pem", "ours.pem");
            copy("us.key", "ours.key");
            assertThat(link.send("GET", "/", null).status()).isEqualTo(200);
        }
        try (OpenSearchLink link = link(secured.port(), "trusted", Optional.of("ours"))) {
            Files.writeString(directory.resolve("trusted.pem"), "half of it");
            Files.writeString(directory.resolve("ours.key"), "half of it");
            assertThat(link.send("GET", "/", null).status()).isEqualTo(200);
        }
    }

    @Test
    void aNodeWithACertificateOfSomebodyElsesIsNotSpokenTo() {
        try (OpenSearchLink link = link(secured.port(), "us", Optional.of("us"))) {
            assertThatThrownBy(() -> link.send("GET", "/", null))
                    .isInstanceOf(IOException.class)
                    .hasStackTraceContaining("certification path");
        }
    }

    @Test
    void aNodeWithACertificateForAnotherNameIsNotSpokenTo() throws Exception {
        try (CannedOpenSearch other = new CannedOpenSearch(server("elsewhere", false));
                OpenSearchLink link = link(other.port(), "elsewhere", Optional.empty())) {
            other.answer("GET /", "{}");
            assertThatThrownBy(() -> link.send("GET", "/", null))
                    .isInstanceOf(IOException.class)
                    .hasStackTraceContaining("127.0.0.1");
            assertThat(other.requests).isEmpty();
        }
    }

    @Test
    void aFileThatIsNoCertificateOrKeyIsToldByItsSetting() throws Exception {
        Path nonsense = Files.writeString(directory.resolve("nonsense"), "secret");
        OpenSearchConfig config = config(List.of(URI.create("https://127.0.0.1:1")));

        assertThatThrownBy(
                        () ->
                                Certificates.context(
                                        with(
                                                config,
                                                Optional.of(directory.resolve("absent")),
                                                Optional.empty(),
                                                Optional.empty())))
                .hasMessageStartingWith("opensearch.ca-file ");
        assertThatThrownBy(
                        () ->
                                Certificates.context(
                                        with(
                                                config,
                                                Optional.empty(),
                                                Optional.of(directory.resolve("us.pem")),
                                                Optional.of(nonsense))))
                .hasMessageStartingWith("opensearch.key-file ")
                .hasMessageNotContaining("secret");
        assertThatThrownBy(
                        () ->
                                Certificates.context(
                                        with(
                                                config,
                                                Optional.empty(),
                                                Optional.of(nonsense),
                                                Optional.of(directory.resolve("us.key")))))
                .hasMessageStartingWith("opensearch.certificate-file ");
    }

    @Test
    void whileOneNodeIsDownTheOthersTakeItsRequests() throws Exception {
        int dead;
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            dead = socket.getLocalPort();
        }
        try (CannedOpenSearch alive = new CannedOpenSearch();
                OpenSearchLink link =
                        new OpenSearchLink(
                                config(
                                        List.of(
                                                URI.create("http://127.0.0.1:" + dead),
                                                alive.url())))) {
            alive.answer("GET /", "{}");
            for (int i = 0; i < 6; i++) {
                assertThat(link.send("GET", "/", null).status()).isEqualTo(200);
            }
            assertThat(alive.requests).hasSize(6);
        }
    }

    @Test
    void aBulkRequestThatANodeRefusesGoesWholeToTheNext() throws Exception {
        BulkItem item =
                new BulkItem(
                        Samples.event("a"),
                        BulkItem.Operation.CREATE,
                        "auth",
                        "head\n".getBytes(UTF_8),
                        "0123456789".repeat(100_000).getBytes(UTF_8),
                        "\n".getBytes(UTF_8),
                        () -> {});
        String whole = "head\n" + "0123456789".repeat(100_000) + "\n";
        try (CannedOpenSearch one = new CannedOpenSearch();
                CannedOpenSearch other = new CannedOpenSearch();
                OpenSearchLink link = new OpenSearchLink(config(List.of(one.url(), other.url())))) {
            for (CannedOpenSearch node : List.of(one, other)) {
                node.once("POST /_bulk", 503, "");
                node.answer("POST /_bulk", "{}");
            }

            assertThat(link.bulk(List.of(item)).status()).isEqualTo(503);
            assertThat(one.bodies).containsEntry("POST /_bulk", whole);
            assertThat(other.bodies).containsEntry("POST /_bulk", whole);
            assertThat(link.bulk(List.of(item)).status()).isEqualTo(200);
        }
    }

    @Test
    void anAccountIsShownWithEveryRequest() throws Exception {
        try (CannedOpenSearch node = new CannedOpenSearch()) {
            OpenSearchConfig plain = config(List.of(node.url()));
            OpenSearchConfig config =
                    new OpenSearchConfig(
                            plain.url(),
                            Optional.of("tripline"),
                            Optional.of(Secret.of("hunter2")),
                            plain.caFile(),
                            plain.certificateFile(),
                            plain.keyFile(),
                            plain.connectTimeout(),
                            plain.requestTimeout(),
                            plain.shards(),
                            plain.autoExpandReplicas(),
                            plain.refreshInterval(),
                            plain.bulkDocuments(),
                            plain.bulkBytes(),
                            plain.flushInterval(),
                            plain.bulksInFlight(),
                            plain.retryFirst(),
                            plain.retryLongest());
            try (OpenSearchLink link = new OpenSearchLink(config)) {
                link.send("GET", "/", null);
            }
            assertThat(node.authorizations)
                    .containsExactly(
                            "Basic "
                                    + Base64.getEncoder()
                                            .encodeToString("tripline:hunter2".getBytes(UTF_8)));
        }
    }

    private static void copy(String from, String to) throws IOException {
        Files.copy(
                directory.resolve(from),
                directory.resolve(to),
                StandardCopyOption.REPLACE_EXISTING);
    }

    private static OpenSearchLink link(int port, String trusted, Optional<String> own) {
        return new OpenSearchLink(
                with(
                        config(List.of(URI.create("https://127.0.0.1:" + port))),
                        Optional.of(directory.resolve(trusted + ".pem")),
                        own.map(each -> directory.resolve(each + ".pem")),
                        own.map(each -> directory.resolve(each + ".key"))));
    }

    private static OpenSearchConfig config(List<URI> nodes) {
        OpenSearchConfig one = Links.config(nodes.getFirst(), Duration.ofSeconds(5));
        return new OpenSearchConfig(
                nodes,
                one.user(),
                one.password(),
                one.caFile(),
                one.certificateFile(),
                one.keyFile(),
                one.connectTimeout(),
                one.requestTimeout(),
                one.shards(),
                one.autoExpandReplicas(),
                one.refreshInterval(),
                one.bulkDocuments(),
                one.bulkBytes(),
                one.flushInterval(),
                one.bulksInFlight(),
                one.retryFirst(),
                one.retryLongest());
    }

    private static OpenSearchConfig with(
            OpenSearchConfig config, Optional<Path> ca, Optional<Path> own, Optional<Path> key) {
        return new OpenSearchConfig(
                config.url(),
                config.user(),
                config.password(),
                ca,
                own,
                key,
                config.connectTimeout(),
                config.requestTimeout(),
                config.shards(),
                config.autoExpandReplicas(),
                config.refreshInterval(),
                config.bulkDocuments(),
                config.bulkBytes(),
                config.flushInterval(),
                config.bulksInFlight(),
                config.retryFirst(),
                config.retryLongest());
    }

    private static HttpsServer server(String name, boolean asksForOurs) throws Exception {
        KeyStore store = store(name);
        KeyManagerFactory keys =
                KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        keys.init(store, PASSWORD.toCharArray());
        TrustManagerFactory trust =
                TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(store("us"));
        SSLContext context = SSLContext.getInstance("TLS");
        KeyStore ours = KeyStore.getInstance("PKCS12");
        ours.load(null, null);
        ours.setCertificateEntry("us", store("us").getCertificate("us"));
        trust.init(ours);
        context.init(keys.getKeyManagers(), trust.getTrustManagers(), null);
        HttpsServer server =
                HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 16);
        server.setHttpsConfigurator(
                new HttpsConfigurator(context) {
                    @Override
                    public void configure(HttpsParameters parameters) {
                        SSLParameters wanted = context.getDefaultSSLParameters();
                        wanted.setNeedClientAuth(asksForOurs);
                        parameters.setSSLParameters(wanted);
                    }
                });
        return server;
    }

    private static KeyStore store(String name) throws Exception {
        KeyStore store = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(directory.resolve(name + ".p12"))) {
            store.load(in, PASSWORD.toCharArray());
        }
        return store;
    }

    /** Makes NAME.p12, NAME.pem and NAME.key with the JDK's own tool. */
    private static void certificate(String name, String address) throws Exception {
        Path file = directory.resolve(name + ".p12");
        Process keytool =
                new ProcessBuilder(
                                Stream.of(
                                                Path.of(
                                                                System.getProperty("java.home"),
                                                                "bin",
                                                                "keytool")
                                                        .toString(),
                                                "-genkeypair",
                                                "-keyalg",
                                                "EC",
                                                "-alias",
                                                name,
                                                "-dname",
                                                "CN=" + name,
                                                "-ext",
                                                "san=ip:" + address,
                                                "-validity",
                                                "2",
                                                "-storetype",
                                                "PKCS12",
                                                "-keystore",
                                                file.toString(),
                                                "-storepass",
                                                PASSWORD)
                                        .toList())
                        .redirectErrorStream(true)
                        .redirectOutput(directory.resolve("keytool.log").toFile())
                        .start();
        assertThat(keytool.waitFor(30, TimeUnit.SECONDS)).isTrue();
        assertThat(keytool.exitValue()).isZero();
        KeyStore store = store(name);
        Files.writeString(
                directory.resolve(name + ".pem"),
                pem("CERTIFICATE", store.getCertificate(name).getEncoded()));
        Files.writeString(
                directory.resolve(name + ".key"),
                pem("PRIVATE KEY", store.getKey(name, PASSWORD.toCharArray()).getEncoded()));
    }

    private static String pem(String what, byte[] bytes) {
        return "-----BEGIN "
                + what
                + "-----\n"
                + Base64.getMimeEncoder().encodeToString(bytes)
                + "\n-----END "
                + what
                + "-----\n";
    }
}
