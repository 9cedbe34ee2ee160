package io.tripline.alerting.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.tripline.alerting.access.Role;
import io.tripline.alerting.triage.KeptDocuments;
import io.tripline.contracts.TriageChange.Kind;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Every operation of the served document is asked, and what comes is held against what the document says. */
@Timeout(60)
@SuppressWarnings("NullAway.Init") // JUnit sets the fields.
class OpenApiTest {
    @TempDir Path directory;
    private RunningApi api;
    private JsonNode document;

    @BeforeEach
    void start() throws Exception {
        api = new RunningApi(directory);
        api.raise("a1", "ann", RunningApi.NOW);
        api.documents.put(
                Kind.INCIDENT,
                "a1",
                KeptDocuments.parse(
                        "{\"@timestamp\":\"2026-03-02T08:00:00Z\",\"event\":{\"id\":\"a1\"},\"tripline\":{\"incident\":{\"revision\":1}}}"));
        document = api.get("/api/v1/openapi.json").json();
    }

    @AfterEach
    void stop() {
        api.close();
    }

    @Test
    void everyOperationAnswersAsTheDocumentSays() throws Exception {
        Set<String> asked = new TreeSet<>();
        for (Map.Entry<String, JsonNode> path : document.path("paths").properties()) {
            for (Map.Entry<String, JsonNode> operation : path.getValue().properties()) {
                JsonNode about = operation.getValue();
                String name = about.path("operationId").asText();
                String method = operation.getKey().toUpperCase(Locale.ROOT);
                String where = path.getKey().replace("{id}", "a1");
                RunningApi.Answer answer =
                        method.equals("GET")
                                ? api.get(where)
                                : api.send(
                                        Role.ADMIN,
                                        method,
                                        where + required(about),
                                        body(
                                                about.at(
                                                                "/requestBody/content/application~1json/schema/$ref")
                                                        .asText()),
                                        "If-Match",
                                        "*");
                asked.add(name);
                JsonNode said = about.path("responses").path(Integer.toString(answer.status()));
                assertThat(answer.status()).as(name).isBetween(200, 299);
                assertThat(said.isObject()).as(name + " answers " + answer.status()).isTrue();
                assertThat(
                                faults(
                                        said.at("/content/application~1json/schema"),
                                        answer.json(),
                                        name))
                        .isEmpty();
                assertThat(answer.header("etag").isEmpty())
                        .as(name)
                        .isEqualTo(said.at("/headers/ETag").isMissingNode());
            }
        }
        assertThat(asked).isEqualTo(names());
    }

    private static String required(JsonNode operation) {
        for (JsonNode each : operation.path("parameters")) {
            if (each.path("in").asText().equals("query") && each.path("required").asBoolean()) {
                return "?" + each.path("name").asText() + "=1";
            }
        }
        return "";
    }

    @Test
    void everyParameterOfTheDocumentIsTakenAndNoOther() throws Exception {
        for (JsonNode each : document.at("/paths/~1api~1v1~1alerts/get/parameters")) {
            String name = each.path("name").asText();
            JsonNode schema = each.path("schema");
            JsonNode one = schema.has("items") ? schema.path("items") : schema;
            String value =
                    switch (one.path("type").asText()) {
                        case "integer" -> "1";
                        case "boolean" -> "true";
                        default ->
                                one.has("enum")
                                        ? one.at("/enum/0").asText()
                                        : one.has("format")
                                                ? "2026-03-02T08:00:00Z"
                                                : "user.name:ann";
                    };
            if (!name.equals("cursor")) {
                assertThat(api.get("/api/v1/alerts?" + name + "=" + value).status())
                        .as(name)
                        .isEqualTo(200);
            }
        }
        assertThat(api.get("/api/v1/alerts?other=1").status()).isEqualTo(400);
        assertThat(api.get("/api/v1/me?limit=1").status()).isEqualTo(400);
    }

    @Test
    void problemsAreAsTheDocumentSays() throws Exception {
        for (String path : List.of("/api/v1/alerts/none", "/api/v1/alerts?limit=0")) {
            RunningApi.Answer answer = api.get(path);

            assertThat(faults(document.at("/components/schemas/Problem"), answer.json(), path))
                    .isEmpty();
            assertThat(answer.json().path("status").asInt()).isEqualTo(answer.status());
        }
    }

    @Test
    void everyReferenceOfTheDocumentLeadsSomewhere() {
        assertThat(document.path("openapi").asText()).isEqualTo("3.1.0");
        document.findValues("$ref")
                .forEach(
                        each ->
                                assertThat(document.at(each.asText().substring(1)).isObject())
                                        .as(each.asText())
                                        .isTrue());
        List<String> names =
                document.findValues("operationId").stream().map(JsonNode::asText).toList();
        assertThat(names).doesNotHaveDuplicates().hasSize(names().size());
    }

    /** If it fails: run this test with {@code -Dtriage.update=true} and read the diff. */
    @Test
    void theManualShowsTheRoutesAndParameters() throws Exception {
        Path manual = Path.of("..", "docs", "triage.md");
        String text = Files.readString(manual);
        int begin = text.indexOf("-->\n", text.indexOf("<!-- routes")) + 4;
        int end = text.indexOf("<!-- /routes -->");
        String wanted = text.substring(0, begin) + tables() + text.substring(end);

        if (Boolean.getBoolean("triage.update")) {
            Files.writeString(manual, wanted);
        }

        assertThat(Files.readString(manual)).isEqualTo(wanted);
    }

    private Set<String> names() {
        return new TreeSet<>(api.server.routes().stream().map(Route::name).toList());
    }

    private String tables() {
        StringBuilder out = new StringBuilder("\n| | role | |\n|---|---|---|\n");
        for (Route each : api.server.routes()) {
            out.append(
                    "| `%s %s` | %s | %s |\n"
                            .formatted(
                                    each.method(),
                                    each.path(),
                                    each.role().label(),
                                    each.summary()));
        }
        out.append("\nParameters of the lists:\n\n| parameter | |\n|---|---|\n");
        for (Parameter each : Filters.PARAMETERS) {
            out.append(
                    "| `%s` | %s%s |\n"
                            .formatted(
                                    each.name(),
                                    each.summary(),
                                    each.repeated() ? " May be repeated." : ""));
        }
        return out.append(
                        "| `limit`, `cursor` | How many at most, 1 to 200; where the page before ended. |\n\n")
                .toString();
    }

    private static String body(String schema) {
        return switch (schema.substring(schema.lastIndexOf('/') + 1)) {
            case "" -> "";
            case "Change" -> "{\"status\":\"acknowledged\",\"tags\":[\"vpn\"],\"note\":\"x\"}";
            case "Note" -> "{\"text\":\"x\"}";
            case "Changes" ->
                    "{\"changes\":[{\"id\":\"a1\",\"assignee\":\"ann\"},{\"id\":\"none\"}]}";
            default -> throw new AssertionError("A body of this schema is not known: " + schema);
        };
    }

    /** What of JSON Schema the document uses. */
    private List<String> faults(JsonNode schema, JsonNode value, String at) {
        List<String> faults = new ArrayList<>();
        if (schema.has("$ref")) {
            return faults(document.at(schema.path("$ref").asText().substring(1)), value, at);
        }
        List<String> types =
                schema.path("type").isArray()
                        ? StreamSupport.stream(schema.path("type").spliterator(), false)
                                .map(JsonNode::asText)
                                .toList()
                        : List.of(schema.path("type").asText());
        String type =
                value.isIntegralNumber()
                        ? "integer"
                        : value.getNodeType().name().toLowerCase(Locale.ROOT);
        if (!types.contains(type)) {
            faults.add(at + " is " + type + ", not " + types);
        }
        if (schema.has("enum")
                && StreamSupport.stream(schema.path("enum").spliterator(), false)
                        .noneMatch(value::equals)) {
            faults.add(at + " is none of " + schema.path("enum"));
        }
        schema.path("required")
                .forEach(
                        each -> {
                            if (!value.has(each.asText())) {
                                faults.add(at + " lacks " + each.asText());
                            }
                        });
        schema.path("properties")
                .properties()
                .forEach(
                        each -> {
                            if (value.has(each.getKey())) {
                                faults.addAll(
                                        faults(
                                                each.getValue(),
                                                value.path(each.getKey()),
                                                at + "." + each.getKey()));
                            }
                        });
        if (schema.has("items")) {
            value.forEach(each -> faults.addAll(faults(schema.path("items"), each, at + "[]")));
        }
        return faults;
    }
}
