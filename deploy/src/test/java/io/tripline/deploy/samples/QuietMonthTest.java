package io.tripline.deploy.samples;

import static org.assertj.core.api.Assertions.assertThat;

import io.tripline.contracts.Alert;
import io.tripline.contracts.EcsField;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The whole pack on a month in which nobody attacks, and on the same month with attacks in it. */
class QuietMonthTest {
    private static final Instant MONDAY = Instant.parse("2026-03-02T00:00:00Z");
    private static final long SEED = 7;
    private static final int SOURCES = 15;
    private static final int LONGEST_SECONDS = 300;

    private static final QuietMonth MONTH = QuietMonth.from(MONDAY, SEED);

    /** Written once: that takes as long as to read them. */
    private static final List<SampleRecord> RECORDS = MONTH.records().toList();

    @Test
    @Timeout(LONGEST_SECONDS)
    void nobodyIsPagedInAQuietMonth() {
        try (Pack pack = new Pack(MONTH.quietFrom())) {
            List<Alert> alerts = pack.read(RECORDS.stream()).alerts();

            assertThat(pack.events()).isGreaterThan(40_000);
            assertThat(pack.datasets()).hasSizeGreaterThanOrEqualTo(SOURCES);
            assertThat(alerts)
                    .filteredOn(alert -> !alert.occurrence().lastSeen().isBefore(MONTH.quietFrom()))
                    .as("alerts after the lead-in, seed %d", SEED)
                    .extracting(QuietMonthTest::told)
                    .isEmpty();
        }
    }

    @Test
    @Timeout(LONGEST_SECONDS)
    void everyAttackInTheMonthIsFoundOnce() {
        QuietMonth attacked = MONTH.attacked();
        try (Pack pack = new Pack(MONTH.quietFrom())) {
            List<Alert> alerts = pack.read(attacked.records()).alerts();

            for (PlantedAlert planted : attacked.planted()) {
                assertThat(alerts)
                        .filteredOn(alert -> alert.rule().id().equals(planted.ruleId()))
                        .filteredOn(
                                alert -> !alert.occurrence().lastSeen().isBefore(MONTH.quietFrom()))
                        .as("%s, seed %d", planted.ruleId(), SEED)
                        .extracting(
                                alert ->
                                        alert.entity()
                                                .get(
                                                        EcsField.byName(planted.entityField())
                                                                .orElseThrow()))
                        .containsExactly(planted.entityValue());
            }
        }
    }

    @Test
    void theSameSeedGivesTheSameBytes() {
        List<Integer> once = RECORDS.stream().limit(5_000).map(QuietMonthTest::hash).toList();

        assertThat(QuietMonth.from(MONDAY, SEED).records().limit(5_000).map(QuietMonthTest::hash))
                .containsExactlyElementsOf(once);
        assertThat(QuietMonth.from(MONDAY, 8).records().limit(5_000).map(QuietMonthTest::hash))
                .isNotEqualTo(once);
    }

    @Test
    void daysFollowEachOther() {
        List<Instant> times = RECORDS.stream().map(SampleRecord::time).toList();

        assertThat(times).isSorted();
        assertThat(Duration.between(times.getFirst(), times.getLast()))
                .isBetween(Duration.ofDays(36), Duration.ofDays(37));
    }

    private static int hash(SampleRecord record) {
        return java.util.Arrays.hashCode(record.value());
    }

    private static String told(Alert alert) {
        return alert.occurrence().firstSeen()
                + " "
                + alert.rule().id()
                + " "
                + alert.entity().values()
                + " x"
                + alert.occurrence().count()
                + " "
                + alert.values();
    }
}
