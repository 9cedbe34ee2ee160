package io.tripline.correlation.streams;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What happens when a stream thread fails: it is replaced and resumes at its last commit, so that nothing is lost. Where
 * that does not help again and again, e.g. for a missing topic or permission, the service ends and says so.
 */
final class ThreadFailures implements StreamsUncaughtExceptionHandler {
    static final int MAX_REPLACED = 10;
    static final Duration WITHIN = Duration.ofMinutes(1);

    private static final Logger log = LoggerFactory.getLogger(ThreadFailures.class);

    private final InstantSource clock;
    private final Counter failed;
    private final Deque<Instant> recent = new ArrayDeque<>();

    ThreadFailures(InstantSource clock, MeterRegistry meters) {
        this.clock = clock;
        this.failed =
                Counter.builder("tripline.correlation.thread.failures")
                        .description("Stream threads that failed.")
                        .register(meters);
    }

    @Override
    public synchronized StreamThreadExceptionResponse handle(Throwable failure) {
        failed.increment();
        Instant now = clock.instant();
        recent.addLast(now);
        while (recent.getFirst().isBefore(now.minus(WITHIN))) {
            recent.removeFirst();
        }
        if (recent.size() > MAX_REPLACED) {
            log.atError()
                    .setCause(failure)
                    .log(
                            "Stream threads fail again and again, so correlation ends. What is not committed is read again after the next start.");
            return StreamThreadExceptionResponse.SHUTDOWN_CLIENT;
        }
        log.atError().setCause(failure).log("A stream thread failed and is replaced.");
        return StreamThreadExceptionResponse.REPLACE_THREAD;
    }
}
