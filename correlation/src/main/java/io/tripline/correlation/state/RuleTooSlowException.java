package io.tripline.correlation.state;

import java.time.Duration;

/** A rule was at one entity's events for too long; what it had come to is not known, and all of it is in the store. */
final class RuleTooSlowException extends RuntimeException {
    private static final long serialVersionUID = 1;

    RuleTooSlowException(String rule, Duration most) {
        super("The rule " + rule + " took more than " + most + " for one entity's events at once.");
    }
}
