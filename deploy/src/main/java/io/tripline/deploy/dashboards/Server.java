package io.tripline.deploy.dashboards;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.tripline.deploy.CannotRunException;
import io.tripline.deploy.ExitCode;
import io.tripline.deploy.Loopback;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.time.Duration;
import java.util.Base64;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/** The connection to an OpenSearch Dashboards: its address, whom it trusts, and who asks. */
public final class Server {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    /** An answer to some hundred objects is far below this. */
    private static final int MOST_BYTES = 32 << 20;

    private final URI address;
    private final HttpClient client;
    private final Optional<String> authorization;
    private final Optional<String> tenant;

    /** Who asks, and for which tenant of the security plugin. */
    public record Account(
            Optional<String> user, Optional<String> password, Optional<String> tenant) {
        /** Nobody. */
        public static final Account NONE =
                new Account(Optional.empty(), Optional.empty(), Optional.empty());

        @Override
        public String toString() {
            return "Account[" + user.orElse("nobody") + "]";
        }
    }

    /** What the server said. */
    record Answer(int status, String body) {}

    /**
     * Makes the connection; nothing is sent yet.
     *
     * @throws CannotRunException if the address or the certificates can't be used
     */
    public Server(URI address, Optional<Path> ca, Account account) {
        boolean http = "http".equals(address.getScheme());
        if ((!http && !"https".equals(address.getScheme())) || address.getHost() == null) {
            throw new CannotRunException(
                    ExitCode.USAGE,
                    "--url must be the address of OpenSearch Dashboards, such as https://dashboards.example.com:5601.");
        }
        if (http && account.password().isPresent() && !Loopback.isHostOf(address)) {
            throw new CannotRunException(
                    ExitCode.USAGE,
                    "A password is not sent over http to another machine: use https, with --ca if your own authority signs.");
        }
        this.address = address;
        HttpClient.Builder builder =
                HttpClient.newBuilder()
                        .version(HttpClient.Version.HTTP_1_1)
                        .connectTimeout(Duration.ofSeconds(10))
                        .followRedirects(HttpClient.Redirect.NEVER);
        ca.ifPresent(file -> builder.sslContext(trusting(file)));
        client = builder.build();
        authorization =
                account.user()
                        .flatMap(user -> account.password().map(password -> user + ":" + password))
                        .map(
                                both ->
                                        "Basic "
                                                + Base64.getEncoder()
                                                        .encodeToString(both.getBytes(UTF_8)));
        tenant = account.tenant();
    }

    /** Sends a request as Dashboards wants it: with {@code osd-xsrf}, without which it answers 400. */
    Answer post(String path, String contentType, byte[] body) {
        URI target = URI.create(address.toString().replaceAll("/+$", "") + path);
        HttpRequest.Builder request =
                HttpRequest.newBuilder(target)
                        .timeout(PATIENCE)
                        .header("osd-xsrf", "true")
                        .header("Content-Type", contentType)
                        .POST(HttpRequest.BodyPublishers.ofByteArray(body));
        authorization.ifPresent(value -> request.header("Authorization", value));
        tenant.ifPresent(value -> request.header("securitytenant", value));
        try {
            HttpResponse<InputStream> response =
                    client.send(request.build(), HttpResponse.BodyHandlers.ofInputStream());
            try (InputStream content = response.body()) {
                return new Answer(
                        response.statusCode(), new String(content.readNBytes(MOST_BYTES), UTF_8));
            }
        } catch (IOException e) {
            throw new CannotRunException(
                    ExitCode.UNAVAILABLE,
                    "OpenSearch Dashboards at " + address + " can't be reached: " + reason(e),
                    e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CannotRunException(ExitCode.INTERRUPTED, "The import was interrupted.", e);
        }
    }

    @Override
    public String toString() {
        return address.toString();
    }

    private static String reason(IOException e) {
        Throwable cause = e;
        while (cause.getMessage() == null && cause.getCause() != null) {
            cause = cause.getCause();
        }
        String said =
                cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage();
        return said.contains("PKIX") || said.contains("certification path")
                ? "its certificate is signed by nobody we trust; name the authority's with --ca."
                : said;
    }

    private static SSLContext trusting(Path file) {
        try (InputStream certificates = Files.newInputStream(file)) {
            KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
            store.load(null, null);
            int count = 0;
            for (Certificate each :
                    CertificateFactory.getInstance("X.509").generateCertificates(certificates)) {
                store.setCertificateEntry("ca-" + count++, each);
            }
            if (count == 0) {
                throw new CannotRunException(
                        ExitCode.NO_INPUT, "There is no certificate (PEM) in " + file + ".");
            }
            TrustManagerFactory trust =
                    TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            trust.init(store);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, trust.getTrustManagers(), null);
            return context;
        } catch (IOException | GeneralSecurityException e) {
            throw new CannotRunException(
                    ExitCode.NO_INPUT,
                    "The certificates in " + file + " can't be read: " + e.getMessage(),
                    e);
        }
    }
}
