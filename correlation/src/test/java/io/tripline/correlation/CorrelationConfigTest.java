package io.tripline.correlation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.tripline.correlation.CorrelationConfig.Streams;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class CorrelationConfigTest {
    private static final Streams STREAMS =
            new Streams("other", "ingesting", 4, Path.of("state"), Duration.ofMillis(50));

    @Test
    void defaults_hold_where_nothing_is_configured() {
        assertThat(CorrelationConfig.defaults())
                .isEqualTo(
                        new CorrelationConfig(
                                Path.of("rules"),
                                Duration.ofHours(24),
                                Duration.ofMinutes(1),
                                Duration.ofMinutes(1),
                                10_000,
                                2_000_000,
                                64,
                                250_000,
                                new Streams(
                                        "tripline-correlation",
                                        "tripline-ingest",
                                        1,
                                        Path.of("data", "correlation"),
                                        Duration.ofMillis(500))));
    }

    @Test
    void every_key_can_be_something_else() {
        CorrelationConfig config =
                new CorrelationConfig(
                        Path.of("my-rules"),
                        Duration.ofHours(1),
                        Duration.ofSeconds(5),
                        Duration.ofSeconds(7),
                        500,
                        900,
                        8,
                        2_000,
                        STREAMS);

        assertThat(config.bounds().lateness()).hasHours(1);
        assertThat(config.bounds().timerGrace()).hasSeconds(5);
        assertThat(config.bounds().reviseWithin()).hasSeconds(7);
        assertThat(config.bounds().eventsPerEntity()).isEqualTo(500);
        assertThat(config.bounds().entitiesPerRule()).isEqualTo(900);
        assertThat(config.bounds().liveEntities()).isEqualTo(8);
        assertThat(config.bounds().cachedEvents()).isEqualTo(2_000);
        assertThat(config.rules()).hasFileName("my-rules");
        assertThat(config.streams()).isEqualTo(STREAMS);
    }

    @Test
    void what_cannot_work_is_refused_by_its_key() {
        refused("correlation.lateness", () -> with(Duration.ofDays(8), 1_000, 64, 10_000));
        refused("correlation.lateness", () -> with(Duration.ofHours(-1), 1_000, 64, 10_000));
        refused(
                "correlation.timer-grace",
                () ->
                        new CorrelationConfig(
                                Path.of("rules"),
                                Duration.ZERO,
                                Duration.ofHours(-1),
                                Duration.ZERO,
                                1_000,
                                1_000,
                                64,
                                10_000,
                                STREAMS));
        refused(
                "correlation.revise-within",
                () ->
                        new CorrelationConfig(
                                Path.of("rules"),
                                Duration.ZERO,
                                Duration.ZERO,
                                Duration.ofDays(2),
                                1_000,
                                1_000,
                                64,
                                10_000,
                                STREAMS));
        refused(
                "correlation.entities-per-rule",
                () ->
                        new CorrelationConfig(
                                Path.of("rules"),
                                Duration.ZERO,
                                Duration.ZERO,
                                Duration.ZERO,
                                1_000,
                                1,
                                64,
                                10_000,
                                STREAMS));
        refused("correlation.events-per-entity", () -> with(Duration.ZERO, 1, 64, 10_000));
        refused("correlation.live-entities", () -> with(Duration.ZERO, 1_000, 0, 10_000));
        refused("correlation.cached-events", () -> with(Duration.ZERO, 1_000, 64, 0));
        refused(
                "correlation.streams.application-id",
                () -> new Streams(" ", "i", 1, Path.of("x"), Duration.ofMillis(5)));
        refused(
                "correlation.streams.threads",
                () -> new Streams("x", "i", 0, Path.of("x"), Duration.ofMillis(5)));
        refused(
                "correlation.streams.commit-interval",
                () -> new Streams("x", "i", 1, Path.of("x"), Duration.ZERO));
        refused(
                "correlation.streams.commit-interval",
                () -> new Streams("x", "i", 1, Path.of("x"), Duration.ofMillis(3_001)));
    }

    private static CorrelationConfig with(Duration lateness, int events, int live, int cached) {
        return new CorrelationConfig(
                Path.of("rules"),
                lateness,
                Duration.ZERO,
                Duration.ZERO,
                events,
                1_000,
                live,
                cached,
                STREAMS);
    }

    private static void refused(String key, Runnable build) {
        assertThatIllegalArgumentException().isThrownBy(build::run).withMessageContaining(key);
    }
}
