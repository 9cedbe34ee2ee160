package io.tripline.alerting.webhook;

import java.time.Duration;
import java.util.Optional;

/** What became of one attempt to deliver an alert. */
sealed interface Attempt {
    /**
     * A 2xx: the receiver has it.
     *
     * @param but what is wrong all the same, for a person; usually empty
     */
    record Accepted(int status, String but) implements Attempt {
        Accepted(int status) {
            this(status, "");
        }
    }

    /** Worth another try, not before {@code retryAfter} if the receiver named one; status 0 if there was none. */
    record Later(DeliveryFailure failure, int status, Optional<Duration> retryAfter)
            implements Attempt {}

    /** Never worth another try. */
    record Refused(DeliveryFailure failure, int status) implements Attempt {}
}
