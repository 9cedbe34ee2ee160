package io.tripline.alerting.topics;

import static org.assertj.core.api.Assertions.assertThat;

import io.tripline.alerting.Samples;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class StillnessTest {
    private Instant now = Samples.APPENDED;
    private final Stillness stillness = new Stillness(() -> now);

    @Test
    void itGrowsFromLookToLookUntilSomethingMoves() {
        stillness.look();
        for (int i = 0; i < 30; i++) {
            now = now.plusSeconds(2);
            stillness.look();
        }
        assertThat(stillness.look()).isEqualTo(Duration.ofSeconds(60));

        stillness.moved();
        now = now.plusSeconds(2);

        assertThat(stillness.look()).isZero();
    }

    @Test
    void aSuspendedProcessAndAClockThatIsSetAreNoHang() {
        stillness.look();
        now = now.plus(Duration.ofHours(3));
        assertThat(stillness.look()).isEqualTo(Stillness.LONGEST);
        now = now.minus(Duration.ofDays(1));
        assertThat(stillness.look()).isEqualTo(Stillness.LONGEST);
    }
}
