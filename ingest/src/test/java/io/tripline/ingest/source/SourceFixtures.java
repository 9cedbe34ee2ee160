package io.tripline.ingest.source;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLGenerator;
import io.tripline.contracts.EcsEvent;
import io.tripline.contracts.EcsField;
import io.tripline.contracts.EcsJson;
import io.tripline.contracts.Family;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.DynamicTest;

/**
 * Runs a log source over its fixture file {@code src/test/resources/fixtures/NAME.yml}: a list of cases, each a raw
 * record beside the event, the reason it is ignored for, or the reason it is rejected for.
 *
 * <pre>{@code
 * - about: a wrong password
 *   raw: '{"eventType":"user.session.start", ...}'      # or an object: it is written as JSON
 *   received: 2026-03-02T12:00:00Z                      # optional, this is the default
 *   zone: Europe/Oslo                                   # optional, UTC is the default
 *   recognized: false                                   # optional: only a header brings it to this source
 *   event: {...}                                        # or ignored: empty, or rejected: missing_field
 * }</pre>
 *
 * <p>What {@link LogSource#normalize} leaves to its caller is not in the expected event; where the source gives no id,
 * {@code event.id} reads "from-origin". With {@code -Dfixtures.update=true} expectations are written anew: read the
 * diff like code.
 */
final class SourceFixtures {
    private static final Path FOLDER = Path.of("src/test/resources/fixtures");
    private static final ObjectMapper JSON =
            new ObjectMapper(JsonFactory.builder().streamReadConstraints(EcsJson.LIMITS).build());
    private static final ObjectMapper YAML =
            new ObjectMapper(
                            YAMLFactory.builder()
                                    .disable(YAMLGenerator.Feature.WRITE_DOC_START_MARKER)
                                    .enable(YAMLGenerator.Feature.MINIMIZE_QUOTES)
                                    .enable(YAMLGenerator.Feature.ALWAYS_QUOTE_NUMBERS_AS_STRINGS)
                                    .disable(YAMLGenerator.Feature.SPLIT_LINES)
                                    .enable(YAMLGenerator.Feature.INDENT_ARRAYS_WITH_INDICATOR)
                                    .build())
                    .enable(SerializationFeature.INDENT_OUTPUT);

    private SourceFixtures() {}

    /** One test per case of the source's fixture file. */
    static Stream<DynamicTest> of(LogSource source) throws IOException {
        Path file = FOLDER.resolve(source.name() + ".yml");
        ArrayNode cases = (ArrayNode) YAML.readTree(Files.readAllBytes(file));
        if (Boolean.getBoolean("fixtures.update")) {
            cases.forEach(each -> update(source, (ObjectNode) each));
            Files.write(file, YAML.writeValueAsBytes(cases));
        }
        assertThat(cases.size()).as("cases in %s", file).isGreaterThanOrEqualTo(12);
        return StreamSupport.stream(cases.spliterator(), false)
                .map(
                        each ->
                                DynamicTest.dynamicTest(
                                        each.path("about").asText(), () -> check(source, each)));
    }

    /** The raw records of the source's fixture file that it is to recognize. */
    static List<RawRecord> recognized(LogSource source) throws IOException {
        JsonNode cases = YAML.readTree(Files.readAllBytes(FOLDER.resolve(source.name() + ".yml")));
        return StreamSupport.stream(cases.spliterator(), false)
                .filter(each -> each.path("recognized").asBoolean(true))
                .map(SourceFixtures::raw)
                .toList();
    }

    /** All raw records of the source's fixture file. */
    static List<RawRecord> all(LogSource source) throws IOException {
        JsonNode cases = YAML.readTree(Files.readAllBytes(FOLDER.resolve(source.name() + ".yml")));
        return StreamSupport.stream(cases.spliterator(), false).map(SourceFixtures::raw).toList();
    }

    private static void check(LogSource source, JsonNode fixture) throws IOException {
        RawRecord raw = raw(fixture);
        assertThat(source.recognizes(raw))
                .as("recognized")
                .isEqualTo(fixture.path("recognized").asBoolean(true));
        ObjectNode expected = fixture.deepCopy();
        expected.retain("event", "ignored", "rejected");
        assertThat(JSON.writerWithDefaultPrettyPrinter().writeValueAsString(outcome(source, raw)))
                .isEqualTo(
                        JSON.writerWithDefaultPrettyPrinter()
                                // Through JSON, so that 1 from YAML and 1 from Java are the same
                                // kind of number.
                                .writeValueAsString(
                                        JSON.readTree(JSON.writeValueAsBytes(expected))));
    }

    private static void update(LogSource source, ObjectNode fixture) {
        fixture.remove(List.of("event", "ignored", "rejected"));
        fixture.setAll(outcome(source, raw(fixture)));
    }

    private static ObjectNode outcome(LogSource source, RawRecord raw) {
        ObjectNode outcome = JSON.createObjectNode();
        switch (source.normalize(raw)) {
            case Normalized.Parsed(EcsEvent.Builder event) -> {
                event.setIfAbsent(EcsField.EVENT_ID, "from-origin");
                try {
                    outcome.set("event", JSON.readTree(EcsJson.write(event.build())));
                } catch (IOException e) {
                    throw new AssertionError(e);
                }
            }
            case Normalized.Ignored(IgnoredReason reason) -> outcome.put("ignored", reason.label());
            case Normalized.Rejected(RejectedReason reason, String detail) -> {
                assertThat(detail).as("detail").isNotBlank();
                outcome.put("rejected", reason.label());
            }
        }
        return outcome;
    }

    private static RawRecord raw(JsonNode fixture) {
        JsonNode value = fixture.required("raw");
        String text = value.isTextual() ? value.asText() : value.toString();
        return new RawRecord(
                text,
                json(text),
                Family.AUTH,
                Instant.parse(fixture.path("received").asText("2026-03-02T12:00:00Z")),
                ZoneId.of(fixture.path("zone").asText("UTC")),
                RawRecord.Shipped.BARE);
    }

    private static Optional<JsonNode> json(String text) {
        try {
            JsonNode node = JSON.readTree(text);
            return node.isObject() ? Optional.of(node) : Optional.empty();
        } catch (JsonProcessingException e) {
            return Optional.empty();
        }
    }
}
