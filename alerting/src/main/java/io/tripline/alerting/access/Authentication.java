package io.tripline.alerting.access;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Tells from the header Authorization who calls. */
public final class Authentication {
    /** A signed token with many groups stays well below; a longer one is not even looked at. */
    private static final int MAX_TOKEN = 8 * 1024;

    private static final String BEARER = "Bearer ";

    private final Optional<ServiceTokens> tokens;
    private final Optional<OidcTokens> oidc;

    public Authentication(Optional<ServiceTokens> tokens, Optional<OidcTokens> oidc) {
        this.tokens = tokens;
        this.oidc = oidc;
    }

    /** Who sends this header. */
    public Verdict of(@Nullable String header) {
        if (header == null || header.isEmpty()) {
            return Verdict.denied(Denial.NO_CREDENTIALS);
        }
        if (!header.regionMatches(true, 0, BEARER, 0, BEARER.length())
                || header.length() > BEARER.length() + MAX_TOKEN) {
            return Verdict.denied(Denial.MALFORMED);
        }
        String token = header.substring(BEARER.length()).strip();
        if (ServiceToken.looksLikeOne(token)) {
            return tokens.map(each -> each.verdict(token))
                    .orElseGet(() -> Verdict.denied(Denial.UNKNOWN_TOKEN));
        }
        return oidc.map(each -> each.verdict(token))
                .orElseGet(() -> Verdict.denied(Denial.MALFORMED));
    }
}
