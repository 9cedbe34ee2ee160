package io.tripline.alerting.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class ExposureTest {
    private static final int CONCURRENCY = 10;

    private final AtomicLong nanos = new AtomicLong();
    private final Exposure exposure = new Exposure(CONCURRENCY, nanos::get);

    @Test
    void whatIsUnderWayCountsAsWhatIsToldDoes() throws Exception {
        for (int i = 0; i < CONCURRENCY; i++) {
            exposure.begin();
            exposure.end(true);
        }
        for (int i = 0; i < CONCURRENCY; i++) {
            exposure.begin();
        }
        Thread next = waiting();

        exposure.end(true);
        assertThat(next.join(Duration.ofMillis(20))).isFalse();
        exposure.end(false);

        assertThat(next.join(Duration.ofSeconds(20))).isTrue();
    }

    @Test
    void aCommitFreesWhatItCoversAndNoMore() throws Exception {
        tell(Exposure.most(CONCURRENCY) - 1);
        long covered = exposure.told();
        tell(1);
        Thread next = waiting();
        assertThat(exposure.wantsCommit()).isTrue();

        exposure.committed(0);
        assertThat(next.join(Duration.ofMillis(20))).isFalse();
        exposure.committed(covered);

        assertThat(next.join(Duration.ofSeconds(20))).isTrue();
        assertThat(exposure.wantsCommit()).isFalse();
        exposure.committed(covered - 1);
        assertThat(exposure.wantsCommit()).as("a commit that is answered late").isFalse();
    }

    @Test
    void itIsLivelyWhileSomethingMayBeToldOrIsNotCommitted() throws Exception {
        assertThat(exposure.isLively()).isFalse();

        exposure.begin();
        assertThat(exposure.isLively()).isTrue();
        nanos.set(Duration.ofSeconds(2).toNanos());
        assertThat(exposure.isLively()).as("nobody answers").isFalse();
        exposure.end(true);
        assertThat(exposure.isLively()).isTrue();

        exposure.committed(1);
        assertThat(exposure.isLively()).isFalse();
    }

    private void tell(int count) throws InterruptedException {
        for (int i = 0; i < count; i++) {
            exposure.begin();
            exposure.end(true);
        }
    }

    private Thread waiting() {
        Thread next =
                Thread.ofPlatform()
                        .start(
                                () -> {
                                    try {
                                        exposure.begin();
                                    } catch (InterruptedException e) {
                                        Thread.currentThread().interrupt();
                                    }
                                });
        while (next.getState() != Thread.State.WAITING) {
            assertThat(next.getState()).isNotEqualTo(Thread.State.TERMINATED);
        }
        return next;
    }
}
