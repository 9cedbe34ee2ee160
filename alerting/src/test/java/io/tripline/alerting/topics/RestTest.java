package io.tripline.alerting.topics;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class RestTest {
    /** Near the end of its numbers, where a sum would overflow: nanoTime may be anything. */
    private long nanos = Long.MAX_VALUE - 1_000;

    private final Rest rest = new Rest(() -> nanos);

    @Test
    void workRestsFourTimesAsLongAsItTook() {
        assertThat(rest.left()).isZero();

        rest.after(() -> pass(Duration.ofMillis(25)));

        assertThat(rest.left()).isEqualTo(Duration.ofMillis(100));
        pass(Duration.ofMillis(99));
        assertThat(rest.left()).isEqualTo(Duration.ofMillis(1));
        pass(Duration.ofMillis(1));
        assertThat(rest.left()).isZero();
    }

    @Test
    void noWorkIsPutOffForLong() {
        rest.after(() -> pass(Duration.ofMinutes(5)));

        assertThat(rest.left()).isEqualTo(Rest.LONGEST);
    }

    private void pass(Duration time) {
        nanos += time.toNanos();
    }
}
