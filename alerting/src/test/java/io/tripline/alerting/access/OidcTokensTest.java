package io.tripline.alerting.access;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jwt.JWTClaimsSet;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Base64;
import java.util.Date;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class OidcTokensTest {
    private static final Instant NOW = Instant.parse("2026-03-02T08:00:00Z");
    private static final RSAKey KEY = IdentityProvider.rsa("one");
    private static final ECKey CURVE = IdentityProvider.curve("two");

    private Instant now = NOW;
    private final InstantSource clock = () -> now;
    private final IdentityProvider provider = new IdentityProvider(KEY, CURVE);
    private final OidcTokens tokens = new OidcTokens(provider.config(), clock);

    @AfterEach
    void close() {
        tokens.close();
        provider.close();
    }

    @Test
    void aTokenOfTheProviderLetsIn() {
        Verdict known = new Verdict.Known(new Caller("ann", Role.ANALYST, Caller.Via.OIDC));

        assertThat(tokens.verdict(IdentityProvider.token(KEY, ann().build()))).isEqualTo(known);
        assertThat(tokens.verdict(IdentityProvider.token(CURVE, ann().build()))).isEqualTo(known);
        assertThat(provider.fetches).hasValue(1);
    }

    @Test
    void aTokenWithoutSignatureIsNone() {
        String header = "{\"alg\":\"none\",\"kid\":\"one\"}";
        String payload = IdentityProvider.token(KEY, ann().build()).split("\\.", -1)[1];
        String encoded =
                Base64.getUrlEncoder().withoutPadding().encodeToString(header.getBytes(UTF_8));

        assertThat(denial(IdentityProvider.unsigned(ann().build()))).isEqualTo(Denial.MALFORMED);
        assertThat(denial(encoded + "." + payload + ".")).isEqualTo(Denial.MALFORMED);
        assertThat(denial(encoded + "." + payload + ".AAAA")).isEqualTo(Denial.MALFORMED);
        assertThat(provider.fetches).hasValue(0);
    }

    @Test
    void thePublicKeyIsNoSharedSecret() {
        assertThat(denial(IdentityProvider.signedWithThePublicKeyAsSecret(KEY, ann().build())))
                .isEqualTo(Denial.FORBIDDEN_ALGORITHM);
    }

    @Test
    void anAlgorithmThatIsNotAllowedIsRefusedThoughTheSignatureIsGood() throws Exception {
        String token =
                IdentityProvider.token(
                        new RSASSASigner(KEY), JWSAlgorithm.RS512, "one", ann().build());

        assertThat(denial(token)).isEqualTo(Denial.FORBIDDEN_ALGORITHM);
    }

    @Test
    void anAlgorithmThatDoesNotFitTheKeyIsRefused() throws Exception {
        String token =
                IdentityProvider.token(
                        new RSASSASigner(KEY), JWSAlgorithm.RS256, "two", ann().build());

        assertThat(denial(token)).isEqualTo(Denial.BAD_SIGNATURE);
    }

    @Test
    void anotherKeyUnderAKnownNameIsRefused() {
        assertThat(denial(IdentityProvider.token(IdentityProvider.rsa("one"), ann().build())))
                .isEqualTo(Denial.BAD_SIGNATURE);
    }

    @Test
    void aKeyThatNobodyKnowsIsAskedForOnceInAWhile() {
        String token = IdentityProvider.token(IdentityProvider.rsa("mine"), ann().build());
        assertThat(tokens.verdict(IdentityProvider.token(KEY, ann().build())))
                .isInstanceOf(Verdict.Known.class);

        for (int i = 0; i < 100; i++) {
            assertThat(denial(token)).isEqualTo(Denial.UNKNOWN_KEY);
        }
        assertThat(provider.fetches).hasValue(1);

        now = NOW.plus(OidcKeys.BETWEEN_FETCHES);
        assertThat(denial(token)).isEqualTo(Denial.UNKNOWN_KEY);
        assertThat(provider.fetches).hasValue(2);
    }

    @Test
    void aNewKeyIsBelievedAndAnOldOneNoLonger() {
        String old = IdentityProvider.token(KEY, ann().build());
        assertThat(tokens.verdict(old)).isInstanceOf(Verdict.Known.class);
        RSAKey next = IdentityProvider.rsa("next");
        provider.serve(next);
        now = NOW.plus(OidcKeys.BETWEEN_FETCHES);

        assertThat(tokens.verdict(IdentityProvider.token(next, ann().build())))
                .isInstanceOf(Verdict.Known.class);
        assertThat(denial(old)).isEqualTo(Denial.UNKNOWN_KEY);
    }

    @Test
    void aKeyThatWasTakenAwayIsBelievedForAWhileOnly() {
        String token = IdentityProvider.token(KEY, ann().build());
        assertThat(tokens.verdict(token)).isInstanceOf(Verdict.Known.class);
        provider.serve(CURVE);

        now = NOW.plus(OidcKeys.FRESH).minusSeconds(1);
        assertThat(tokens.verdict(token)).isInstanceOf(Verdict.Known.class);
        now = NOW.plus(OidcKeys.FRESH);
        assertThat(denial(token)).isEqualTo(Denial.UNKNOWN_KEY);
    }

    @Test
    void aProviderThatIsDownOrTalksNonsenseIsBridgedAndNotForEver() {
        String token =
                IdentityProvider.token(
                        KEY, ann().expirationTime(Date.from(NOW.plus(Duration.ofDays(1)))).build());
        assertThat(tokens.verdict(token)).isInstanceOf(Verdict.Known.class);

        provider.status(500);
        now = NOW.plus(OidcKeys.FRESH);
        assertThat(tokens.verdict(token)).isInstanceOf(Verdict.Known.class);
        provider.status(200);
        provider.serveText("{\"keys\":\"" + "x".repeat(300 * 1024) + "\"}");
        now = NOW.plus(OidcKeys.STALE).minusSeconds(1);
        assertThat(tokens.verdict(token)).isInstanceOf(Verdict.Known.class);

        now = NOW.plus(OidcKeys.STALE);
        assertThat(denial(token)).isEqualTo(Denial.KEYS_UNAVAILABLE);
    }

    @Test
    void aProviderThatStopsInTheMiddleOfItsAnswerIsGivenUp() {
        provider.stall();
        try (OidcKeys keys = new OidcKeys(provider.keys(), clock, Duration.ofMillis(100))) {
            assertThat(keys.key("one")).isInstanceOf(OidcKeys.Lookup.Unavailable.class);
        }
        assertThat(provider.fetches).hasValue(1);
    }

    @Test
    void whoeverHasAKeyThatIsKnownDoesNotWaitForAProviderThatDoesNotAnswer() throws Exception {
        try (OidcKeys keys = new OidcKeys(provider.keys(), clock, Duration.ofMinutes(5))) {
            assertThat(keys.key("one")).isInstanceOf(OidcKeys.Lookup.Found.class);
            provider.stall();
            now = NOW.plus(OidcKeys.FRESH);
            Thread stranger = Thread.ofVirtual().start(() -> keys.key("of nobody"));
            while (provider.fetches.get() < 2) {
                Thread.onSpinWait();
            }

            assertThat(keys.key("one")).isInstanceOf(OidcKeys.Lookup.Found.class);

            stranger.interrupt();
            stranger.join();
        }
    }

    @Test
    void whatIsForSomebodyElseIsRefused() {
        assertThat(denied(ann().issuer("https://login.example.com")))
                .isEqualTo(Denial.WRONG_ISSUER);
        assertThat(denied(ann().issuer(null))).isEqualTo(Denial.WRONG_ISSUER);
        assertThat(denied(ann().audience("other"))).isEqualTo(Denial.WRONG_AUDIENCE);
        assertThat(denied(ann().audience((String) null))).isEqualTo(Denial.WRONG_AUDIENCE);
        assertThat(
                        tokens.verdict(
                                IdentityProvider.token(
                                        KEY, ann().audience(List.of("other", "tripline")).build())))
                .isInstanceOf(Verdict.Known.class);
    }

    @Test
    void whatIsNotValidNowIsRefused() {
        Instant past = NOW.minus(OidcTokens.LEEWAY);
        Instant future = NOW.plus(OidcTokens.LEEWAY).plusSeconds(1);

        assertThat(denied(ann().expirationTime(Date.from(past)))).isEqualTo(Denial.EXPIRED);
        assertThat(denied(ann().expirationTime(null))).isEqualTo(Denial.EXPIRED);
        assertThat(denied(ann().notBeforeTime(Date.from(future)))).isEqualTo(Denial.NOT_YET_VALID);
        assertThat(denied(ann().issueTime(Date.from(future)))).isEqualTo(Denial.NOT_YET_VALID);
        assertThat(
                        tokens.verdict(
                                IdentityProvider.token(
                                        KEY,
                                        ann().expirationTime(Date.from(past.plusSeconds(1)))
                                                .build())))
                .isInstanceOf(Verdict.Known.class);
    }

    @Test
    void whoeverHasNoRoleIsRefusedAndTheHighestCounts() {
        assertThat(denied(ann().claim("roles", List.of("everybody")))).isEqualTo(Denial.NO_ROLE);
        assertThat(denied(ann().claim("roles", null))).isEqualTo(Denial.NO_ROLE);
        assertThat(denied(ann().claim("roles", 7))).isEqualTo(Denial.NO_ROLE);
        assertThat(
                        tokens.verdict(
                                IdentityProvider.token(
                                        KEY, ann().claim("roles", "readers soc").build())))
                .isEqualTo(new Verdict.Known(new Caller("ann", Role.ANALYST, Caller.Via.OIDC)));
    }

    @Test
    void aNameThatIsNoNameIsRefused() {
        assertThat(denied(ann().subject("ann\u001b[2J"))).isEqualTo(Denial.MALFORMED);
        assertThat(denied(ann().subject(" "))).isEqualTo(Denial.MALFORMED);
        assertThat(denied(ann().subject("x".repeat(300)))).isEqualTo(Denial.MALFORMED);
    }

    @Test
    void nonsenseIsRefused() {
        String good = IdentityProvider.token(KEY, ann().build());
        String[] parts = good.split("\\.", -1);

        for (String each :
                List.of(
                        "",
                        ".",
                        "..",
                        "a.b.c",
                        good + ".",
                        good.substring(0, good.length() - 8),
                        parts[0] + "." + parts[1] + ".",
                        parts[0] + "." + parts[0] + "." + parts[2])) {
            assertThat(tokens.verdict(each)).as(each).isInstanceOf(Verdict.Denied.class);
        }
    }

    private static JWTClaimsSet.Builder ann() {
        return IdentityProvider.ann(NOW);
    }

    private Denial denied(JWTClaimsSet.Builder claims) {
        return denial(IdentityProvider.token(KEY, claims.build()));
    }

    private Denial denial(String token) {
        Verdict verdict = tokens.verdict(token);
        assertThat(verdict).isInstanceOf(Verdict.Denied.class);
        return ((Verdict.Denied) verdict).denial();
    }
}
