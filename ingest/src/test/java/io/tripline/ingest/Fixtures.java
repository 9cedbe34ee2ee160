package io.tripline.ingest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import io.tripline.ingest.enrich.GeoEnrichment;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;

/** The fixtures of log sources, and what reads them without a configuration or a database. */
final class Fixtures {
    /** When they arrive. */
    static final Instant RECEIVED = Instant.parse("2026-03-02T12:00:00Z");

    private static final ObjectMapper YAML = new ObjectMapper(new YAMLFactory());

    private Fixtures() {}

    /** The cases of a source's file. */
    static JsonNode of(String source) throws IOException {
        return YAML.readTree(Path.of("src/test/resources/fixtures", source + ".yml").toFile());
    }

    /** The raw record of a case. */
    static String text(JsonNode fixture) {
        JsonNode raw = fixture.path("raw");
        return raw.isTextual() ? raw.asText() : raw.toString();
    }

    static Normalizer normalizer() {
        return new Normalizer(
                IngestConfig.defaults(),
                GeoEnrichment.open(Optional.empty(), Optional.empty()),
                InstantSource.fixed(RECEIVED));
    }
}
