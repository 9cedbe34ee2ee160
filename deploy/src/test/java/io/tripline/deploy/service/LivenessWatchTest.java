package io.tripline.deploy.service;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
final class LivenessWatchTest {
    private final CountDownLatch asked = new CountDownLatch(1);

    @Test
    void aServiceThatOnlyARestartHelpsEndsWithTheReason() throws InterruptedException {
        Iterator<Optional<String>> looks =
                List.of(Optional.<String>empty(), Optional.of("A stream thread died.")).iterator();

        assertThat(watch(looks).await(asked)).hasValue("A stream thread died.");
    }

    @Test
    void whoIsAskedToEndHasNoReason() throws InterruptedException {
        asked.countDown();

        assertThat(watch(List.of(Optional.of("Ingest is stopped.")).iterator()).await(asked))
                .isEmpty();
    }

    private static LivenessWatch watch(Iterator<Optional<String>> looks) {
        return new LivenessWatch(looks::next, Duration.ofMillis(1));
    }
}
