package io.tripline.alerting.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RetryAfterTest {
    private static final Instant NOW = Instant.parse("2026-03-02T08:00:00Z");

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "120 | PT2M",
                "' 120 ' | PT2M",
                "0 | PT0S",
                "12345678901 | PT277777H46M39S",
                "Mon, 2 Mar 2026 08:00:45 GMT | PT45S",
                "Mon, 02 Mar 2026 08:00:45 GMT | PT45S",
                "Monday, 02-Mar-26 08:00:45 GMT | PT45S",
                "Mon Mar  2 08:00:45 2026 | PT45S"
            })
    void secondsAndEveryFormOfADateAreRead(String text, Duration wait) {
        assertThat(RetryAfter.read(text, NOW)).contains(wait);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "soon",
                "-5",
                "1.5",
                "Sun, 1 Mar 2026 08:00:45 GMT",
                "Monday, 02-Mar-99 08:00:45 GMT"
            })
    void whatIsNoTimeToComeIsNotWaitedFor(String text) {
        assertThat(RetryAfter.read(text, NOW)).isEmpty();
    }
}
