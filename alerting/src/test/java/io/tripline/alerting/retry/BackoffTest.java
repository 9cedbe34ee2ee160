package io.tripline.alerting.retry;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BackoffTest {
    @ParameterizedTest
    @CsvSource({
        "1, 100, 200",
        "2, 200, 400",
        "3, 400, 800",
        "8, 7500, 15000",
        "60, 7500, 15000",
        "2147483647, 7500, 15000"
    })
    void doublesUpToItsBoundWithTheUpperHalfAtRandom(int failures, long least, long most) {
        Backoff backoff =
                new Backoff(Duration.ofMillis(200), Duration.ofSeconds(15), new Random(7));

        for (int i = 0; i < 100; i++) {
            assertThat(backoff.after(failures))
                    .isBetween(Duration.ofMillis(least), Duration.ofMillis(most));
        }
    }
}
