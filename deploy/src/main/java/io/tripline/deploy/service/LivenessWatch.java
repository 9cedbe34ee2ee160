package io.tripline.deploy.service;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * Waits for the end of a service: asked for, or because only a restart helps it. Without this a process whose service
 * is dead for good would stay, and systemd, which asks no health page, would never know.
 *
 * @param notLive why only a restart helps; empty if all is well
 */
record LivenessWatch(Supplier<Optional<String>> notLive, Duration betweenLooks) {

    /** Empty once it is asked to end; otherwise why only a restart helps. */
    Optional<String> await(CountDownLatch asked) throws InterruptedException {
        while (!asked.await(betweenLooks.toMillis(), TimeUnit.MILLISECONDS)) {
            Optional<String> death = notLive.get();
            // A service that is being closed is not live either.
            if (death.isPresent() && asked.getCount() > 0) {
                return death;
            }
        }
        return Optional.empty();
    }
}
