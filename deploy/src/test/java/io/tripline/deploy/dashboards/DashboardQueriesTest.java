package io.tripline.deploy.dashboards;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tripline.alerting.opensearch.IndexedFields;
import io.tripline.deploy.servers.ChildServers;
import io.tripline.deploy.servers.ChildServers.Server;
import io.tripline.deploy.servers.TestProcesses;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A real OpenSearch with our mappings answers what the dashboards ask, also about hostile values. */
final class DashboardQueriesTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Path DIRECTORY =
            Path.of(System.getProperty("tripline.project"), "deploy", "dashboards");

    @TempDir static Path directory;
    private static @Nullable ChildServers servers;
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    @BeforeAll
    static void start() throws Exception {
        servers = TestProcesses.servers(directory);
        servers.restart(Server.OPENSEARCH);
        for (Map.Entry<String, ObjectNode> each : IndexedFields.mappings().entrySet()) {
            ObjectNode index = JSON.createObjectNode();
            index.putObject("settings").put("index.mapping.total_fields.limit", 2000);
            index.set("mappings", each.getValue());
            send("PUT", "/" + each.getKey(), index.toString());
            int number = 0;
            for (String name : LinkTest.HOSTILE) {
                send("PUT", "/" + each.getKey() + "/_doc/" + number++, document(name).toString());
            }
            send("POST", "/" + each.getKey() + "/_refresh", "");
        }
    }

    @AfterAll
    static void stop() {
        Objects.requireNonNull(servers).close();
        Objects.requireNonNull(servers).discardData();
    }

    static List<SavedObject> visualizations() {
        return objects(SavedObject.VISUALIZATION).stream()
                .filter(each -> !each.inner("visState").orElseThrow().path("aggs").isEmpty())
                .toList();
    }

    static List<SavedObject> drawings() {
        return objects(SavedObject.VISUALIZATION).stream()
                .filter(each -> state(each).path("type").asText().equals("vega"))
                .toList();
    }

    static List<SavedObject> totals() {
        return objects(SavedObject.VISUALIZATION).stream()
                .filter(each -> state(each).path("type").asText().equals("metrics"))
                .toList();
    }

    static List<SavedObject> lists() {
        return objects(SavedObject.SEARCH);
    }

    @ParameterizedTest
    @MethodSource("visualizations")
    void aChartOrTableIsAnswered(SavedObject chart) throws Exception {
        String pattern = chart.reference(Reference.INDEX).orElseThrow().id();
        ObjectNode request = request(searched(chart));
        ObjectNode at = request;
        for (JsonNode each : state(chart).path("aggs")) {
            if (!each.path("schema").asText().equals("metric")) {
                ObjectNode bucket =
                        at.withObject("/aggs").putObject("b" + each.path("id").asText());
                bucket(bucket, each, pattern);
                at = bucket;
            }
        }
        for (JsonNode each : state(chart).path("aggs")) {
            if (each.path("schema").asText().equals("metric")) {
                metric(at.withObject("/aggs").putObject("m" + each.path("id").asText()), each);
            }
        }

        search(title(pattern), request);
    }

    @ParameterizedTest
    @MethodSource("totals")
    void aTotalIsAnswered(SavedObject total) throws Exception {
        JsonNode params = state(total).path("params");
        List<String> queries = new ArrayList<>();
        queries.add(params.at("/filter/query").asText());
        for (JsonNode series : params.path("series")) {
            queries.add(series.at("/filter/query").asText());
            queries.add(series.at("/metrics/0/numerator/query").asText());
            queries.add(series.at("/metrics/0/denominator/query").asText());
        }
        for (String query : queries) {
            search(params.path("index_pattern").asText(), request(query));
        }
    }

    @ParameterizedTest
    @MethodSource("lists")
    void aListIsAnsweredInItsOrder(SavedObject list) throws Exception {
        String pattern = list.reference(Reference.INDEX).orElseThrow().id();
        ObjectNode request = request(searched(list)).put("size", 100);
        ArrayNode sort = request.putArray("sort");
        for (JsonNode each : list.attributes().path("sort")) {
            sort.addObject().put(each.path(0).asText(), each.path(1).asText());
        }
        ObjectNode scripts = request.putObject("script_fields");
        scripts(pattern).forEach((name, script) -> scripts.putObject(name).set("script", script));

        search(title(pattern), request);
    }

    @ParameterizedTest
    @MethodSource("drawings")
    void aDrawingIsAnsweredUnderThePathThatItReads(SavedObject drawing) throws Exception {
        ObjectNode spec = Edited.json(state(drawing).at("/params/spec").asText());
        for (JsonNode data : spec.path("data")) {
            if (data.has("url")) {
                ObjectNode body = data.path("url").path("body").deepCopy();
                timed(body);

                JsonNode answer = search(data.at("/url/index").asText(), body);

                String path = "/" + data.at("/format/property").asText().replace('.', '/');
                assertThat(answer.at(path).isArray()).as("%s of %s", path, answer).isTrue();
                assertThat(answer.at(path)).as(path).isNotEmpty();
            }
        }
    }

    @Test
    void aScriptedFieldEscapesAsTheLinkNeedsIt() throws Exception {
        ObjectNode request = request("").put("size", 100);
        JsonNode script = scripts("tripline-alerts").get("open_person");
        request.putObject("script_fields").putObject("link").set("script", script);
        request.putArray("_source").add("user.name");

        Map<String, String> escaped = new TreeMap<>();
        for (JsonNode hit : search("tripline-alerts", request).at("/hits/hits")) {
            escaped.put(hit.at("/_source/user/name").asText(), hit.at("/fields/link/0").asText());
        }

        assertThat(escaped).hasSize(LinkTest.HOSTILE.size());
        assertThat(escaped)
                .allSatisfy((name, link) -> assertThat(link).isEqualTo(LinkTest.scripted(name)));
    }

    @Test
    void aClickOnAScriptedValueFindsItsDocument() throws Exception {
        String script =
                Objects.requireNonNull(scripts("tripline-alerts").get("open_person"))
                        .path("source")
                        .asText();
        for (String name : LinkTest.HOSTILE) {
            ObjectNode request = request("").put("size", 10);
            // As Dashboards filters for a value of a scripted field.
            ObjectNode filter = request.putObject("query").putObject("script").putObject("script");
            filter.put("lang", "painless")
                    .put(
                            "source",
                            "boolean compare(Supplier s, def v) {return s.get() == v;}"
                                    + "compare(() -> { "
                                    + script
                                    + " }, params.value);");
            filter.putObject("params").put("value", LinkTest.scripted(name));

            assertThat(search("tripline-alerts", request).at("/hits/total/value").asInt())
                    .as(name)
                    .isEqualTo(1);
        }
    }

    private static ObjectNode document(String name) {
        ObjectNode document = JSON.createObjectNode();
        document.put("@timestamp", "2026-03-02T12:00:00Z").put("message", name);
        ObjectNode event = document.putObject("event");
        event.put("id", name).put("kind", "alert").put("action", name).put("severity", 47);
        event.put("dataset", "linux.auth").put("outcome", "success");
        event.putArray("category").add("authentication");
        document.putObject("user").put("name", name);
        document.putObject("host").put("name", name);
        document.putObject("rule").put("id", "a-rule");
        document.putObject("observer").putObject("ingress").put("zone", "office");
        ((ObjectNode) document.path("observer")).putObject("egress").put("zone", "servers");
        ObjectNode source = document.putObject("source").put("ip", "192.0.2.7");
        ObjectNode geo = source.putObject("geo").put("country_iso_code", "GB");
        geo.put("city_name", "London").putObject("location").put("lat", 51.5).put("lon", -0.1);
        document.putObject("related").putArray("user").add(name).add("another");
        ObjectNode alert = document.putObject("tripline").putObject("alert");
        alert.putArray("evidence").addObject().put("event.id", name);
        return document;
    }

    private static void bucket(ObjectNode bucket, JsonNode aggregation, String pattern) {
        JsonNode params = aggregation.path("params");
        String field = params.path("field").asText();
        if (aggregation.path("type").asText().equals("date_histogram")) {
            bucket.putObject("date_histogram").put("field", field).put("fixed_interval", "1h");
            return;
        }
        ObjectNode terms = bucket.putObject("terms").put("size", params.path("size").asInt());
        JsonNode script = scripts(pattern).get(field);
        if (script == null) {
            terms.put("field", field);
        } else {
            terms.set("script", script);
            terms.put("value_type", "string");
        }
    }

    private static void metric(ObjectNode metric, JsonNode aggregation) {
        JsonNode params = aggregation.path("params");
        String field = params.path("field").asText();
        String type = aggregation.path("type").asText();
        if (type.equals("count")) {
            metric.putObject("value_count").put("field", "_index");
        } else if (type.equals("top_hits")) {
            ObjectNode hits = metric.putObject("top_hits").put("size", 1);
            hits.putArray("_source").add(field);
        } else {
            metric.putObject(type).put("field", field);
        }
    }

    /** Puts times where Dashboards puts those of its time picker. */
    private static void timed(JsonNode node) {
        for (Map.Entry<String, JsonNode> each : node.properties()) {
            if (each.getValue().has("%timefilter%")) {
                boolean earlier = each.getValue().has("shift");
                each.setValue(
                        JsonNodeFactory.instance.textNode(earlier ? "2000-01-01" : "2099-01-01"));
            } else {
                timed(each.getValue());
            }
        }
        node.forEach(each -> timed(each));
    }

    private static Map<String, JsonNode> scripts(String pattern) {
        Map<String, JsonNode> scripts = new TreeMap<>();
        SavedObject object =
                objects(SavedObject.INDEX_PATTERN).stream()
                        .filter(each -> each.id().equals(pattern))
                        .findFirst()
                        .orElseThrow();
        for (JsonNode each : object.inner("fields").orElse(MissingNode.getInstance())) {
            scripts.put(
                    each.path("name").asText(),
                    JSON.createObjectNode()
                            .put("lang", "painless")
                            .put("source", each.path("script").asText()));
        }
        return scripts;
    }

    private static String title(String pattern) {
        return objects(SavedObject.INDEX_PATTERN).stream()
                .filter(each -> each.id().equals(pattern))
                .map(SavedObject::title)
                .findFirst()
                .orElseThrow();
    }

    private static String searched(SavedObject object) {
        return object.inner("kibanaSavedObjectMeta.searchSourceJSON")
                .orElseThrow()
                .at("/query/query")
                .asText();
    }

    /** Our part of DQL is, but for its words and comparisons, that of Lucene. */
    private static ObjectNode request(String dql) {
        ObjectNode request = JSON.createObjectNode().put("size", 0).put("timeout", "30s");
        if (!dql.isBlank()) {
            String lucene =
                    dql.replaceAll("\\band\\b", "AND")
                            .replaceAll("\\bor\\b", "OR")
                            .replaceAll("\\bnot\\b", "NOT")
                            .replaceAll(" ([<>]=?) ", ":$1");
            request.putObject("query").putObject("query_string").put("query", lucene);
        }
        return request;
    }

    private static List<SavedObject> objects(String type) {
        return DashboardSource.read(DIRECTORY).savedObjects().stream()
                .filter(each -> each.type().equals(type))
                .toList();
    }

    private static JsonNode state(SavedObject object) {
        return object.inner("visState").orElse(MissingNode.getInstance());
    }

    private static JsonNode search(String index, ObjectNode request) throws Exception {
        JsonNode answer = send("POST", "/" + index + "/_search", request.toString());
        assertThat(answer.at("/_shards/failed").asInt()).as("%s", answer).isZero();
        return answer;
    }

    private static JsonNode send(String method, String path, String body) throws Exception {
        HttpResponse<String> answer =
                HTTP.send(
                        HttpRequest.newBuilder(
                                        Objects.requireNonNull(servers).openSearch().resolve(path))
                                .header("Content-Type", "application/json")
                                .method(method, BodyPublishers.ofString(body))
                                .build(),
                        BodyHandlers.ofString());
        assertThat(answer.statusCode()).as("%s %s: %s", path, body, answer.body()).isLessThan(300);
        return JSON.readTree(answer.body());
    }
}
