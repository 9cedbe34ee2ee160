package io.tripline.ingest.streams;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Instant;
import org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler.StreamThreadExceptionResponse;
import org.junit.jupiter.api.Test;

class ThreadFailuresTest {
    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private Instant now = Instant.parse("2026-03-02T12:00:00Z");
    private final ThreadFailures failures = new ThreadFailures(() -> now, meters);

    @Test
    void a_failure_now_and_then_costs_one_thread() {
        for (int i = 0; i < 100; i++) {
            now = now.plusSeconds(10);
            assertThat(fail()).isEqualTo(StreamThreadExceptionResponse.REPLACE_THREAD);
        }
        assertThat(meters.get("tripline.ingest.failed").counter().count()).isEqualTo(100);
    }

    @Test
    void failures_that_do_not_end_end_the_service() {
        for (int i = 0; i < ThreadFailures.MAX_REPLACED; i++) {
            assertThat(fail()).isEqualTo(StreamThreadExceptionResponse.REPLACE_THREAD);
        }
        assertThat(fail()).isEqualTo(StreamThreadExceptionResponse.SHUTDOWN_CLIENT);
    }

    private StreamThreadExceptionResponse fail() {
        return failures.handle(new IllegalStateException("The topic is missing."));
    }
}
