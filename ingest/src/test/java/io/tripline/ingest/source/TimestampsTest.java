package io.tripline.ingest.source;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.DecimalNode;
import com.fasterxml.jackson.databind.node.DoubleNode;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is read by a way of its own is what the general way reads. */
class TimestampsTest {
    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2})
    void seconds_as_a_double_are_those_of_their_decimals(long seed) {
        Random random = new Random(seed);
        for (int i = 0; i < 20_000; i++) {
            double seconds =
                    BigDecimal.valueOf(random.nextLong(1_000_000_000L, 4_000_000_000L))
                            .add(BigDecimal.valueOf(random.nextInt(100_000_000), random.nextInt(9)))
                            .doubleValue();
            Instant byDecimals =
                    Timestamps.of(DecimalNode.valueOf(new BigDecimal(Double.toString(seconds))));
            assertThat(Timestamps.of(DoubleNode.valueOf(seconds)))
                    .as(Double.toString(seconds))
                    .isEqualTo(byDecimals);
        }
    }

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {3, 4})
    void what_is_read_is_what_java_reads(long seed) {
        Random random = new Random(seed);
        String[] zones = {"Z", "+02:00", "-0530", "+0000", "+18:00", "+17:59", "-00:00", "z", ""};
        for (int i = 0; i < 20_000; i++) {
            StringBuilder text =
                    new StringBuilder("2024-02-29T23:59:59")
                            .append(random.nextBoolean() ? "" : ".123456")
                            .append(zones[random.nextInt(zones.length)]);
            for (int changes = random.nextInt(2); changes > 0; changes--) {
                text.setCharAt(
                        random.nextInt(text.length()),
                        "0123456789.-:TZ+ ".charAt(random.nextInt(17)));
            }
            assertThat(Timestamps.iso(text.toString()))
                    .as(text.toString())
                    .isEqualTo(java(text.toString()));
        }
    }

    @ParameterizedTest
    @CsvSource({
        "2026-03-02T09:30:00+0100, 2026-03-02T08:30:00Z",
        "2026-03-02T09:30:00.5-07:00, 2026-03-02T16:30:00.500Z"
    })
    void an_offset_is_taken_away(String text, Instant time) {
        assertThat(Timestamps.iso(text)).isEqualTo(time);
    }

    private static @Nullable Instant java(String text) {
        int sign = Math.max(text.lastIndexOf('+'), text.lastIndexOf('-'));
        boolean compact = sign > 10 && text.length() - sign == 5 && text.indexOf(':', sign) < 0;
        try {
            return OffsetDateTime.parse(
                            compact
                                    ? text.substring(0, sign + 3) + ":" + text.substring(sign + 3)
                                    : text)
                    .toInstant();
        } catch (DateTimeException e) {
            return null;
        }
    }
}
