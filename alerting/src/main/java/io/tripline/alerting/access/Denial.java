package io.tripline.alerting.access;

import java.util.Locale;

/** Why somebody is not let in. */
public enum Denial {
    NO_CREDENTIALS("The request needs the header Authorization: Bearer and a token."),
    MALFORMED("This is no token that Tripline can read."),
    UNKNOWN_TOKEN("Nobody has this token, or no longer."),
    EXPIRED("The token has expired: get a new one."),
    NOT_YET_VALID("The token is not valid yet: are the clocks right?"),
    FORBIDDEN_ALGORITHM("The token is not valid."),
    UNKNOWN_KEY("The token is not valid."),
    BAD_SIGNATURE("The token is not valid."),
    WRONG_ISSUER("The token is not valid."),
    WRONG_AUDIENCE("The token was made for somebody else."),
    NO_ROLE("The token gives no role in Tripline (api.oidc.roles)."),
    KEYS_UNAVAILABLE("The identity provider's keys cannot be fetched at the moment.");

    private final String sentence;

    Denial(String sentence) {
        this.sentence = sentence;
    }

    /** For metrics and the audit log. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** For whoever is not let in; it tells no more than they know or may know. */
    public String sentence() {
        return sentence;
    }
}
