package io.tripline.alerting.access;

/**
 * Somebody who proved who they are.
 *
 * @param via how
 */
public record Caller(String name, Role role, Via via) {
    /** How somebody proves who they are. */
    public enum Via {
        TOKEN,
        OIDC
    }
}
