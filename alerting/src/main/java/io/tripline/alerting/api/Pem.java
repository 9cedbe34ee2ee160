package io.tripline.alerting.api;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.SignatureException;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A certificate and its private key from PEM files (RFC 7468), as Java wants them. */
final class Pem {
    static final char[] NO_PASSWORD = new char[0];

    private static final Logger log = LoggerFactory.getLogger(Pem.class);

    private static final String BEGIN = "-----BEGIN PRIVATE KEY-----";
    private static final String END = "-----END PRIVATE KEY-----";

    private Pem() {}

    static KeyStore keyStore(Path certificate, Path key) {
        try {
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(null, null);
            PrivateKey own = privateKey(key);
            Certificate[] chain = chain(certificate);
            if (!belongs(own, chain[0].getPublicKey())) {
                throw new GeneralSecurityException(
                        key + " is not the key of the first certificate in " + certificate);
            }
            store.setKeyEntry("api", own, NO_PASSWORD, chain);
            return store;
        } catch (IOException | GeneralSecurityException e) {
            throw new IllegalArgumentException(
                    "api.tls.certificate and api.tls.key must be PEM files that belong together: "
                            + e.getMessage(),
                    e);
        }
    }

    /** Otherwise nobody would notice before the first caller cannot connect. */
    private static boolean belongs(PrivateKey own, PublicKey named)
            throws GeneralSecurityException {
        String algorithm =
                switch (named.getAlgorithm()) {
                    case "RSA" -> "SHA256withRSA";
                    case "EC" -> "SHA256withECDSA";
                    default -> named.getAlgorithm();
                };
        byte[] probe = {'p', 'r', 'o', 'b', 'e'};
        try {
            Signature signing = Signature.getInstance(algorithm);
            signing.initSign(own);
            signing.update(probe);
            Signature verifying = Signature.getInstance(algorithm);
            verifying.initVerify(named);
            verifying.update(probe);
            return verifying.verify(signing.sign());
        } catch (InvalidKeyException | SignatureException e) {
            log.atDebug().setCause(e).log("The key is of another kind than the certificate.");
            return false;
        }
    }

    private static Certificate[] chain(Path file) throws IOException, GeneralSecurityException {
        try (InputStream pem = Files.newInputStream(file)) {
            Certificate[] chain =
                    CertificateFactory.getInstance("X.509")
                            .generateCertificates(pem)
                            .toArray(Certificate[]::new);
            if (chain.length == 0) {
                throw new GeneralSecurityException(file + " holds no certificate");
            }
            return chain;
        }
    }

    private static PrivateKey privateKey(Path file) throws IOException, GeneralSecurityException {
        String text = Files.readString(file);
        int begin = text.indexOf(BEGIN);
        int end = text.indexOf(END);
        if (begin < 0 || end < begin) {
            throw new GeneralSecurityException(
                    file
                            + " holds no unencrypted PKCS #8 key; openssl pkcs8 -topk8 -nodes makes one of another");
        }
        PKCS8EncodedKeySpec key;
        try {
            key =
                    new PKCS8EncodedKeySpec(
                            Base64.getMimeDecoder()
                                    .decode(text.substring(begin + BEGIN.length(), end)));
        } catch (IllegalArgumentException e) {
            throw new GeneralSecurityException(file + " is damaged", e);
        }
        for (String algorithm : List.of("RSA", "EC", "EdDSA")) {
            try {
                return KeyFactory.getInstance(algorithm).generatePrivate(key);
            } catch (InvalidKeySpecException e) {
                log.atDebug()
                        .addKeyValue("algorithm", algorithm)
                        .setCause(e)
                        .log("The key is of another kind.");
            }
        }
        throw new GeneralSecurityException(file + " holds a key of a kind that is not known");
    }
}
