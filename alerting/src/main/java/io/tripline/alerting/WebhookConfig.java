package io.tripline.alerting;

import java.net.URI;
import java.time.Duration;
import java.util.Base64;
import java.util.List;

/**
 * A destination that is told about alerts.
 *
 * @param name names it in metrics, logs and its consumer group
 * @param url where alerts are posted
 * @param secrets signing keys, {@code whsec_} and base64 of 24 to 64 bytes; the first is the newest, and every one signs
 * @param allowPrivate whether the address may be private or loopback
 * @param everyRevision whether every revision is sent; otherwise those that raise or withdraw an alert
 * @param timeout the longest wait for a complete answer
 * @param concurrency alerts under way at the same time; the revisions of one alert stay in order
 * @param retryFirst the wait after a first failure; it doubles
 * @param retryLongest the longest wait between two tries
 * @param giveUpAfter counted from the decision to page: older pages are dead letters
 */
public record WebhookConfig(
        String name,
        URI url,
        List<Secret> secrets,
        boolean allowPrivate,
        boolean everyRevision,
        Duration timeout,
        int concurrency,
        Duration retryFirst,
        Duration retryLongest,
        Duration giveUpAfter) {

    public WebhookConfig {
        secrets = List.copyOf(secrets);
        Require.that(
                name.matches("[a-z0-9][a-z0-9-]{0,62}"),
                "webhooks.name",
                "must be lower-case letters, digits and dashes, e.g. on-call.");
        String key = "webhooks." + name;
        Require.that(
                ("http".equals(url.getScheme()) || "https".equals(url.getScheme()))
                        && url.getHost() != null
                        && url.getUserInfo() == null
                        && url.getFragment() == null,
                key + ".url",
                "must be http or https with a host, without credentials or fragment.");
        Require.that(
                "https".equals(url.getScheme()) || allowPrivate,
                key + ".url",
                "must be https: alerts name people and machines. Plain http needs allow-private: true.");
        Require.that(
                !secrets.isEmpty() && secrets.size() <= 4,
                key + ".secrets",
                "must be one signing key, or up to four during a rotation.");
        for (Secret secret : secrets) {
            Require.that(
                    isSigningKey(secret.reveal()),
                    key + ".secrets",
                    "must be whsec_ and base64 of 24 to 64 random bytes, e.g. from: echo whsec_$(openssl rand -base64 32)");
        }
        Require.positive(timeout, key + ".timeout");
        Require.between(concurrency, 1, 64, key + ".concurrency");
        Require.positive(retryFirst, key + ".retry-first");
        Require.that(
                retryLongest.compareTo(retryFirst) >= 0,
                key + ".retry-longest",
                "must not be shorter than retry-first.");
        Require.positive(giveUpAfter, key + ".give-up-after");
    }

    /** A destination with this address and key; the rest as most want it. */
    public static WebhookConfig of(String name, URI url, Secret secret) {
        return new WebhookConfig(
                name,
                url,
                List.of(secret),
                false,
                false,
                Duration.ofSeconds(10),
                4,
                Duration.ofMillis(500),
                Duration.ofMinutes(1),
                Duration.ofHours(6));
    }

    /** Whether the text is a key of the Standard Webhooks scheme. */
    public static boolean isSigningKey(String text) {
        if (!text.startsWith("whsec_")) {
            return false;
        }
        try {
            int length = Base64.getDecoder().decode(text.substring(6)).length;
            return length >= 24 && length <= 64;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }
}
