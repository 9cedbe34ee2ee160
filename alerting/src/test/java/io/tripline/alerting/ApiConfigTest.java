package io.tripline.alerting;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tripline.alerting.access.OidcConfig;
import io.tripline.alerting.access.Role;
import java.net.URI;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ApiConfigTest {
    private static final Optional<Path> TOKENS = Optional.of(Path.of("tokens"));
    private static final Optional<ApiConfig.Tls> TLS =
            Optional.of(new ApiConfig.Tls(Path.of("certificate.pem"), Path.of("key.pem")));

    @Test
    void byDefaultItIsOnLoopbackAndServedToNobody() {
        ApiConfig defaults = ApiConfig.defaults();

        assertThat(defaults.host()).isEqualTo("127.0.0.1");
        assertThat(defaults.isServed()).isFalse();
    }

    @Test
    void everythingCanBeSet() {
        ApiConfig config =
                new ApiConfig(
                        "0.0.0.0", 8443, TOKENS, Optional.of(oidc("https", "RS256")), TLS, 100);

        assertThat(config.isServed()).isTrue();
        assertThat(config.requestsPerSecond()).isEqualTo(100);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "0.0.0.0",
                "::",
                "192.0.2.1",
                "tripline.example.com",
                "127.0.0.1.example.com",
                ""
            })
    void beyondLoopbackItNeedsTls(String host) {
        assertThatThrownBy(
                        () -> new ApiConfig(host, 1, TOKENS, Optional.empty(), Optional.empty(), 1))
                .hasMessageStartingWith("api.host is not this machine's loopback address");
    }

    @Test
    void beyondLoopbackSomebodyMustBeAbleToProveWhoTheyAre() {
        assertThatThrownBy(
                        () ->
                                new ApiConfig(
                                        "0.0.0.0", 1, Optional.empty(), Optional.empty(), TLS, 1))
                .hasMessageContaining("api.tokens-file or api.oidc.issuer");
    }

    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1", "127.1.2.3", "::1", "[::1]", "localhost"})
    void loopbackNeedsNoTls(String host) {
        assertThat(new ApiConfig(host, 1, TOKENS, Optional.empty(), Optional.empty(), 1).isServed())
                .isTrue();
    }

    @Test
    void aProviderThatCouldBeForgedIsRefused() {
        assertThatThrownBy(() -> with(oidc("http", "RS256")))
                .hasMessageStartingWith("api.oidc.jwks-url must be https");
        assertThatThrownBy(() -> with(oidc("https", "HS256")))
                .hasMessageStartingWith("api.oidc.algorithms must");
        assertThatThrownBy(() -> with(oidc("https", "none")))
                .hasMessageStartingWith("api.oidc.algorithms must");
    }

    private static ApiConfig with(OidcConfig oidc) {
        return new ApiConfig("127.0.0.1", 1, TOKENS, Optional.of(oidc), Optional.empty(), 1);
    }

    private static OidcConfig oidc(String scheme, String algorithm) {
        return new OidcConfig(
                "https://login.example.com",
                "tripline",
                URI.create(scheme + "://login.example.com/keys"),
                Set.of(algorithm),
                "sub",
                "roles",
                Map.of("soc", Role.ANALYST));
    }
}
