package io.tripline.alerting.access;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSVerifier;
import com.nimbusds.jose.crypto.ECDSAVerifier;
import com.nimbusds.jose.crypto.RSASSAVerifier;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.KeyUse;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import java.text.ParseException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collection;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Bearer tokens of an OpenID Connect identity provider: JWTs signed with one of its keys, for us, and valid now (RFC
 * 7519, and RFC 8725 for what goes wrong with them). The algorithm is one that we allow and one that fits the key, never
 * one that the token alone chooses.
 */
public final class OidcTokens implements AutoCloseable {
    /** Clocks differ. */
    static final Duration LEEWAY = Duration.ofSeconds(60);

    private static final int MIN_RSA_BITS = 2048;
    private static final int MAX_NAME = 256;

    private final OidcConfig config;
    private final InstantSource clock;
    private final OidcKeys keys;

    public OidcTokens(OidcConfig config, InstantSource clock) {
        this.config = config;
        this.clock = clock;
        keys = new OidcKeys(config.jwksUrl(), clock, OidcKeys.PATIENCE);
    }

    @Override
    public void close() {
        keys.close();
    }

    Verdict verdict(String token) {
        SignedJWT jwt;
        JWTClaimsSet claims;
        try {
            // Refuses alg: none as well, which is no signed token.
            jwt = SignedJWT.parse(token);
            claims = jwt.getJWTClaimsSet();
        } catch (ParseException | RuntimeException e) {
            return Verdict.denied(Denial.MALFORMED);
        }
        JWSHeader header = jwt.getHeader();
        if (!config.algorithms().contains(header.getAlgorithm().getName())) {
            return Verdict.denied(Denial.FORBIDDEN_ALGORITHM);
        }
        if (header.getKeyID() == null) {
            return Verdict.denied(Denial.UNKNOWN_KEY);
        }
        return switch (keys.key(header.getKeyID())) {
            case OidcKeys.Lookup.Unknown _ -> Verdict.denied(Denial.UNKNOWN_KEY);
            case OidcKeys.Lookup.Unavailable _ -> Verdict.denied(Denial.KEYS_UNAVAILABLE);
            case OidcKeys.Lookup.Found(JWK key) ->
                    isSignedWith(key, jwt) ? judge(claims) : Verdict.denied(Denial.BAD_SIGNATURE);
        };
    }

    private static boolean isSignedWith(JWK key, SignedJWT jwt) {
        JWSAlgorithm algorithm = jwt.getHeader().getAlgorithm();
        if ((key.getKeyUse() != null && !key.getKeyUse().equals(KeyUse.SIGNATURE))
                || (key.getAlgorithm() != null && !key.getAlgorithm().equals(algorithm))) {
            return false;
        }
        try {
            JWSVerifier verifier =
                    switch (key) {
                        case RSAKey rsa when rsa.size() >= MIN_RSA_BITS ->
                                new RSASSAVerifier(rsa.toRSAPublicKey());
                        case ECKey curve -> new ECDSAVerifier(curve.toECPublicKey());
                        default -> null;
                    };
            return verifier != null
                    && verifier.supportedJWSAlgorithms().contains(algorithm)
                    && jwt.verify(verifier);
        } catch (JOSEException | RuntimeException e) {
            return false;
        }
    }

    private Verdict judge(JWTClaimsSet claims) {
        if (!config.issuer().equals(claims.getIssuer())) {
            return Verdict.denied(Denial.WRONG_ISSUER);
        }
        if (claims.getAudience() == null || !claims.getAudience().contains(config.audience())) {
            return Verdict.denied(Denial.WRONG_AUDIENCE);
        }
        Instant now = clock.instant();
        if (claims.getExpirationTime() == null
                || !now.minus(LEEWAY).isBefore(claims.getExpirationTime().toInstant())) {
            return Verdict.denied(Denial.EXPIRED);
        }
        if (isAhead(claims.getNotBeforeTime(), now) || isAhead(claims.getIssueTime(), now)) {
            return Verdict.denied(Denial.NOT_YET_VALID);
        }
        if (!(claims.getClaim(config.nameClaim()) instanceof String name)
                || name.isBlank()
                || name.length() > MAX_NAME
                || name.codePoints().anyMatch(Character::isISOControl)) {
            return Verdict.denied(Denial.MALFORMED);
        }
        Optional<Role> role =
                texts(claims.getClaim(config.rolesClaim()))
                        .map(config.roles()::get)
                        .flatMap(Stream::ofNullable)
                        .max(Role::compareTo);
        return role.<Verdict>map(each -> new Verdict.Known(new Caller(name, each, Caller.Via.OIDC)))
                .orElseGet(() -> Verdict.denied(Denial.NO_ROLE));
    }

    private static boolean isAhead(@Nullable Date time, Instant now) {
        return time != null && time.toInstant().isAfter(now.plus(LEEWAY));
    }

    /** A claim of roles is a list, or one text with spaces between. */
    private static Stream<String> texts(@Nullable Object claim) {
        return switch (claim) {
            case String text -> List.of(text.split(" ")).stream();
            case Collection<?> list ->
                    list.stream().filter(String.class::isInstance).map(String.class::cast);
            case null, default -> Stream.empty();
        };
    }
}
