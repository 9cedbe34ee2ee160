package io.tripline.deploy.bench;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** When webhooks arrived. */
@FunctionalInterface
interface Arrivals {
    /**
     * How long the webhook took from the raw record that completed the attack; empty if none has come.
     *
     * @param origin where that record lies
     * @param appended when the broker appended it
     */
    Optional<Duration> latency(String origin, Instant appended);
}
