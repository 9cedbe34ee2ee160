package io.tripline.deploy.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

final class ProcessUsageTest {
    @Test
    void theJitCompilerIsAPartOfWhatThisProcessUses() {
        ProcessUsage usage = ProcessUsage.of(ProcessHandle.current().pid());

        assertThat(usage.cpu()).isPositive();
        // A JVM that runs tests has compiled for more than a moment.
        assertThat(usage.compiler()).isBetween(Duration.ofMillis(10), usage.cpu());
        assertThat(usage.residentBytes()).isPositive();
    }

    @Test
    void aProcessThatIsGoneUsesNothing() {
        assertThat(ProcessUsage.of(Integer.MAX_VALUE))
                .isEqualTo(new ProcessUsage(Duration.ZERO, Duration.ZERO, 0));
    }
}
