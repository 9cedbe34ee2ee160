package io.tripline.alerting.webhook;

import java.util.Locale;

/** Why an alert never reached a destination; its name in lower case is the dead letter's reason. */
enum DeadPage {
    /** The record on the topic is no alert. */
    WEBHOOK_MALFORMED,
    /** The destination said that it will never take it. */
    WEBHOOK_REJECTED,
    /** It could not be delivered in time. */
    WEBHOOK_EXPIRED,
    /** The configuration has no destination of its name any more. */
    WEBHOOK_UNKNOWN;

    private final String label = name().toLowerCase(Locale.ROOT);

    String label() {
        return label;
    }
}
