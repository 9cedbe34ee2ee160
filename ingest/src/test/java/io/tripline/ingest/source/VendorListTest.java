package io.tripline.ingest.source;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import io.tripline.contracts.EcsEvent;
import io.tripline.contracts.EcsField;
import io.tripline.contracts.Family;
import io.tripline.ingest.IngestConfig;
import io.tripline.ingest.Normalizer;
import io.tripline.ingest.Outcome;
import io.tripline.ingest.RawInput;
import io.tripline.ingest.enrich.GeoEnrichment;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Holds what a source makes of an action against the vendor's own list of them. A file of {@code vendor-lists} says where the
 * list is, a record ({@code {1}}, {@code {2}} are the parts of a name, which slashes separate), and what the names are in ECS.
 */
class VendorListTest {
    private static final Path LISTS = Path.of("src/test/resources/vendor-lists");
    private static final Instant RECEIVED = Instant.parse("2026-03-02T12:00:00Z");
    private static final ObjectMapper YAML = new ObjectMapper(new YAMLFactory());

    private final Normalizer normalizer =
            new Normalizer(
                    IngestConfig.defaults(),
                    GeoEnrichment.open(Optional.empty(), Optional.empty()),
                    InstantSource.fixed(RECEIVED));

    static Stream<Path> lists() throws IOException {
        try (Stream<Path> files = Files.list(LISTS)) {
            return files.sorted().toList().stream();
        }
    }

    @ParameterizedTest
    @MethodSource("lists")
    void a_vendors_actions_are_what_ecs_calls_them(Path file) throws IOException {
        JsonNode list = YAML.readTree(file.toFile());
        String source = String.valueOf(file.getFileName()).replace(".yml", "");
        Set<String> seen = new HashSet<>();
        SoftAssertions wrong = new SoftAssertions();
        for (JsonNode group : list.path("names")) {
            String record = group.path("record").asText(list.path("record").asText());
            for (String name : group.path("of").asText().strip().split("\\s+")) {
                assertThat(seen.add(record + name)).as("%s is there once", name).isTrue();
                EcsEvent event = event(source, filled(record, name));
                group.path("are")
                        .properties()
                        .forEach(
                                field ->
                                        wrong.assertThat(text(event, field.getKey()))
                                                .as("%s of %s", field.getKey(), name)
                                                .isEqualTo(text(field.getValue())));
            }
        }
        wrong.assertAll();
        assertThat(seen).isNotEmpty();
    }

    private static String filled(String record, String name) {
        String filled = record.replace("{0}", name);
        String[] parts = name.split("/", -1);
        for (int i = 0; i < parts.length; i++) {
            filled = filled.replace("{" + (i + 1) + "}", parts[i]);
        }
        return filled;
    }

    /** Where a source's list was found; empty if it has none. */
    static String found(String source) throws IOException {
        Path file = LISTS.resolve(source + ".yml");
        return Files.exists(file) ? YAML.readTree(file.toFile()).path("found").asText() : "";
    }

    /** The events of a source's list, by the names. */
    static Map<String, EcsEvent> events(String source) throws IOException {
        Map<String, EcsEvent> events = new LinkedHashMap<>();
        JsonNode list = YAML.readTree(LISTS.resolve(source + ".yml").toFile());
        VendorListTest lists = new VendorListTest();
        for (JsonNode group : list.path("names")) {
            String record = group.path("record").asText(list.path("record").asText());
            for (String name : group.path("of").asText().strip().split("\\s+")) {
                events.putIfAbsent(
                        name.replaceAll("/+$", ""), lists.event(source, filled(record, name)));
            }
        }
        return events;
    }

    private EcsEvent event(String source, String record) {
        RawInput input =
                new RawInput(
                        record.strip().getBytes(StandardCharsets.UTF_8),
                        Optional.of(source),
                        Optional.empty(),
                        Family.AUTH,
                        RECEIVED,
                        index -> "from-origin-" + index);
        Outcome outcome = normalizer.normalize(input).getFirst();
        assertThat(outcome).as(record).isInstanceOf(Outcome.Event.class);
        EcsEvent event = ((Outcome.Event) outcome).event();
        assertThat(EcsCategorization.problems(event)).as(record).isEmpty();
        return event;
    }

    private static String text(EcsEvent event, String field) {
        return String.valueOf(event.value(EcsField.byName(field).orElseThrow()));
    }

    private static String text(JsonNode expected) {
        return expected.isArray()
                ? Stream.iterate(0, i -> i < expected.size(), i -> i + 1)
                        .map(i -> expected.get(i).asText())
                        .toList()
                        .toString()
                : expected.isNull() ? "null" : expected.asText();
    }
}
