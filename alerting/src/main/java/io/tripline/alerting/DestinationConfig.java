package io.tripline.alerting;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * Somebody or something that is told, and how.
 *
 * @param name names it in routes, metrics, logs and its consumer group
 */
public record DestinationConfig(String name, Target target, Delivery delivery) {

    /** What kind of receiver it is, with what only that kind needs. */
    public sealed interface Target {}

    /** What takes requests. */
    public sealed interface Web extends Target {
        /** Where its requests go. */
        URI url();
    }

    /**
     * Mail, over SMTP with STARTTLS.
     *
     * @param from the sender's address
     * @param to the recipients' addresses
     * @param user to authenticate as; needs a password
     */
    public record Email(
            String host,
            int port,
            String from,
            List<String> to,
            Optional<String> user,
            Optional<Secret> password)
            implements Target {
        public Email {
            to = List.copyOf(to);
        }
    }

    /**
     * The alert's JSON as on the topic, signed by the Standard Webhooks scheme.
     *
     * @param keys signing keys; every one signs
     */
    public record Json(URI url, List<Secret> keys) implements Web {
        public Json {
            keys = List.copyOf(keys);
        }
    }

    /** A Slack incoming webhook; the address is the secret. */
    public record Slack(Secret address) implements Web {
        @Override
        public URI url() {
            return URI.create(address.reveal());
        }
    }

    /** A webhook of Microsoft Teams Workflows, which takes an adaptive card; the address is the secret. */
    public record Teams(Secret address) implements Web {
        @Override
        public URI url() {
            return URI.create(address.reveal());
        }
    }

    /** PagerDuty's Events API v2. */
    public record PagerDuty(URI url, Secret routingKey) implements Web {}

    /** Opsgenie's Alert API. */
    public record Opsgenie(URI url, Secret apiKey) implements Web {}

    /**
     * What speaks as Prometheus' Alertmanager does.
     *
     * @param url ends with {@code /api/v2/alerts}
     * @param token a bearer token
     */
    public record Alertmanager(URI url, Optional<Secret> token) implements Web {}

    /**
     * Anything else: a body with places for the page's fields.
     *
     * @param contentType decides how values are escaped
     * @param body a Mustache template without logic
     * @param authorization the header of this name
     */
    public record Template(URI url, String contentType, String body, Optional<Secret> authorization)
            implements Web {}

    /**
     * How pages get there.
     *
     * @param allowPrivate whether the address may be private or loopback
     * @param everyRevision whether every revision is sent; otherwise those that raise or withdraw an alert
     * @param timeout the longest wait for a complete answer
     * @param concurrency pages under way at the same time; those about one alert stay in order
     * @param retryFirst the wait after a first failure; it doubles
     * @param retryLongest the longest wait between two tries
     * @param giveUpAfter counted from the decision to page: older pages are dead letters
     */
    public record Delivery(
            boolean allowPrivate,
            boolean everyRevision,
            Duration timeout,
            int concurrency,
            Duration retryFirst,
            Duration retryLongest,
            Duration giveUpAfter) {
        public Delivery {
            Require.positive(timeout, "timeout");
            Require.between(concurrency, 1, 64, "concurrency");
            Require.positive(retryFirst, "retry-first");
            Require.that(
                    retryLongest.compareTo(retryFirst) >= 0,
                    "retry-longest",
                    "must not be shorter than retry-first.");
            Require.positive(giveUpAfter, "give-up-after");
        }

        /** As most want it. */
        public static Delivery usual() {
            return new Delivery(
                    false,
                    false,
                    Duration.ofSeconds(10),
                    4,
                    Duration.ofMillis(500),
                    Duration.ofMinutes(1),
                    Duration.ofHours(6));
        }
    }

    /** The same as a webhook of {@code tripline.yml}. */
    public static DestinationConfig of(WebhookConfig webhook) {
        return new DestinationConfig(
                webhook.name(),
                new Json(webhook.url(), webhook.secrets()),
                new Delivery(
                        webhook.allowPrivate(),
                        webhook.everyRevision(),
                        webhook.timeout(),
                        webhook.concurrency(),
                        webhook.retryFirst(),
                        webhook.retryLongest(),
                        webhook.giveUpAfter()));
    }
}
