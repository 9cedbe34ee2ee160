package io.tripline.alerting.access;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSSigner;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.PlainJWT;
import com.nimbusds.jwt.SignedJWT;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Instant;
import java.util.Arrays;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/** An identity provider with real keys, served over loopback. */
public final class IdentityProvider implements AutoCloseable {
    public static final String ISSUER = "https://login.example.com/tenant";
    public static final String AUDIENCE = "tripline";

    final AtomicInteger fetches = new AtomicInteger();
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final HttpServer server;
    private volatile String served = "{\"keys\":[]}";
    private volatile int status = 200;
    private volatile CountDownLatch stalled = new CountDownLatch(0);

    public IdentityProvider(JWK... keys) {
        serve(keys);
        try {
            server =
                    HttpServer.create(
                            new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 16);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.createContext(
                "/keys",
                exchange -> {
                    try (exchange) {
                        fetches.incrementAndGet();
                        byte[] body = served.getBytes(UTF_8);
                        exchange.sendResponseHeaders(status, body.length);
                        exchange.getResponseBody().write(body, 0, 1);
                        exchange.getResponseBody().flush();
                        stalled.await();
                        exchange.getResponseBody().write(body, 1, body.length - 1);
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                });
        server.setExecutor(threads);
        server.start();
    }

    /** Serves the public halves of these from now on. */
    void serve(JWK... keys) {
        served = new JWKSet(Arrays.asList(keys)).toString(true);
    }

    void serveText(String text) {
        served = text;
    }

    void status(int wanted) {
        status = wanted;
    }

    /** Answers from now on stop after their head. */
    void stall() {
        stalled = new CountDownLatch(1);
    }

    URI keys() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/keys");
    }

    /** How Tripline is set up to believe it. */
    public OidcConfig config() {
        return new OidcConfig(
                ISSUER,
                AUDIENCE,
                keys(),
                Set.of("RS256", "ES256"),
                "sub",
                "roles",
                Map.of("soc", Role.ANALYST, "readers", Role.VIEWER));
    }

    public static RSAKey rsa(String id) {
        try {
            return new RSAKeyGenerator(2048).keyID(id).generate();
        } catch (JOSEException e) {
            throw new IllegalStateException(e);
        }
    }

    static ECKey curve(String id) {
        try {
            return new ECKeyGenerator(Curve.P_256).keyID(id).generate();
        } catch (JOSEException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The claims of ann, an analyst, that hold for an hour. */
    public static JWTClaimsSet.Builder ann(Instant now) {
        return new JWTClaimsSet.Builder()
                .issuer(ISSUER)
                .audience(AUDIENCE)
                .subject("ann")
                .claim("roles", List.of("everybody", "soc"))
                .issueTime(Date.from(now))
                .notBeforeTime(Date.from(now))
                .expirationTime(Date.from(now.plusSeconds(3600)));
    }

    /** A token signed with this key. */
    public static String token(JWK key, JWTClaimsSet claims) {
        try {
            return switch (key) {
                case RSAKey rsa ->
                        token(new RSASSASigner(rsa), JWSAlgorithm.RS256, rsa.getKeyID(), claims);
                case ECKey curve ->
                        token(new ECDSASigner(curve), JWSAlgorithm.ES256, curve.getKeyID(), claims);
                default -> throw new IllegalArgumentException("No such key.");
            };
        } catch (JOSEException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The classic forgery: the public key's text as the secret of an HMAC. */
    static String signedWithThePublicKeyAsSecret(RSAKey key, JWTClaimsSet claims) {
        try {
            return token(
                    new MACSigner(key.toPublicJWK().toRSAKey().toRSAPublicKey().getEncoded()),
                    JWSAlgorithm.HS256,
                    key.getKeyID(),
                    claims);
        } catch (JOSEException e) {
            throw new IllegalStateException(e);
        }
    }

    static String unsigned(JWTClaimsSet claims) {
        return new PlainJWT(claims).serialize();
    }

    static String token(JWSSigner signer, JWSAlgorithm algorithm, String id, JWTClaimsSet claims) {
        SignedJWT jwt = new SignedJWT(new JWSHeader.Builder(algorithm).keyID(id).build(), claims);
        try {
            jwt.sign(signer);
        } catch (JOSEException e) {
            throw new IllegalStateException(e);
        }
        return jwt.serialize();
    }

    @Override
    public void close() {
        stalled.countDown();
        server.stop(0);
        threads.close();
    }
}
