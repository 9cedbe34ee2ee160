package io.tripline.alerting;

import io.tripline.alerting.access.OidcConfig;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.util.Optional;

/**
 * How the triage API is served.
 *
 * @param host where it listens; beyond loopback only with TLS
 * @param tokensFile service tokens, hashed
 * @param requestsPerSecond of one caller, on average; ten times as many at once
 */
public record ApiConfig(
        String host,
        int port,
        Optional<Path> tokensFile,
        Optional<OidcConfig> oidc,
        Optional<Tls> tls,
        int requestsPerSecond) {

    /**
     * What the API proves itself with.
     *
     * @param certificate its certificate and those up to the root (PEM)
     * @param key its private key (PEM, PKCS #8, not encrypted)
     */
    public record Tls(Path certificate, Path key) {}

    public ApiConfig {
        Require.that(
                tls.isPresent() || isLoopback(host),
                "api.host",
                "is not this machine's loopback address, so the API needs TLS: set api.tls.certificate and"
                        + " api.tls.key, or leave api.host at 127.0.0.1 behind a proxy.");
        Require.that(
                isLoopback(host) || tokensFile.isPresent() || oidc.isPresent(),
                "api.host",
                "is not this machine's loopback address, so somebody must be able to prove who they are: set"
                        + " api.tokens-file or api.oidc.issuer.");
        Require.between(port, 0, 65_535, "api.port");
        Require.between(requestsPerSecond, 1, 10_000, "api.requests-per-second");
        oidc.ifPresent(ApiConfig::check);
    }

    /** On loopback, with nobody who could prove who they are: it is not served. */
    public static ApiConfig defaults() {
        return new ApiConfig(
                "127.0.0.1", 9467, Optional.empty(), Optional.empty(), Optional.empty(), 20);
    }

    /** Whether anybody could prove who they are. */
    public boolean isServed() {
        return tokensFile.isPresent() || oidc.isPresent();
    }

    private static void check(OidcConfig oidc) {
        Require.that(
                oidc.issuer().startsWith("https://") || oidc.issuer().startsWith("http://"),
                "api.oidc.issuer",
                "must be the identity provider's address as its tokens name it, e.g. https://login.example.com/tenant.");
        Require.that(
                !oidc.audience().isBlank(),
                "api.oidc.audience",
                "must be set with api.oidc.issuer: a token for another application must not work here.");
        Require.that(
                "https".equals(oidc.jwksUrl().getScheme()) || isLoopback(oidc.jwksUrl().getHost()),
                "api.oidc.jwks-url",
                "must be https: whoever can change the keys on their way can make tokens.");
        Require.that(
                !oidc.algorithms().isEmpty()
                        && OidcConfig.ALGORITHMS.containsAll(oidc.algorithms()),
                "api.oidc.algorithms",
                "must be some of RS256, RS384, RS512, PS256, PS384, PS512, ES256, ES384, ES512.");
        Require.that(
                !oidc.roles().isEmpty(),
                "api.oidc.roles",
                "must give at least one group a role, e.g. soc-analysts=analyst; otherwise nobody can do anything.");
    }

    private static boolean isLoopback(String host) {
        // A name is looked up only if it is the one that every machine knows.
        if (!host.equals("localhost")
                && !host.matches("[0-9.]+|\\[?[0-9a-fA-F:.]*:[0-9a-fA-F:.]*]?")) {
            return false;
        }
        try {
            return InetAddress.getByName(host).isLoopbackAddress();
        } catch (UnknownHostException e) {
            return false;
        }
    }
}
