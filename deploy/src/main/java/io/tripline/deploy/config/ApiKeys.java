package io.tripline.deploy.config;

import static io.tripline.deploy.config.ValueType.COUNT;
import static io.tripline.deploy.config.ValueType.LIST;
import static io.tripline.deploy.config.ValueType.PATH;
import static io.tripline.deploy.config.ValueType.PORT;
import static io.tripline.deploy.config.ValueType.TEXT;
import static io.tripline.deploy.config.ValueType.URL;

import io.tripline.alerting.ApiConfig;
import io.tripline.alerting.access.OidcConfig;
import io.tripline.alerting.access.Role;
import java.net.URI;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The keys of the triage API and of the commands that call it. */
public final class ApiKeys {
    public static final Key<String> HOST =
            Key.of(
                    "api.host",
                    TEXT,
                    "127.0.0.1",
                    "Where alerting serves the triage API, once `api.tokens-file` or `api.oidc.issuer` is set; beyond loopback only with TLS.");
    public static final Key<Integer> PORT_NUMBER = Key.of("api.port", PORT, "9467", "Its port.");
    public static final Key<Path> TOKENS_FILE =
            Key.of(
                    "api.tokens-file",
                    PATH,
                    "",
                    "Service tokens, as hashes: `tripline tokens new` writes it. `demo` and `up` make their own.");
    public static final Key<Integer> REQUESTS =
            Key.of(
                    "api.requests-per-second",
                    COUNT,
                    "20",
                    "How often one caller may ask on average; ten times as many at once.");
    public static final Key<Path> CERTIFICATE =
            Key.of(
                    "api.tls.certificate",
                    PATH,
                    "",
                    "The API's certificate and those up to the root (PEM).");
    public static final Key<Path> CERTIFICATE_KEY =
            Key.of("api.tls.key", PATH, "", "Its private key (PEM, PKCS #8, not encrypted).");
    public static final Key<String> ISSUER =
            Key.of(
                    "api.oidc.issuer",
                    TEXT,
                    "",
                    "An OpenID Connect identity provider, as its tokens' `iss` names it; none if empty.");
    public static final Key<String> AUDIENCE =
            Key.of("api.oidc.audience", TEXT, "", "What its tokens' `aud` must hold: Tripline.");
    public static final Key<URI> JWKS_URL =
            Key.of("api.oidc.jwks-url", URL, "", "Where its keys are (JWKS).");
    public static final Key<List<String>> ALGORITHMS =
            Key.of(
                    "api.oidc.algorithms",
                    LIST,
                    "RS256,ES256",
                    "What its tokens may be signed with.");
    public static final Key<String> NAME_CLAIM =
            Key.of("api.oidc.name-claim", TEXT, "sub", "The claim that names the person.");
    public static final Key<String> ROLES_CLAIM =
            Key.of("api.oidc.roles-claim", TEXT, "roles", "The claim that holds their groups.");
    public static final Key<List<String>> ROLES =
            Key.of(
                    "api.oidc.roles",
                    LIST,
                    "",
                    "Which group gives which role, e.g. `soc-analysts=analyst`; roles are viewer, analyst and admin.");
    public static final Key<URI> CLIENT_URL =
            Key.of(
                    "api.client.url",
                    URL,
                    "",
                    "Where `tripline alerts` and `tripline incidents` find the API; the one of this configuration if empty.");
    public static final Key<String> CLIENT_TOKEN =
            Key.secret(
                    "api.client.token",
                    "What they call it with; the token that `up` keeps in its data if empty.");
    public static final Key<Path> CLIENT_CA_FILE =
            Key.of(
                    "api.client.ca-file",
                    PATH,
                    "",
                    "Certificates (PEM) that sign the API's; those Java trusts if empty.");

    private ApiKeys() {}

    /** What the API is told. */
    public static ApiConfig config(Settings settings) {
        Optional<Path> certificate = settings.find(CERTIFICATE);
        Optional<Path> key = settings.find(CERTIFICATE_KEY);
        if (certificate.isPresent() != key.isPresent()) {
            throw new IllegalArgumentException(
                    "api.tls.certificate and api.tls.key must be set together or not at all.");
        }
        return new ApiConfig(
                settings.get(HOST),
                settings.get(PORT_NUMBER),
                settings.find(TOKENS_FILE),
                oidc(settings),
                certificate.map(file -> new ApiConfig.Tls(file, key.orElseThrow())),
                settings.get(REQUESTS));
    }

    private static Optional<OidcConfig> oidc(Settings settings) {
        Optional<String> issuer = settings.find(ISSUER);
        if (issuer.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(
                new OidcConfig(
                        issuer.get(),
                        settings.find(AUDIENCE).orElse(""),
                        settings.find(JWKS_URL)
                                .orElseThrow(
                                        () ->
                                                new IllegalArgumentException(
                                                        "api.oidc.jwks-url must be set with api.oidc.issuer: the provider's"
                                                                + " /.well-known/openid-configuration names it as jwks_uri.")),
                        new HashSet<>(settings.get(ALGORITHMS)),
                        settings.get(NAME_CLAIM),
                        settings.get(ROLES_CLAIM),
                        roles(settings.find(ROLES).orElse(List.of()))));
    }

    private static Map<String, Role> roles(List<String> texts) {
        Map<String, Role> roles = new HashMap<>();
        for (String each : texts) {
            int equals = each.lastIndexOf('=');
            roles.put(
                    each.substring(0, Math.max(equals, 0)),
                    Role.of(each.substring(equals + 1))
                            .filter(_ -> equals > 0)
                            .orElseThrow(
                                    () ->
                                            new IllegalArgumentException(
                                                    "api.oidc.roles must be groups and their roles viewer, analyst or admin,"
                                                            + " e.g. soc-analysts=analyst.")));
        }
        return roles;
    }
}
