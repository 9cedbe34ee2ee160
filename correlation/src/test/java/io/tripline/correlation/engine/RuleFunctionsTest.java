package io.tripline.correlation.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import io.tripline.contracts.GeoPoint;
import java.time.Duration;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

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

    /** Math's sine gives another last bit on some processors, and an alert shows what a rule computed. */
    @Test
    void distance_is_to_the_last_bit_the_same_on_every_processor() {
        assertThat(RuleFunctions.distanceKm(new GeoPoint(-9, 76), new GeoPoint(83, -126)))
                .isEqualTo(11728.66247432363);
        assertThat(RuleFunctions.distanceKm(new GeoPoint(55, 70), new GeoPoint(73, -127)))
                .isEqualTo(5722.683548197691);
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
        assertThat(RuleFunctions.cidr("172.0.0.16", "172.16/12")).isFalse();
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

    @Test
    void a_wildcard_stands_for_any_characters_and_a_question_mark_for_one() {
        assertThat(RuleFunctions.wildcard("C:\\Temp\\Evil.EXE", "c:\\*\\evil.???")).isTrue();
        assertThat(RuleFunctions.wildcard("abcabcd", "*abcd")).isTrue();
        assertThat(RuleFunctions.wildcard("abcabcd", "*abc")).isFalse();
        assertThat(RuleFunctions.wildcard("", "*")).isTrue();
        assertThat(RuleFunctions.wildcard("", "?")).isFalse();
        assertThat(RuleFunctions.wildcard("a.c", "a.c")).isTrue();
        assertThat(RuleFunctions.wildcard("abc", "a.c")).isFalse();
        assertThat(RuleFunctions.wildcard("abc", "")).isFalse();
        assertThat(RuleFunctions.wildcard("\uD83D\uDE00", "\uD83D\uDE01")).isFalse();
        assertThat(RuleFunctions.wildcard(null, "*")).isFalse();
        assertThat(RuleFunctions.wildcard("a", null)).isFalse();
    }

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2})
    void a_wildcard_is_the_regular_expression_that_it_stands_for(long seed) {
        RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
        for (int i = 0; i < 20_000; i++) {
            String text = letters(random, "aAb", 8);
            String pattern = letters(random, "ab*?", 6);
            assertThat(RuleFunctions.wildcard(text, pattern))
                    .as("%s like %s", text, pattern)
                    .isEqualTo(
                            RuleFunctions.matches(
                                    text, "(?is)" + pattern.replace("*", ".*").replace("?", ".")));
        }
    }

    /** The worst texts we know for each, as long as an event may have them: steps are bounded by both lengths. */
    @Test
    void an_attacker_cannot_make_a_pattern_slow() {
        String text = "a".repeat(Shown.LONGEST_TEXT);
        assertTimeoutPreemptively(
                Duration.ofSeconds(10),
                () -> {
                    for (int i = 0; i < 100; i++) {
                        RuleFunctions.wildcard(
                                text, "*" + "a".repeat(30) + "b*" + "a".repeat(30) + "c");
                        RuleFunctions.wildcard(text, "*a".repeat(30) + "b");
                        RuleFunctions.matches(text, "(a+)+b");
                        RuleFunctions.matches(text, "(a|aa)*b");
                    }
                });
    }

    /** The worst of the largest patterns that a rule may have: each takes 10 to 100 ms. */
    @Test
    void the_largest_pattern_on_the_longest_text_takes_a_tenth_of_a_second() {
        String text = "a".repeat(Shown.LONGEST_TEXT);
        for (String pattern :
                List.of(
                        ".*(a?){81}b",
                        "(.*a){12}b",
                        ".*a".repeat(50) + "b",
                        ".*" + "a".repeat(950) + "b")) {
            assertThat(RuleFunctions.patternProblem(pattern)).as(pattern).isEmpty();
            assertTimeoutPreemptively(
                    Duration.ofSeconds(3),
                    () -> assertThat(RuleFunctions.matches(text, pattern)).isFalse(),
                    pattern);
        }
    }

    private static String letters(RandomGenerator random, String alphabet, int most) {
        StringBuilder text = new StringBuilder();
        for (int i = random.nextInt(most + 1); i > 0; i--) {
            text.append(alphabet.charAt(random.nextInt(alphabet.length())));
        }
        return text.toString();
    }

    @Test
    void a_text_is_a_number_or_null() {
        assertThat(RuleFunctions.number("3")).isEqualTo(3.0);
        assertThat(RuleFunctions.number("-2.5e2")).isEqualTo(-250.0);
        for (String none :
                new String[] {
                    "", "x", "NaN", "Infinity", "0x1p3", "7d", "1e999", "--1", " 3", "1".repeat(65)
                }) {
            assertThat(RuleFunctions.number(none)).as(none).isNull();
        }
        assertThat(RuleFunctions.number(null)).isNull();
    }
}
