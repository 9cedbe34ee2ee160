package io.tripline.alerting;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class IncidentsConfigTest {
    @Test
    void defaultsAreADayBetweenAlertsAndThreeInAll() {
        IncidentsConfig defaults = IncidentsConfig.defaults();

        assertThat(defaults.window()).isEqualTo(Duration.ofDays(1));
        assertThat(defaults.span()).isEqualTo(Duration.ofDays(3));
        assertThat(defaults.shared()).contains("system", "root");
        assertThat(defaults.critical()).isEmpty();
    }

    @Test
    void everyKeyCanBeSet() {
        IncidentsConfig config = config(1, 2, 3, 4, 7, 8, "10.0.0.0/8", 100);

        assertThat(config)
                .isEqualTo(
                        new IncidentsConfig(
                                Duration.ofHours(1),
                                Duration.ofHours(2),
                                Duration.ofHours(3),
                                Duration.ofHours(4),
                                7,
                                8,
                                List.of("10.0.0.0/8"),
                                List.of("10.0.0.0/8"),
                                100));
    }

    @ParameterizedTest
    @CsvSource({
        "0, 2, 3, 4, 5, 6, x, 100, incidents.window",
        "2, 1, 3, 4, 5, 6, x, 100, incidents.span",
        "1, 2, 0, 4, 5, 6, x, 100, incidents.lateness",
        "1, 2, 3, 0, 5, 6, x, 100, incidents.half-life",
        "1, 2, 3, 4, 0, 6, x, 100, incidents.shared-above",
        "1, 2, 3, 4, 5, 0, x, 100, incidents.shared-account-above",
        "1, 2, 3, 4, 5, 6, 10.0.0.0/33, 100, incidents.shared",
        "1, 2, 3, 4, 5, 6, 10.0.0.0/x, 100, incidents.shared",
        "1, 2, 3, 4, 5, 6, x, 99, incidents.most-alerts"
    })
    void whatMakesNoSenseIsRefused(
            int window,
            int span,
            int lateness,
            int halfLife,
            int above,
            int accounts,
            String name,
            int most,
            String key) {
        assertThatThrownBy(
                        () -> config(window, span, lateness, halfLife, above, accounts, name, most))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith(key + " ");
    }

    @ParameterizedTest
    @CsvSource({
        "ann, true",
        "anna, false",
        "svc-backup, true",
        "10.1.2.3, true",
        "11.1.2.3, false",
        "2001:db8::5, true",
        "2001:db9::5, false"
    })
    void namesAreWholeOrBeginningsOrNetworks(String name, boolean held) {
        Names names = new Names(List.of("Ann", "svc-*", "10.0.0.0/8", "2001:db8::/32"));

        assertThat(names.hold(name)).isEqualTo(held);
    }

    private static IncidentsConfig config(
            int window,
            int span,
            int lateness,
            int halfLife,
            int above,
            int accounts,
            String name,
            int most) {
        return new IncidentsConfig(
                Duration.ofHours(window),
                Duration.ofHours(span),
                Duration.ofHours(lateness),
                Duration.ofHours(halfLife),
                above,
                accounts,
                List.of(name),
                List.of(name),
                most);
    }
}
