package io.tripline.alerting.access;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.api.Test;

class RateLimitTest {
    private Instant now = Instant.parse("2026-03-02T08:00:00Z");
    private final RateLimit limit = new RateLimit(2, 3, () -> now);

    @Test
    void whoeverTakesAllAtOnceWaitsForMore() {
        assertThat(takes("ann", 5)).isEqualTo(3);

        now = now.plusMillis(1000);
        assertThat(takes("ann", 5)).isEqualTo(2);
    }

    @Test
    void nobodyTakesFromAnother() {
        takes("ann", 5);

        assertThat(limit.allows("bo")).isTrue();
        assertThat(limit.allows("ann")).isFalse();
    }

    @Test
    void aClockThatIsSetBackGivesNothing() {
        takes("ann", 5);

        now = now.minusSeconds(3600);
        assertThat(limit.take("ann")).isFalse();

        now = now.plusSeconds(1);
        assertThat(takes("ann", 5)).isEqualTo(2);
    }

    @Test
    void whatIsRememberedHasABound() {
        takes("ann", 3);
        for (int i = 0; i < RateLimit.MAX_BUCKETS; i++) {
            limit.take("address-" + i);
        }

        assertThat(limit.allows("ann")).isTrue();
    }

    private int takes(String who, int times) {
        int taken = 0;
        for (int i = 0; i < times; i++) {
            taken += limit.take(who) ? 1 : 0;
        }
        return taken;
    }
}
