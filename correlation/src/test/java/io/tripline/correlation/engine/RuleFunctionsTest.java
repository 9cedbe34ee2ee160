package io.tripline.correlation.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.tripline.contracts.GeoPoint;
import org.junit.jupiter.api.Test;

class RuleFunctionsTest {
    private static final GeoPoint LONDON = new GeoPoint(51.5142, -0.0931);
    private static final GeoPoint CHANGCHUN = new GeoPoint(43.88, 125.3228);

    @Test
    void distance_is_that_of_a_great_circle() {
        assertThat(RuleFunctions.distanceKm(LONDON, CHANGCHUN)).isCloseTo(8182, within(1.0));
        assertThat(RuleFunctions.distanceKm(new GeoPoint(0, -179.5), new GeoPoint(0, 179.5)))
                .isCloseTo(111.2, within(0.1));
        assertThat(RuleFunctions.distanceKm(LONDON, null)).isNull();
    }

    @Test
    void speed_in_no_time_is_beyond_any_threshold() {
        assertThat(RuleFunctions.speedKmh(100.0, 5L, 5L)).isGreaterThan(1e6);
        assertThat(RuleFunctions.speedKmh(0.0, 5L, 5L)).isEqualTo(0);
        assertThat(RuleFunctions.speedKmh(900.0, 0L, 3_600_000L)).isEqualTo(900);
    }

    @Test
    void a_network_holds_its_addresses() {
        assertThat(RuleFunctions.cidr("192.0.2.200", "192.0.2.128/25")).isTrue();
        assertThat(RuleFunctions.cidr("192.0.2.100", "192.0.2.128/25")).isFalse();
        assertThat(RuleFunctions.cidr("2001:db8::1", "2001:db8::/32")).isTrue();
        assertThat(RuleFunctions.cidr("192.0.2.1", "2001:db8::/32")).isFalse();
        assertThat(RuleFunctions.cidr("192.0.2.1", "192.0.2.1")).isTrue();
        assertThat(RuleFunctions.cidr("192.0.2.1", "0.0.0.0/0")).isTrue();
        assertThat(RuleFunctions.cidr("example.com", "0.0.0.0/0")).isFalse();
        assertThat(RuleFunctions.cidr("192.0.2.1", "192.0.2.0/99")).isFalse();
        assertThat(RuleFunctions.cidr(null, "192.0.2.0/24")).isFalse();
    }

    @Test
    void texts_are_compared_without_case() {
        assertThat(RuleFunctions.same("Alice", "ALICE")).isTrue();
        assertThat(RuleFunctions.endsWith("WS-17$", "$")).isTrue();
        assertThat(RuleFunctions.startsWith("Svc-backup", "svc-")).isTrue();
        assertThat(RuleFunctions.matches("svc-backup", "svc-.*")).isTrue();
        assertThat(RuleFunctions.matches("svc-backup", "(")).isFalse();
    }
}
