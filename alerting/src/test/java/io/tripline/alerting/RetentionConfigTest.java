package io.tripline.alerting;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RetentionConfigTest {
    @Test
    void defaultsKeepEventsForAQuarterAndAlertsForAYear() {
        RetentionConfig defaults = RetentionConfig.defaults();

        assertThat(defaults.events()).isEqualTo(Duration.ofDays(90));
        assertThat(defaults.alerts()).isEqualTo(Duration.ofDays(400));
        assertThat(defaults.rolloverAge()).isEqualTo(Duration.ofDays(7));
    }

    @Test
    void everyKeyCanBeSet() {
        assertThat(config(1, 2, 3, 4, 5))
                .isEqualTo(
                        new RetentionConfig(
                                Duration.ofMillis(1),
                                2,
                                Duration.ofMillis(3),
                                Duration.ofMillis(4),
                                Duration.ofMillis(5)));
    }

    @ParameterizedTest
    @CsvSource({
        "0, 2, 3, 4, 5, opensearch.rollover.age",
        "1, 0, 3, 4, 5, opensearch.rollover.megabytes",
        "1, 2, 0, 4, 5, opensearch.retention.events",
        "1, 2, 3, 0, 5, opensearch.retention.alerts",
        "1, 2, 3, 4, 0, opensearch.retention.interval"
    })
    void whatMakesNoSenseIsRefused(
            int age, int megabytes, int events, int alerts, int interval, String key) {
        assertThatThrownBy(() -> config(age, megabytes, events, alerts, interval))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith(key + " ");
    }

    private static RetentionConfig config(
            int age, int megabytes, int events, int alerts, int interval) {
        return new RetentionConfig(
                Duration.ofMillis(age),
                megabytes,
                Duration.ofMillis(events),
                Duration.ofMillis(alerts),
                Duration.ofMillis(interval));
    }
}
