package io.tripline.alerting.access;

import java.net.URI;
import java.util.Map;
import java.util.Set;

/**
 * An OpenID Connect identity provider whose tokens let people in.
 *
 * @param issuer as it stands in the tokens' claim {@code iss}
 * @param audience what their claim {@code aud} must hold: us
 * @param jwksUrl where its keys are
 * @param algorithms that a token may be signed with
 * @param nameClaim the claim that names the person
 * @param rolesClaim the claim that holds the groups
 * @param roles from a group to the role that it gives
 */
public record OidcConfig(
        String issuer,
        String audience,
        URI jwksUrl,
        Set<String> algorithms,
        String nameClaim,
        String rolesClaim,
        Map<String, Role> roles) {
    /** Those with a public key; one with a shared secret would make everybody who checks tokens able to make them. */
    public static final Set<String> ALGORITHMS =
            Set.of("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512");

    public OidcConfig {
        algorithms = Set.copyOf(algorithms);
        roles = Map.copyOf(roles);
    }
}
