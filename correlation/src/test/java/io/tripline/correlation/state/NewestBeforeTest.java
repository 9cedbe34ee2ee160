package io.tripline.correlation.state;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NewestBeforeTest {
    private static final long WHILE = Duration.ofHours(6).toMillis();

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 5, 6, 50})
    void six_hours_after_it_was_first_asked_it_knows_however_long_ticks_came_before(int hours) {
        long ran = Duration.ofHours(hours).toMillis();
        NewestBefore newest = new NewestBefore();

        assertThat(newest.newest(7, ran)).isEqualTo(History.UNKNOWN);
        assertThat(newest.newest(8, ran + WHILE - 1)).isEqualTo(History.UNKNOWN);
        assertThat(newest.newest(9, ran + WHILE)).isEqualTo(7);
        assertThat(newest.newest(10, ran + 2 * WHILE - 1)).isEqualTo(7);
        assertThat(newest.newest(11, ran + 2 * WHILE)).isEqualTo(9);
    }
}
