package io.tripline.alerting.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class BreakerTest {
    private static final Duration WAIT = Duration.ofSeconds(10);

    /** Near where the nanoseconds overflow, as those of a machine may be. */
    private long now = Long.MAX_VALUE - 5;

    private final Breaker breaker = new Breaker(() -> now);

    @Test
    void it_lets_everybody_try_until_so_many_failed_in_a_row() {
        fail(Breaker.LIMIT - 1);

        assertThat(breaker.hold(true)).isZero();
        assertThat(breaker.isOpen()).isFalse();
    }

    @Test
    void it_holds_nobody_while_time_goes_on() {
        Breaker ticking = new Breaker(() -> ++now);

        assertThat(ticking.hold(true)).isZero();
    }

    @Test
    void open_it_holds_everybody_and_then_lets_one_try() {
        fail(Breaker.LIMIT);

        assertThat(breaker.hold(true)).isEqualTo(WAIT);
        now += WAIT.toNanos();
        assertThat(breaker.hold(true)).isZero();
        assertThat(breaker.hold(true)).isPositive();
    }

    @Test
    void the_one_that_tried_decides_for_all() {
        fail(Breaker.LIMIT);
        now += WAIT.toNanos();
        assertThat(breaker.hold(true)).isZero();
        breaker.failed(_ -> WAIT);
        assertThat(breaker.hold(true)).isEqualTo(WAIT);
        now += WAIT.toNanos();
        assertThat(breaker.hold(true)).isZero();

        breaker.succeeded();

        assertThat(breaker.hold(true)).isZero();
        assertThat(breaker.hold(true)).isZero();
    }

    @Test
    void one_that_gave_up_lets_the_next_try() {
        fail(Breaker.LIMIT);
        now += WAIT.toNanos();
        assertThat(breaker.hold(true)).isZero();

        breaker.abandoned();

        assertThat(breaker.hold(true)).isZero();
    }

    @Test
    void a_destination_that_asks_for_patience_is_given_it_by_all() {
        breaker.failed(WAIT);

        assertThat(breaker.hold(true)).isEqualTo(WAIT);
    }

    @Test
    void a_page_that_was_not_tried_goes_first_when_one_may_try() {
        fail(Breaker.LIMIT);
        breaker.untriedWaits(true);
        now += WAIT.toNanos();

        assertThat(breaker.hold(false)).isPositive();
        assertThat(breaker.hold(true)).isZero();
        breaker.untriedWaits(false);
        breaker.failed(_ -> WAIT);
        now += WAIT.toNanos();
        assertThat(breaker.hold(false)).isZero();
    }

    @Test
    void it_is_spared_for_longer_the_longer_it_fails() {
        for (int i = 0; i < Breaker.LIMIT + 2; i++) {
            breaker.failed(Duration::ofSeconds);
        }

        assertThat(breaker.pause()).isEqualTo(Duration.ofSeconds(3));
    }

    private void fail(int times) {
        for (int i = 0; i < times; i++) {
            breaker.failed(_ -> WAIT);
        }
    }
}
