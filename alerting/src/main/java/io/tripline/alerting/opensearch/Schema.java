package io.tripline.alerting.opensearch;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tripline.alerting.OpenSearchConfig;
import io.tripline.contracts.Family;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What has to exist in OpenSearch before the first document: index templates, a data stream per family, the indices of
 * alerts, of incidents and of the ledger behind their aliases. Making it is idempotent.
 */
final class Schema {
    /** Above the priority that anybody's catch-all template is likely to have. */
    private static final int PRIORITY = 300;

    /** Follows the alias in the name of the first index behind it. */
    private static final String FIRST = "-000001";

    private static final ObjectMapper JSON = new ObjectMapper();

    private final OpenSearchLink link;
    private final OpenSearchConfig config;

    Schema(OpenSearchLink link, OpenSearchConfig config) {
        this.link = link;
        this.config = config;
    }

    /**
     * Makes what is missing and checks what is there.
     *
     * @return what a person has to do before documents can be indexed; empty when all is well
     * @throws IOException if OpenSearch cannot be reached
     */
    Optional<String> prepare() throws IOException {
        ObjectNode events = Mappings.events();
        Optional<String> problem =
                put("/_index_template/tripline-events", template("events-*", events, true));
        for (Family family : Family.values()) {
            if (problem.isEmpty()) {
                problem = prepareDataStream(BulkItems.dataStream(family), events);
            }
        }
        if (problem.isEmpty()) {
            problem = prepareAlias(BulkItems.ALERTS, Mappings.alerts());
        }
        if (problem.isEmpty()) {
            problem = prepareDeadLetters();
        }
        if (problem.isEmpty()) {
            problem = prepareAlias(BulkItems.LEDGER, Mappings.ledger());
        }
        return problem.isEmpty()
                ? prepareAlias(BulkItems.INCIDENTS, Mappings.incidents())
                : problem;
    }

    private Optional<String> prepareDeadLetters() throws IOException {
        String name = DeadLetterDocument.STREAM;
        ObjectNode mapping = DeadLetterDocument.mapping();
        Optional<String> problem = put("/_index_template/" + name, template(name, mapping, true));
        return problem.isEmpty() ? prepareDataStream(name, mapping) : problem;
    }

    private Optional<String> prepareDataStream(String name, ObjectNode mapping) throws IOException {
        Answer known = link.send("GET", "/_data_stream/" + name, null);
        if (known.status() == 404) {
            return put("/_data_stream/" + name, null);
        }
        if (!known.isSuccess()) {
            return refused("GET /_data_stream/" + name, known);
        }
        JsonNode indices = JSON.readTree(known.body()).at("/data_streams/0/indices");
        String writeIndex = indices.path(indices.size() - 1).path("index_name").asText();
        if (writeIndex.isEmpty()) {
            return nonsense("GET /_data_stream/" + name);
        }
        return align(
                writeIndex,
                mapping,
                "Roll it over, so that new events get the new mapping: POST /"
                        + name
                        + "/_rollover");
    }

    private Optional<String> prepareAlias(String name, ObjectNode mapping) throws IOException {
        Optional<String> problem =
                put("/_index_template/" + name, template(name + "-*", mapping, false));
        if (problem.isPresent()) {
            return problem;
        }
        Answer alias = link.send("GET", "/_alias/" + name, null);
        if (alias.status() == 404) {
            Answer concrete = link.send("GET", "/" + name, null);
            if (concrete.isSuccess()) {
                return Optional.of(
                        "There is an index named "
                                + name
                                + " where the alias of that name must be. Reindex it into "
                                + name
                                + FIRST
                                + " or delete it, then Tripline makes the alias.");
            }
            ObjectNode index = JsonNodeFactory.instance.objectNode();
            index.putObject("aliases").putObject(name).put("is_write_index", true);
            return put("/" + name + FIRST, index);
        }
        if (!alias.isSuccess()) {
            return refused("GET /_alias/" + name, alias);
        }
        Set<Map.Entry<String, JsonNode>> behind = JSON.readTree(alias.body()).properties();
        Optional<String> written =
                behind.stream()
                        .filter(
                                each ->
                                        each.getValue()
                                                .path("aliases")
                                                .path(name)
                                                .path("is_write_index")
                                                .asBoolean())
                        .map(Map.Entry::getKey)
                        .findFirst();
        if (behind.isEmpty()) {
            return nonsense("GET /_alias/" + name);
        }
        if (written.isEmpty() && behind.size() > 1) {
            return Optional.of(
                    "The alias "
                            + name
                            + " leads to several indices and to none that is written to: name one with"
                            + " is_write_index (POST /_aliases).");
        }
        String index = written.orElseGet(() -> behind.iterator().next().getKey());
        return align(
                index,
                mapping,
                "Reindex it into a new index "
                        + name
                        + "-* (the template gives it the right mapping) and move the alias "
                        + name
                        + " to that.");
    }

    /** Adds the fields that are new; a field that is there with another type needs a person. */
    private Optional<String> align(String index, ObjectNode mapping, String mend)
            throws IOException {
        Answer answer = link.send("PUT", "/" + index + "/_mapping", mapping.toString());
        if (answer.status() == 400) {
            return Optional.of(
                    "The index "
                            + index
                            + " has another mapping than this version of Tripline needs ("
                            + reason(answer)
                            + "). "
                            + mend);
        }
        return answer.isSuccess()
                ? Optional.empty()
                : refused("PUT /" + index + "/_mapping", answer);
    }

    private Optional<String> put(String path, @Nullable ObjectNode body) throws IOException {
        Answer answer = link.send("PUT", path, body == null ? null : body.toString());
        if (answer.isSuccess() || reason(answer).startsWith("resource_already_exists_exception")) {
            return Optional.empty();
        }
        return refused("PUT " + path, answer);
    }

    /** A proxy or a standby may answer everything. */
    private static Optional<String> nonsense(String request) {
        return Optional.of(
                "What answers at opensearch.url knows no index at "
                        + request
                        + "; is it OpenSearch itself?");
    }

    private static Optional<String> refused(String request, Answer answer) {
        return Optional.of(
                switch (answer.status()) {
                    case 401 ->
                            "OpenSearch does not know us: set opensearch.user and"
                                    + " opensearch.password.";
                    case 403 ->
                            "OpenSearch forbids "
                                    + request
                                    + ": opensearch.user needs the rights to manage index templates"
                                    + " and the indices events-* and tripline-*.";
                    default ->
                            "OpenSearch answers "
                                    + answer.status()
                                    + " to "
                                    + request
                                    + ": "
                                    + reason(answer);
                });
    }

    private static String reason(Answer answer) {
        try {
            JsonNode error = JSON.readTree(answer.body()).path("error");
            return error.path("type").asText() + ": " + error.path("reason").asText();
        } catch (IOException e) {
            String text = new String(answer.body(), UTF_8);
            return text.substring(0, Math.min(300, text.length()));
        }
    }

    private ObjectNode template(String pattern, ObjectNode mapping, boolean dataStream) {
        ObjectNode body = JsonNodeFactory.instance.objectNode();
        body.putArray("index_patterns").add(pattern);
        body.put("priority", PRIORITY);
        if (dataStream) {
            body.putObject("data_stream");
        }
        ObjectNode template = body.putObject("template");
        ObjectNode index = template.putObject("settings").putObject("index");
        index.put("number_of_shards", config.shards());
        index.put("auto_expand_replicas", config.autoExpandReplicas());
        // An analyst waits for alerts, and they are few; events are many.
        index.put(
                "refresh_interval", dataStream ? config.refreshInterval().toMillis() + "ms" : "1s");
        index.putObject("mapping").putObject("total_fields").put("limit", 2000);
        template.set("mappings", mapping);
        return body;
    }
}
