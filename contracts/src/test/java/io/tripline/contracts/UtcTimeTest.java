package io.tripline.contracts;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class UtcTimeTest {
    private static final long SECONDS_OF_FOUR_DIGIT_YEARS = 253_402_300_799L;

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2})
    void what_we_write_is_read_as_it_was(long seed) {
        RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
        for (int i = 0; i < 20_000; i++) {
            Instant time =
                    Instant.ofEpochSecond(
                            random.nextLong(-62_167_219_200L, SECONDS_OF_FOUR_DIGIT_YEARS),
                            random.nextBoolean()
                                    ? random.nextInt(1_000) * 1_000_000L
                                    : random.nextInt(1_000_000_000));
            assertThat(UtcTime.parse(time.toString())).isEqualTo(time);
            assertThat(UtcTime.text(time)).isEqualTo(time.toString());
        }
    }

    /** Damaged times: where ours reads one, Java's reads the same. */
    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {3, 4})
    void what_is_read_is_what_java_reads(long seed) {
        RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
        for (int i = 0; i < 50_000; i++) {
            StringBuilder text = new StringBuilder("2024-02-29T23:59:59.12Z");
            for (int changes = random.nextInt(3); changes >= 0; changes--) {
                text.setCharAt(
                        random.nextInt(text.length()),
                        "0123456789.-:TZ+ ".charAt(random.nextInt(17)));
            }
            Instant time = UtcTime.parse(text.toString());
            if (time != null) {
                assertThat(time).as(text.toString()).isEqualTo(Instant.parse(text));
            }
        }
    }

    @Test
    void another_form_is_left_to_others() {
        assertThat(UtcTime.parse("2026-02-29T00:00:00Z")).isNull();
        assertThat(UtcTime.parse("2026-03-02T00:00:60Z")).isNull();
        assertThat(UtcTime.parse("2026-03-02T24:00:00Z")).isNull();
        assertThat(UtcTime.parse("2026-03-02T00:00:00+01:00")).isNull();
        assertThat(UtcTime.parse("2026-03-02T00:00:00.Z")).isNull();
        assertThat(UtcTime.parse("2026-03-02T00:00:00.1234567890Z")).isNull();
        assertThat(UtcTime.parse("")).isNull();
    }
}
