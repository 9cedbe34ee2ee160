package io.tripline.alerting.retry;

import java.time.Duration;

/** How a thread waits: {@link Thread#sleep(Duration)} in a service; a test looks at the time instead of spending it. */
@FunctionalInterface
public interface Pause {
    /** Returns when the time has passed. */
    void last(Duration duration) throws InterruptedException;
}
