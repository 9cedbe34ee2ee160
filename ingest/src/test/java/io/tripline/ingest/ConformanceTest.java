package io.tripline.ingest;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import io.tripline.contracts.EcsField;
import io.tripline.contracts.EcsJson;
import io.tripline.contracts.Family;
import io.tripline.contracts.MalformedEventException;
import io.tripline.ingest.source.EcsCategorization;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Holds the events of every fixture of every source against ECS 9. */
class ConformanceTest {
    private static final Path FIXTURES = Path.of("src/test/resources/fixtures");
    private static final Instant RECEIVED = Fixtures.RECEIVED;

    /**
     * How many of a source's events have no category: of ECS's there is none for them, or nobody knows what they are. Of any
     * other there is one.
     */
    private static final Map<String, Integer> WITHOUT_CATEGORY =
            Map.ofEntries(
                    Map.entry("auth0.logs", 1),
                    Map.entry("cef.events", 8),
                    Map.entry("ecs", 6),
                    Map.entry("entra.activity", 2),
                    Map.entry("gcp.audit", 1),
                    Map.entry("google_workspace.activity", 3),
                    Map.entry("jumpcloud.directory", 2),
                    Map.entry("keycloak.events", 1),
                    Map.entry("keyvalue.lines", 3),
                    Map.entry("lastpass.events", 1),
                    Map.entry("leef.events", 5),
                    Map.entry("linux.audit", 11),
                    Map.entry("linux.auth", 4),
                    Map.entry("linux.syslog", 11),
                    Map.entry("okta.system", 1),
                    Map.entry("onepassword.events", 1),
                    Map.entry("osquery.results", 1),
                    Map.entry("pingone.audit", 1),
                    Map.entry("wazuh.alerts", 1),
                    Map.entry("windows.defender", 1),
                    Map.entry("windows.events", 2),
                    Map.entry("windows.powershell", 1),
                    Map.entry("windows.security", 2),
                    Map.entry("windows.sysmon", 3),
                    Map.entry("windows.system", 1));

    private final Normalizer normalizer = Fixtures.normalizer();

    static Stream<String> sources() throws IOException {
        try (Stream<Path> files = Files.list(FIXTURES)) {
            return files
                    .map(file -> file.getFileName().toString().replace(".yml", ""))
                    .sorted()
                    .toList()
                    .stream();
        }
    }

    @ParameterizedTest
    @MethodSource("sources")
    void every_event_of_a_source_conforms_to_ecs_and_reads_back_as_it_was_written(String source)
            throws IOException, MalformedEventException {
        ObjectMapper yaml = new ObjectMapper(new YAMLFactory());
        int events = 0;
        List<String> withoutCategory = new ArrayList<>();
        for (JsonNode fixture : yaml.readTree(FIXTURES.resolve(source + ".yml").toFile())) {
            JsonNode raw = fixture.path("raw");
            byte[] value = (raw.isTextual() ? raw.asText() : raw.toString()).getBytes(UTF_8);
            RawInput input =
                    new RawInput(
                            value,
                            Optional.of(source),
                            Optional.empty(),
                            Family.AUTH,
                            RECEIVED,
                            index -> "from-origin-" + index);
            for (Outcome outcome : normalizer.normalize(input)) {
                if (outcome instanceof Outcome.Event event) {
                    events++;
                    String about = fixture.path("about").asText();
                    assertThat(EcsCategorization.problems(event.event())).as(about).isEmpty();
                    assertThat(EcsJson.read(EcsJson.write(event.event())))
                            .as(about)
                            .isEqualTo(event.event());
                    if (!event.event().has(EcsField.EVENT_CATEGORY)) {
                        withoutCategory.add(about);
                    }
                    // What comes as ECS says no more than its shipper said.
                    if (!source.equals("ecs") && event.event().has(EcsField.EVENT_CATEGORY)) {
                        assertThat(event.event().has(EcsField.EVENT_TYPE)).as(about).isTrue();
                    }
                }
            }
        }
        assertThat(events).isPositive();
        assertThat(withoutCategory).hasSize(WITHOUT_CATEGORY.getOrDefault(source, 0));
    }
}
