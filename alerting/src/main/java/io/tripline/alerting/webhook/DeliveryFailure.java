package io.tripline.alerting.webhook;

import java.util.Locale;

/** Why a destination did not take an alert; its name in lower case is the metric's reason. */
enum DeliveryFailure {
    /** It failed others again and again, so this one was not even tried. */
    NOT_TRIED,
    /** No name, no connection, or no proper TLS. */
    CONNECTION,
    TIMEOUT,
    /** 5xx, or 408 and 425. */
    SERVER_ERROR,
    /** 429. */
    RATE_LIMITED,
    /** The destination's name leads to a private or forbidden address. */
    ADDRESS_REFUSED,
    /** 3xx: a receiver does not send us elsewhere. */
    REDIRECT,
    /** 401 and 403: a token or a right that somebody will mend. */
    UNAUTHORIZED,
    /** 404: a path that somebody will mend. */
    NOT_FOUND,
    /** It could not even be put into the form that the destination wants. */
    UNWRITABLE,
    /** Another 4xx: the same request will never be taken. */
    REJECTED;

    private final String label = name().toLowerCase(Locale.ROOT);

    String label() {
        return label;
    }
}
