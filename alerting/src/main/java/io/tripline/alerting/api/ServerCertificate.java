package io.tripline.alerting.api;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.tripline.alerting.ApiConfig;
import io.tripline.alerting.retry.Pause;
import java.io.IOException;
import java.nio.file.Files;
import java.security.KeyStore;
import java.security.KeyStoreException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import org.eclipse.jetty.util.ssl.SslContextFactory;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The certificate that the API shows, read anew when its files change, so that whoever renews it need not restart us. A
 * pair that cannot be used, such as one of which only a half is written yet, leaves the one before.
 */
final class ServerCertificate implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(ServerCertificate.class);

    private static final Duration BETWEEN_LOOKS = Duration.ofSeconds(10);

    private final ApiConfig.Tls files;
    private final Pause pause;
    private final Counter refused;
    private final SslContextFactory.Server tls = new SslContextFactory.Server();
    private final Thread watching =
            Thread.ofVirtual().name("api-certificate").unstarted(this::watch);

    private Pair read;
    private volatile Instant expires;

    /** What stood in the two files. */
    @SuppressWarnings("ArrayRecordComponent") // Compared by content, below.
    private record Pair(byte[] certificate, byte[] key) {
        static Pair of(ApiConfig.Tls files) throws IOException {
            return new Pair(
                    Files.readAllBytes(files.certificate()), Files.readAllBytes(files.key()));
        }

        boolean isThatOf(Pair other) {
            return Arrays.equals(certificate, other.certificate) && Arrays.equals(key, other.key);
        }
    }

    /**
     * That of these files.
     *
     * @throws IllegalArgumentException with a sentence that names the mend, if they cannot be used
     */
    ServerCertificate(ApiConfig.Tls files, MeterRegistry meters, Pause pause) {
        this.files = files;
        this.pause = pause;
        KeyStore store = Pem.keyStore(files.certificate(), files.key());
        try {
            read = Pair.of(files);
        } catch (IOException e) {
            throw new IllegalArgumentException(
                    "api.tls.certificate and api.tls.key must be files that can be read.", e);
        }
        expires = expiry(store);
        tls.setKeyStore(store);
        tls.setKeyStorePassword(new String(Pem.NO_PASSWORD));
        tls.setIncludeProtocols("TLSv1.3", "TLSv1.2");
        refused =
                Counter.builder("tripline.alerting.api.certificate.refused")
                        .description(
                                "Changed files of the API's certificate or key that could not be used.")
                        .register(meters);
        Gauge.builder(
                        "tripline.alerting.api.certificate.expires",
                        () -> (double) expires.getEpochSecond())
                .description("When the API's certificate expires, in seconds since 1970.")
                .strongReference(true)
                .register(meters);
    }

    SslContextFactory.Server tls() {
        return tls;
    }

    /** Begins to look for changes. */
    void start() {
        watching.start();
    }

    @Override
    public void close() {
        watching.interrupt();
    }

    private void watch() {
        try {
            while (true) {
                pause.last(BETWEEN_LOOKS);
                look();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Takes what is in the files now, if that is another pair. */
    synchronized void look() {
        Pair present;
        try {
            present = Pair.of(files);
            if (present.isThatOf(read)) {
                return;
            }
            // Whatever comes of it: it is tried once.
            read = present;
            KeyStore store = Pem.keyStore(files.certificate(), files.key());
            tls.reload(factory -> ((SslContextFactory.Server) factory).setKeyStore(store));
            expires = expiry(store);
            log.atInfo().addKeyValue("expires", expires).log("Took the renewed certificate.");
        } catch (Exception e) {
            // Jetty declares no less.
            refused.increment();
            log.atError()
                    .addKeyValue("reason", e.getMessage())
                    .log(
                            "The API's changed certificate cannot be used; it goes on with the one before.");
        }
    }

    private static Instant expiry(KeyStore store) {
        try {
            return store.getCertificate(store.aliases().nextElement())
                            instanceof X509Certificate own
                    ? own.getNotAfter().toInstant()
                    : Instant.EPOCH;
        } catch (KeyStoreException e) {
            throw new IllegalStateException("It was just made.", e);
        }
    }
}
