package io.tripline.deploy.endtoend;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.StreamSupport;

/** Asks OpenSearch what it holds, past everything of Tripline's own. */
final class SearchClient {
    private static final int PAGE = 1_000;
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final HttpClient http = HttpClient.newHttpClient();
    private final ObjectMapper json = new ObjectMapper();
    private final URI openSearch;

    SearchClient(URI openSearch) {
        this.openSearch = openSearch;
    }

    /** How many documents each of these ids has in all events' data streams: once is what it should be. */
    Map<String, Integer> eventDocuments(List<String> ids) throws IOException, InterruptedException {
        refresh("events-*");
        Map<String, Integer> documents = new TreeMap<>();
        for (int from = 0; from < ids.size(); from += PAGE) {
            ArrayNode page = json.createArrayNode();
            ids.subList(from, Math.min(ids.size(), from + PAGE)).forEach(page::add);
            String query =
                    "{\"size\":10000,\"_source\":false,\"query\":{\"ids\":{\"values\":"
                            + page
                            + "}}}";
            for (JsonNode hit : search("events-*", query)) {
                documents.merge(hit.path("_id").asText(), 1, Integer::sum);
            }
        }
        return documents;
    }

    /** The alerts of a rule about an entity that stand, as indexed; withdrawn ones owe themselves to the order of arrival. */
    List<JsonNode> standingAlerts(String rule, String entityField, String entityValue)
            throws IOException, InterruptedException {
        refresh("tripline-alerts");
        String query =
                "{\"size\":100,\"query\":{\"bool\":{\"filter\":[{\"term\":{\"rule.id\":%s}},{\"term\":{%s:%s}},{\"term\":{\"tripline.alert.state\":\"raised\"}}]}}}"
                        .formatted(
                                json.writeValueAsString(rule),
                                json.writeValueAsString(entityField),
                                json.writeValueAsString(entityValue));
        List<JsonNode> alerts = new ArrayList<>();
        search("tripline-alerts", query).forEach(hit -> alerts.add(hit.path("_source")));
        return alerts;
    }

    /** An alert with all that stands in its document. */
    JsonNode alert(String id) throws IOException, InterruptedException {
        refresh("tripline-alerts");
        return search(
                        "tripline-alerts",
                        "{\"query\":{\"ids\":{\"values\":[%s]}}}"
                                .formatted(json.writeValueAsString(id)))
                .path(0)
                .path("_source");
    }

    /** Events whose field has this value. */
    List<JsonNode> events(String field, String value) throws IOException, InterruptedException {
        refresh("events-*");
        String query =
                "{\"size\":1000,\"query\":{\"term\":{%s:%s}}}"
                        .formatted(json.writeValueAsString(field), json.writeValueAsString(value));
        return StreamSupport.stream(search("events-*", query).spliterator(), false)
                .map(hit -> hit.path("_source"))
                .toList();
    }

    /** The ledger's documents of each partition of a raw topic, added up, by {@code topic-partition}. */
    Map<String, LedgerSum> ledger() throws IOException, InterruptedException {
        refresh("tripline-ledger");
        StringBuilder sums = new StringBuilder();
        for (String field : LedgerSum.FIELDS) {
            sums.append(sums.isEmpty() ? "" : ",")
                    .append(
                            "\"%s\":{\"sum\":{\"field\":\"tripline.ledger.%s\"}}"
                                    .formatted(field, field));
        }
        String query =
                "{\"size\":0,\"aggs\":{\"topic\":{\"terms\":{\"field\":\"tripline.ledger.topic\"},\"aggs\":{\"partition\":{\"terms\":{\"field\":\"tripline.ledger.partition\",\"size\":1000},\"aggs\":{%s}}}}}}"
                        .formatted(sums);
        Map<String, LedgerSum> ledger = new TreeMap<>();
        for (JsonNode topic : answer("tripline-ledger", query).at("/aggregations/topic/buckets")) {
            for (JsonNode partition : topic.at("/partition/buckets")) {
                ledger.put(
                        topic.path("key").asText() + "-" + partition.path("key").asText(),
                        new LedgerSum(
                                partition.at("/kafka_records/value").asLong(),
                                partition.at("/received/value").asLong(),
                                partition.at("/events/value").asLong(),
                                partition.at("/ignored/value").asLong(),
                                partition.at("/dead/value").asLong()));
            }
        }
        return ledger;
    }

    /** What the ledger's documents say of one partition of a raw topic. */
    record LedgerSum(long kafkaRecords, long received, long events, long ignored, long dead) {
        private static final List<String> FIELDS =
                List.of("kafka_records", "received", "events", "ignored", "dead");

        boolean balances() {
            return received == events + ignored + dead;
        }
    }

    /** The reason of each dead letter that is indexed, by origin. */
    Map<String, String> deadLetters() throws IOException, InterruptedException {
        refresh("tripline-dead-letters");
        Map<String, String> reasons = new TreeMap<>();
        for (JsonNode hit : search("tripline-dead-letters", "{\"size\":10000}")) {
            reasons.put(
                    hit.at("/_source/tripline/dead_letter/origin").asText(),
                    hit.at("/_source/event/reason").asText());
        }
        return reasons;
    }

    private JsonNode search(String index, String query) throws IOException, InterruptedException {
        return answer(index, query).at("/hits/hits");
    }

    private JsonNode answer(String index, String query) throws IOException, InterruptedException {
        HttpResponse<byte[]> answer =
                send("/" + index + "/_search?ignore_unavailable=true&allow_no_indices=true", query);
        if (answer.statusCode() != 200) {
            throw new IOException("OpenSearch answered a search with " + answer.statusCode() + ".");
        }
        return json.readTree(answer.body());
    }

    private void refresh(String index) throws IOException, InterruptedException {
        send("/" + index + "/_refresh?ignore_unavailable=true&allow_no_indices=true", "");
    }

    private HttpResponse<byte[]> send(String path, String body)
            throws IOException, InterruptedException {
        return http.send(
                HttpRequest.newBuilder(openSearch.resolve(path))
                        .header("Content-Type", "application/json")
                        .timeout(PATIENCE)
                        .POST(BodyPublishers.ofString(body))
                        .build(),
                BodyHandlers.ofByteArray());
    }
}
