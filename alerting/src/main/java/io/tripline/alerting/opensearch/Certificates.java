package io.tripline.alerting.opensearch;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.tripline.alerting.OpenSearchConfig;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedKeyManager;
import javax.net.ssl.X509ExtendedTrustManager;
import org.jspecify.annotations.Nullable;

/** Whom we trust and how we show who we are, from PEM files. */
final class Certificates {
    private static final Pattern KEY =
            Pattern.compile("-----BEGIN PRIVATE KEY-----([^-]+)-----END PRIVATE KEY-----");

    /** Of the kinds of key that certificates have; the encoding names its own. */
    private static final List<String> ALGORITHMS = List.of("RSA", "EC", "EdDSA");

    /** Guards the key in memory only: the store never leaves it. */
    private static final char[] IN_MEMORY = {};

    private Certificates() {}

    /**
     * The context of these files, which are read anew at a handshake; Java's own where none is named.
     *
     * @throws IllegalArgumentException with the key whose file is no good
     */
    static SSLContext context(OpenSearchConfig config) {
        try {
            if (config.caFile().isEmpty() && config.certificateFile().isEmpty()) {
                return SSLContext.getDefault();
            }
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(
                    config.certificateFile().isPresent() && config.keyFile().isPresent()
                            ? new KeyManager[] {
                                own(config.certificateFile().get(), config.keyFile().get())
                            }
                            : null,
                    config.caFile().isPresent()
                            ? new TrustManager[] {trusted(config.caFile().get())}
                            : null,
                    null);
            return context;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("Every Java platform has TLS.", e);
        }
    }

    private static RenewedTrust trusted(Path caFile) {
        return new RenewedTrust(new Renewed<>(List.of(caFile), () -> trust(caFile)));
    }

    private static RenewedKey own(Path certificateFile, Path keyFile) {
        return new RenewedKey(
                new Renewed<>(
                        List.of(certificateFile, keyFile), () -> key(certificateFile, keyFile)));
    }

    private static X509ExtendedTrustManager trust(Path caFile) {
        try {
            KeyStore store = empty();
            int number = 0;
            for (Certificate each : certificates(caFile)) {
                store.setCertificateEntry("ca-" + number++, each);
            }
            TrustManagerFactory trust =
                    TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            trust.init(store);
            return (X509ExtendedTrustManager) trust.getTrustManagers()[0];
        } catch (IOException | GeneralSecurityException e) {
            throw new IllegalArgumentException(
                    "opensearch.ca-file must be a readable file of PEM certificates: " + caFile, e);
        }
    }

    private static X509ExtendedKeyManager key(Path certificateFile, Path keyFile) {
        Certificate[] chain;
        try {
            chain = certificates(certificateFile).toArray(Certificate[]::new);
        } catch (IOException | GeneralSecurityException e) {
            throw new IllegalArgumentException(
                    "opensearch.certificate-file must be a readable file of PEM certificates: "
                            + certificateFile,
                    e);
        }
        try {
            KeyStore store = empty();
            store.setKeyEntry("own", key(keyFile), IN_MEMORY, chain);
            KeyManagerFactory own =
                    KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
            own.init(store, IN_MEMORY);
            return (X509ExtendedKeyManager) own.getKeyManagers()[0];
        } catch (IOException | GeneralSecurityException e) {
            // Without the cause, whose message could quote the key.
            throw new IllegalArgumentException(
                    "opensearch.key-file must be a readable PEM file of the certificate's private"
                            + " key (BEGIN PRIVATE KEY, not encrypted): "
                            + keyFile);
        }
    }

    private static Collection<? extends Certificate> certificates(Path file)
            throws IOException, GeneralSecurityException {
        try (InputStream pem = Files.newInputStream(file)) {
            return CertificateFactory.getInstance("X.509").generateCertificates(pem);
        }
    }

    private static PrivateKey key(Path file) throws IOException, GeneralSecurityException {
        Matcher pem = KEY.matcher(Files.readString(file, US_ASCII));
        if (!pem.find()) {
            throw new InvalidKeySpecException("There is none.");
        }
        PKCS8EncodedKeySpec encoded;
        try {
            encoded = new PKCS8EncodedKeySpec(Base64.getMimeDecoder().decode(pem.group(1)));
        } catch (IllegalArgumentException e) {
            throw new InvalidKeySpecException("It is not Base64.", e);
        }
        for (String each : ALGORITHMS) {
            Optional<PrivateKey> key = key(each, encoded);
            if (key.isPresent()) {
                return key.get();
            }
        }
        throw new InvalidKeySpecException("It is of no kind that is known.");
    }

    private static Optional<PrivateKey> key(String algorithm, PKCS8EncodedKeySpec encoded)
            throws GeneralSecurityException {
        try {
            return Optional.of(KeyFactory.getInstance(algorithm).generatePrivate(encoded));
        } catch (InvalidKeySpecException e) {
            // Of another algorithm.
            return Optional.empty();
        }
    }

    private static KeyStore empty() throws IOException, GeneralSecurityException {
        KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
        char @Nullable [] none = null;
        store.load(null, none);
        return store;
    }
}
