package io.tripline.alerting.opensearch;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tripline.alerting.OpenSearchConfig;
import io.tripline.alerting.triage.Documents;
import io.tripline.alerting.triage.Filter;
import io.tripline.alerting.triage.Found;
import io.tripline.alerting.triage.Stored;
import io.tripline.alerting.triage.Triage;
import io.tripline.alerting.triage.TriageJson;
import io.tripline.alerting.triage.UnanswerableException;
import io.tripline.contracts.TriageChange.Kind;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Alerts and incidents in OpenSearch, as people who triage see and edit them. */
public final class TriageDocuments implements Documents, AutoCloseable {
    /** An update that somebody's later write made impossible. */
    private static final int CONFLICT = 409;

    private static final ObjectMapper JSON = new ObjectMapper();

    private final OpenSearchLink link;

    public TriageDocuments(OpenSearchConfig config) {
        link = new OpenSearchLink(config);
    }

    @Override
    public Found find(Kind kind, Filter filter, Optional<Found.Place> behind, int limit)
            throws IOException {
        // One more than wanted tells whether there is a next page.
        JsonNode hits =
                search(alias(kind), TriageQuery.find(filter, behind, limit + 1)).path("hits");
        List<JsonNode> documents = new ArrayList<>();
        Optional<Found.Place> next = Optional.empty();
        for (JsonNode hit : hits.path("hits")) {
            if (documents.size() == limit) {
                break;
            }
            documents.add(hit.path("_source"));
            next =
                    Optional.of(
                            new Found.Place(
                                    hit.at("/sort/0").asLong(), hit.at("/sort/1").asText()));
        }
        return new Found(
                documents,
                hits.path("hits").size() > limit ? next : Optional.empty(),
                hits.at("/total/value").asLong(),
                hits.at("/total/relation").asText().equals("eq"));
    }

    @Override
    public Optional<Stored> read(Kind kind, String id) throws IOException {
        Optional<Stored> direct = get(alias(kind), id);
        if (direct.isPresent()) {
            return direct;
        }
        // Behind an alias of several indices a document is read from the one that has it.
        JsonNode hits = search(alias(kind), TriageQuery.place(id)).at("/hits/hits");
        return hits.isEmpty() ? Optional.empty() : get(hits.at("/0/_index").asText(), id);
    }

    @Override
    public Optional<Stored.Position> write(
            String id, Triage triage, boolean unpublished, Stored.Position since)
            throws IOException {
        ObjectNode body = JsonNodeFactory.instance.objectNode();
        ObjectNode edited = TriageJson.write(triage);
        edited.put("unpublished", unpublished);
        ObjectNode own = body.putObject("doc").putObject("tripline");
        own.set("triage", edited);
        if (unpublished) {
            own.put("since_closing", 0);
        }
        Answer answer =
                link.send(
                        "POST",
                        "/"
                                + since.index()
                                + "/_update/"
                                + id
                                + "?if_seq_no="
                                + since.sequenceNumber()
                                + "&if_primary_term="
                                + since.primaryTerm(),
                        body.toString());
        if (answer.status() == CONFLICT) {
            return Optional.empty();
        }
        JsonNode written = success(answer, "update");
        return Optional.of(position(written));
    }

    @Override
    public void settle(Kind kind) throws IOException {
        success(link.send("POST", "/" + alias(kind) + "/_refresh", null), "refresh");
    }

    @Override
    public List<String> unpublished(Kind kind, int limit) throws IOException {
        List<String> ids = new ArrayList<>();
        search(alias(kind), TriageQuery.unpublished(limit))
                .at("/hits/hits")
                .forEach(hit -> ids.add(hit.path("_id").asText()));
        return ids;
    }

    @Override
    public List<JsonNode> events(List<String> ids) throws IOException {
        if (ids.isEmpty()) {
            return List.of();
        }
        Map<String, JsonNode> found = new HashMap<>();
        for (JsonNode hit : search("events-*", TriageQuery.events(ids)).at("/hits/hits")) {
            found.putIfAbsent(hit.path("_id").asText(), hit.path("_source"));
        }
        return ids.stream().filter(found::containsKey).map(found::get).toList();
    }

    @Override
    public void close() {
        link.close();
    }

    static String alias(Kind kind) {
        return switch (kind) {
            case ALERT -> BulkItems.ALERTS;
            case INCIDENT -> BulkItems.INCIDENTS;
        };
    }

    private Optional<Stored> get(String index, String id) throws IOException {
        Answer answer = link.send("GET", "/" + index + "/_doc/" + id, null);
        if (answer.status() == 404 || answer.status() == 400) {
            return Optional.empty();
        }
        JsonNode found = success(answer, "read");
        if (!(found.path("_source") instanceof ObjectNode source)) {
            return Optional.empty();
        }
        JsonNode triage = source.at("/tripline/triage");
        return Optional.of(
                new Stored(
                        source,
                        TriageJson.read(triage),
                        triage.path("unpublished").asBoolean(),
                        position(found)));
    }

    private static Stored.Position position(JsonNode node) {
        return new Stored.Position(
                node.required("_index").asText(),
                node.required("_seq_no").asLong(),
                node.required("_primary_term").asLong());
    }

    /** An index that is not there yet holds nothing. */
    private JsonNode search(String index, ObjectNode query) throws IOException {
        Answer answer =
                link.send(
                        "POST", "/" + index + "/_search?ignore_unavailable=true", query.toString());
        if (answer.status() == 400) {
            throw new UnanswerableException();
        }
        JsonNode found = success(answer, "search");
        if (found.path("timed_out").asBoolean() || found.at("/_shards/failed").asInt() > 0) {
            // A part of the answer would look like the whole.
            throw new IOException("OpenSearch answered a search in part only.");
        }
        return found;
    }

    private static JsonNode success(Answer answer, String what) throws IOException {
        @Nullable JsonNode body = answer.isSuccess() ? JSON.readTree(answer.body()) : null;
        if (body == null || !body.isObject()) {
            throw new IOException(
                    "OpenSearch answered a " + what + " with " + answer.status() + ".");
        }
        return body;
    }
}
