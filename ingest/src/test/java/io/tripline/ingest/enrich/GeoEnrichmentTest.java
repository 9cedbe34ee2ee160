package io.tripline.ingest.enrich;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.tripline.contracts.EcsEvent;
import io.tripline.contracts.EcsField;
import io.tripline.contracts.GeoPoint;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Against the databases of the OpenSearch distribution, which the build unpacks. */
class GeoEnrichmentTest {
    private static final GeoEnrichment GEO =
            GeoEnrichment.open(
                    Optional.of(database("GeoLite2-City.mmdb")),
                    Optional.of(database("GeoLite2-ASN.mmdb")));

    @AfterAll
    static void close() {
        GEO.close();
    }

    @Test
    void a_public_address_has_a_place_and_a_network() {
        EcsEvent.Builder event = event("81.2.69.142");

        GEO.enrich(event);

        assertThat(event.string(EcsField.SOURCE_GEO_COUNTRY_ISO_CODE)).isEqualTo("GB");
        assertThat(event.string(EcsField.SOURCE_GEO_COUNTRY_NAME)).isEqualTo("United Kingdom");
        assertThat(event.string(EcsField.SOURCE_GEO_CONTINENT_CODE)).isEqualTo("EU");
        assertThat(event.value(EcsField.SOURCE_GEO_LOCATION))
                .isInstanceOfSatisfying(
                        GeoPoint.class,
                        point -> {
                            assertThat(point.latitude()).isBetween(49.0, 60.0);
                            assertThat(point.longitude()).isBetween(-8.0, 2.0);
                        });
        assertThat(event.value(EcsField.SOURCE_AS_NUMBER)).isEqualTo(20712L);
        assertThat(event.string(EcsField.TRIPLINE_GEO_SOURCE)).isEqualTo("geoip");
        assertThat(event.value(EcsField.TRIPLINE_SOURCE_ACCURACY_KM)).isNotNull();
        assertThat(event.string(EcsField.TRIPLINE_ENRICHMENT_GEO))
                .matches("GeoLite2-City \\d{4}-\\d{2}-\\d{2}");
        assertThat(event.string(EcsField.TRIPLINE_ENRICHMENT_ASN))
                .matches("GeoLite2-ASN \\d{4}-\\d{2}-\\d{2}");
    }

    @Test
    void a_network_that_a_source_names_by_its_number_alone_gets_its_name() {
        EcsEvent.Builder same = event("81.2.69.142").set(EcsField.SOURCE_AS_NUMBER, 20712L);
        EcsEvent.Builder other = event("81.2.69.142").set(EcsField.SOURCE_AS_NUMBER, 64500L);

        GEO.enrich(same);
        GEO.enrich(other);

        assertThat(same.string(EcsField.SOURCE_AS_ORGANIZATION_NAME)).isNotEmpty();
        assertThat(other.value(EcsField.SOURCE_AS_NUMBER)).isEqualTo(64500L);
        assertThat(other.has(EcsField.SOURCE_AS_ORGANIZATION_NAME)).isFalse();
    }

    @Test
    void an_address_among_more_than_are_remembered_is_placed_each_time() {
        EcsEvent.Builder first = event("81.2.69.142");
        GEO.enrich(first);
        for (int i = 0; i < 5_000; i++) {
            GEO.enrich(event("89.160." + i / 250 + "." + i % 250));
        }
        EcsEvent.Builder again = event("81.2.69.142");
        EcsEvent.Builder fromMemory = event("81.2.69.142");

        GEO.enrich(again);
        GEO.enrich(fromMemory);

        for (EcsField field : EcsField.values()) {
            assertThat(again.value(field)).as(field.fieldName()).isEqualTo(first.value(field));
            assertThat(fromMemory.value(field)).as(field.fieldName()).isEqualTo(first.value(field));
        }
    }

    @Test
    void a_destination_has_a_place_too() {
        EcsEvent.Builder event = EcsEvent.builder().set(EcsField.DESTINATION_IP, "89.160.20.112");

        GEO.enrich(event);

        assertThat(event.string(EcsField.DESTINATION_GEO_COUNTRY_ISO_CODE)).isEqualTo("SE");
        assertThat(event.has(EcsField.TRIPLINE_GEO_SOURCE)).isFalse();
    }

    @Test
    void coordinates_that_the_source_gives_win() {
        EcsEvent.Builder event =
                event("81.2.69.142").set(EcsField.SOURCE_GEO_LOCATION, new GeoPoint(59.9, 10.7));

        GEO.enrich(event);

        assertThat(event.value(EcsField.SOURCE_GEO_LOCATION)).isEqualTo(new GeoPoint(59.9, 10.7));
        assertThat(event.has(EcsField.SOURCE_GEO_COUNTRY_ISO_CODE)).isFalse();
        assertThat(event.string(EcsField.TRIPLINE_GEO_SOURCE)).isEqualTo("source");
    }

    @Test
    void a_country_that_the_source_gives_wins_over_another() {
        EcsEvent.Builder event =
                event("81.2.69.142").set(EcsField.SOURCE_GEO_COUNTRY_ISO_CODE, "NO");

        GEO.enrich(event);

        assertThat(event.string(EcsField.SOURCE_GEO_COUNTRY_ISO_CODE)).isEqualTo("NO");
        assertThat(event.has(EcsField.SOURCE_GEO_LOCATION)).isFalse();
        assertThat(event.string(EcsField.TRIPLINE_GEO_SOURCE)).isEqualTo("source");
    }

    @Test
    void a_country_that_the_source_gives_gets_the_coordinates_it_lacks_if_both_agree() {
        EcsEvent.Builder event =
                event("81.2.69.142").set(EcsField.SOURCE_GEO_COUNTRY_ISO_CODE, "GB");

        GEO.enrich(event);

        assertThat(event.has(EcsField.SOURCE_GEO_LOCATION)).isTrue();
        assertThat(event.string(EcsField.TRIPLINE_GEO_SOURCE)).isEqualTo("source");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"127.0.0.1", "10.1.2.3", "192.0.2.1", "169.254.169.254", "fd00::1", "::1"})
    void an_address_that_is_not_public_has_no_place(String address) {
        EcsEvent.Builder event = event(address);

        GEO.enrich(event);

        assertThat(event.has(EcsField.SOURCE_GEO_LOCATION)).isFalse();
        assertThat(event.has(EcsField.SOURCE_AS_NUMBER)).isFalse();
        assertThat(event.has(EcsField.TRIPLINE_ENRICHMENT_GEO)).isFalse();
    }

    @Test
    void without_databases_nothing_is_added() {
        EcsEvent.Builder event = event("81.2.69.142");

        GeoEnrichment.open(Optional.empty(), Optional.empty()).enrich(event);

        assertThat(event.has(EcsField.SOURCE_GEO_LOCATION)).isFalse();
    }

    @Test
    void a_file_that_is_no_database_is_refused_by_its_key(@TempDir Path folder) throws IOException {
        Path file = Files.writeString(folder.resolve("city.mmdb"), "no database");

        assertThatIllegalArgumentException()
                .isThrownBy(() -> GeoEnrichment.open(Optional.of(file), Optional.empty()))
                .withMessageContaining("ingest.geo.city");
    }

    @Test
    void a_file_that_is_overwritten_while_it_is_open_changes_nothing(@TempDir Path folder)
            throws IOException {
        Path file = Files.copy(database("GeoLite2-City.mmdb"), folder.resolve("city.mmdb"));
        try (GeoEnrichment geo = GeoEnrichment.open(Optional.of(file), Optional.empty())) {
            Files.write(file, new byte[0]);
            EcsEvent.Builder event = event("81.2.69.142");

            geo.enrich(event);

            assertThat(event.string(EcsField.SOURCE_GEO_COUNTRY_ISO_CODE)).isEqualTo("GB");
        }
    }

    @Test
    void a_damaged_database_costs_an_event_its_place_only(@TempDir Path folder) throws IOException {
        byte[] bytes = Files.readAllBytes(database("GeoLite2-City.mmdb"));
        int metadata = new String(bytes, StandardCharsets.ISO_8859_1).lastIndexOf("MaxMind.com");
        Arrays.fill(bytes, bytes.length / 20, metadata - 3, (byte) 0xff);
        Path file = Files.write(folder.resolve("city.mmdb"), bytes);
        try (GeoEnrichment geo = GeoEnrichment.open(Optional.of(file), Optional.empty())) {
            EcsEvent.Builder event = event("81.2.69.142");

            geo.enrich(event);

            assertThat(event.has(EcsField.SOURCE_GEO_LOCATION)).isFalse();
            assertThat(geo.failures()).isPositive();
        }
    }

    private static EcsEvent.Builder event(String address) {
        return EcsEvent.builder().set(EcsField.SOURCE_IP, address);
    }

    /** Below the distribution's folder, which has its version in its name. */
    private static Path database(String name) {
        try (Stream<Path> files = Files.walk(Path.of("target/geoip"))) {
            return files.filter(file -> file.endsWith(name)).findFirst().orElseThrow();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
