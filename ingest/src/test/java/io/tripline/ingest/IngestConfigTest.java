package io.tripline.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.tripline.contracts.Family;
import io.tripline.ingest.enrich.Identities;
import java.nio.file.Path;
import java.time.Duration;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

class IngestConfigTest {
    private static final IngestConfig DEFAULTS = IngestConfig.defaults();

    @Test
    void defaults() {
        assertThat(DEFAULTS.maxRecordBytes()).isEqualTo(1 << 20);
        assertThat(DEFAULTS.timezone()).isEqualTo(ZoneOffset.UTC);
        assertThat(DEFAULTS.sources()).isEmpty();
        assertThat(DEFAULTS.withoutOriginal()).isEmpty();
        assertThat(DEFAULTS.timestamp().maxFuture()).hasValue(Duration.ofMinutes(5));
        assertThat(DEFAULTS.timestamp().maxAge()).hasValue(Duration.ofDays(365));
        assertThat(DEFAULTS.geo()).isEqualTo(IngestConfig.Geo.NONE);
        assertThat(DEFAULTS.identities()).isSameAs(Identities.NONE);
        assertThat(DEFAULTS.streams())
                .isEqualTo(
                        new IngestConfig.Streams("tripline-ingest", 1, Path.of("data", "ingest")));
    }

    @Test
    void every_key_can_be_something_else() {
        IngestConfig config =
                new IngestConfig(
                        4096,
                        ZoneId.of("Europe/Oslo"),
                        Map.of(Family.AUTH, "ecs"),
                        Set.of("ecs"),
                        new IngestConfig.Timestamp(
                                Optional.of(Duration.ZERO), Optional.of(Duration.ofDays(1))),
                        new IngestConfig.Geo(
                                Optional.of(Path.of("city.mmdb")),
                                Optional.of(Path.of("asn.mmdb"))),
                        new IngestConfig.Streams("other", 4, Path.of("elsewhere")));

        assertThat(config.maxRecordBytes()).isEqualTo(4096);
        assertThat(config.timezone()).isEqualTo(ZoneId.of("Europe/Oslo"));
        assertThat(config.sourceOf(Family.AUTH)).hasValue("ecs");
        assertThat(config.sourceOf(Family.DEVICE)).isEmpty();
        assertThat(config.keepsOriginal("ecs")).isFalse();
        assertThat(config.timestamp().maxFuture()).hasValue(Duration.ZERO);
        assertThat(config.timestamp().maxAge()).hasValue(Duration.ofDays(1));
        assertThat(config.geo().city()).hasValue(Path.of("city.mmdb"));
        assertThat(config.geo().asn()).hasValue(Path.of("asn.mmdb"));
        assertThat(config.streams().threads()).isEqualTo(4);
    }

    @Test
    void a_refusal_names_the_key() {
        refused("ingest.max-record-bytes", () -> config(1023, Map.of(), Set.of()));
        refused("ingest.max-record-bytes", () -> config((1 << 20) + 1, Map.of(), Set.of()));
        refused(
                "ingest.sources.network",
                () -> config(4096, Map.of(Family.NETWORK, "no.such"), Set.of()));
        refused("ingest.without-original", () -> config(4096, Map.of(), Set.of("no.such")));
        refused(
                "ingest.timestamp.max-future",
                () ->
                        new IngestConfig.Timestamp(
                                Optional.of(Duration.ofSeconds(-1)), Optional.empty()));
        refused(
                "ingest.timestamp.max-age",
                () ->
                        new IngestConfig.Timestamp(
                                Optional.empty(), Optional.of(Duration.ofSeconds(-1))));
        refused(
                "ingest.streams.application-id",
                () -> new IngestConfig.Streams(" ", 1, Path.of("data")));
        refused(
                "ingest.streams.threads",
                () -> new IngestConfig.Streams("tripline-ingest", 0, Path.of("data")));
        refused(
                "ingest.streams.threads",
                () -> new IngestConfig.Streams("tripline-ingest", 257, Path.of("data")));
    }

    private static IngestConfig config(
            int maxRecordBytes, Map<Family, String> sources, Set<String> withoutOriginal) {
        return new IngestConfig(
                maxRecordBytes,
                ZoneOffset.UTC,
                sources,
                withoutOriginal,
                DEFAULTS.timestamp(),
                DEFAULTS.geo(),
                DEFAULTS.streams());
    }

    private static void refused(String key, ThrowingCallable construction) {
        assertThatIllegalArgumentException()
                .isThrownBy(construction)
                .withMessageStartingWith(key + " ");
    }
}
