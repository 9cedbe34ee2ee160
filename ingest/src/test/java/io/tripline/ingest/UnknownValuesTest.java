package io.tripline.ingest;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import io.tripline.contracts.Family;
import io.tripline.contracts.Origin;
import io.tripline.ingest.enrich.GeoEnrichment;
import io.tripline.ingest.source.EcsCategorization;
import io.tripline.ingest.source.LogSource;
import io.tripline.ingest.source.RejectedReason;
import io.tripline.ingest.source.Sources;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Vendors add types, actions and words without asking us. In every fixture that becomes an event, each value in turn
 * becomes a word of tomorrow: as long as the source still recognizes the record, it is an event that conforms to ECS, with
 * what is certain of it. Only a time that is none, and XML that is none any more, cost the event.
 */
class UnknownValuesTest {
    private static final Instant RECEIVED = Instant.parse("2026-03-02T12:00:00Z");
    private static final Origin ORIGIN = new Origin("logs.auth", 0, 0);
    private static final String TOMORROW = "of-tomorrow";

    /** In a line: no name of a value, and no part of a longer word. */
    private static final Pattern WORD = Pattern.compile("\\b[A-Za-z][A-Za-z_]{3,}\\b(?!=)");

    private static final Set<RejectedReason> FORGIVEN =
            Set.of(RejectedReason.INVALID_TIMESTAMP, RejectedReason.MALFORMED_XML);
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Normalizer normalizer =
            new Normalizer(
                    IngestConfig.defaults(),
                    GeoEnrichment.open(Optional.empty(), Optional.empty()),
                    InstantSource.fixed(RECEIVED));

    static List<String> sources() {
        return Sources.all().stream().map(LogSource::name).toList();
    }

    @ParameterizedTest
    @MethodSource("sources")
    void a_word_of_tomorrow_costs_no_event(String source) throws IOException {
        ObjectMapper yaml = new ObjectMapper(new YAMLFactory());
        List<String> dead = new ArrayList<>();
        int[] events = {0};
        for (JsonNode fixture :
                yaml.readTree(Path.of("src/test/resources/fixtures", source + ".yml").toFile())) {
            if (!fixture.has("event") || !fixture.path("recognized").asBoolean(true)) {
                continue;
            }
            JsonNode raw = fixture.path("raw");
            String text = raw.isTextual() ? raw.asText() : raw.toString();
            changed(
                    text,
                    record -> {
                        for (Outcome outcome :
                                normalizer.normalize(
                                        RawInput.of(
                                                record.getBytes(UTF_8),
                                                Family.AUTH,
                                                RECEIVED,
                                                ORIGIN))) {
                            if (!outcome.source().equals(Optional.of(source))) {
                                continue;
                            }
                            switch (outcome) {
                                case Outcome.Event event -> {
                                    events[0]++;
                                    assertThat(EcsCategorization.problems(event.event()))
                                            .as(record)
                                            .isEmpty();
                                }
                                case Outcome.Ignored _ -> {}
                                case Outcome.Rejected rejected -> {
                                    if (!FORGIVEN.contains(rejected.reason())) {
                                        dead.add(rejected.detail() + " " + record);
                                    }
                                }
                            }
                        }
                    });
        }
        assertThat(dead).as("dead letters of %s", source).isEmpty();
        assertThat(events[0]).as("events of %s", source).isPositive();
    }

    private static void changed(String text, Consumer<String> reader) {
        JsonNode json = json(text);
        if (json == null) {
            Matcher word = WORD.matcher(text);
            while (word.find()) {
                reader.accept(
                        text.substring(0, word.start())
                                + "OF_TOMORROW"
                                + text.substring(word.end()));
            }
            return;
        }
        leaves(json, () -> reader.accept(json.toString()));
    }

    private static @Nullable JsonNode json(String text) {
        try {
            JsonNode node = JSON.readTree(text);
            return node.isObject() ? node : null;
        } catch (IOException e) {
            return null;
        }
    }

    /** Puts a word in the place of each text in turn, and another number in the place of each number. */
    private static void leaves(JsonNode node, Runnable reader) {
        if (node instanceof ObjectNode object) {
            for (String name : List.copyOf(names(object))) {
                JsonNode value = object.get(name);
                JsonNode other = other(value);
                if (other == null) {
                    leaves(value, reader);
                } else {
                    object.set(name, other);
                    reader.run();
                    object.set(name, value);
                }
            }
        } else if (node instanceof ArrayNode array) {
            for (int i = 0; i < array.size(); i++) {
                JsonNode value = array.get(i);
                JsonNode other = other(value);
                if (other == null) {
                    leaves(value, reader);
                } else {
                    array.set(i, other);
                    reader.run();
                    array.set(i, value);
                }
            }
        }
    }

    private static List<String> names(ObjectNode object) {
        List<String> names = new ArrayList<>();
        object.fieldNames().forEachRemaining(names::add);
        return names;
    }

    private static @Nullable JsonNode other(JsonNode value) {
        if (value.isTextual()) {
            return TextNode.valueOf(TOMORROW);
        }
        return value.isIntegralNumber() ? JSON.getNodeFactory().numberNode(987_654) : null;
    }
}
