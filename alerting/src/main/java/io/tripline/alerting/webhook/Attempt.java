package io.tripline.alerting.webhook;

import java.time.Duration;
import java.util.Optional;

/** What became of one attempt to deliver an alert. */
sealed interface Attempt {
    /** A 2xx: the receiver has it. */
    record Accepted() implements Attempt {}

    /** Worth another try, not before {@code retryAfter} if the receiver named one. */
    record Later(DeliveryFailure failure, Optional<Duration> retryAfter) implements Attempt {}

    /** Never worth another try. */
    record Refused(DeliveryFailure failure, int status) implements Attempt {}
}
