package io.tripline.alerting.opensearch;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/**
 * The part of OpenSearch that Tripline uses, in memory, with faults on request. What it claims about OpenSearch is held
 * by {@link OpenSearchContract}, which the real one passes too.
 */
final class StandInOpenSearch implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();

    /** What to do with the next bulk request instead of answering it well. */
    @FunctionalInterface
    interface Fault {
        void happen(HttpExchange exchange) throws IOException;
    }

    final Map<String, ObjectNode> documents = new ConcurrentHashMap<>();

    /** The ids of every bulk request, in order of arrival. */
    final List<List<String>> requests = new CopyOnWriteArrayList<>();

    /** Statuses to answer instead of doing the work, by id, each once. */
    final Map<String, Deque<Failure>> failures = new ConcurrentHashMap<>();

    private final Deque<Fault> faults = new ArrayDeque<>();
    private final Set<String> made = new HashSet<>();
    private final HttpServer server;

    record Failure(int status, String type, String reason) {}

    StandInOpenSearch() {
        try {
            server =
                    HttpServer.create(
                            new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 16);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.createContext("/", this::handle);
        server.start();
    }

    URI url() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    }

    void next(Fault fault) {
        synchronized (faults) {
            faults.add(fault);
        }
    }

    /** The next request answers this status and body. */
    void nextAnswers(int status, String body) {
        next(exchange -> answer(exchange, status, body.getBytes(UTF_8)));
    }

    /** The item of this id answers this status once, then does as it should. */
    void fail(String id, int status, String type, String reason) {
        failures.computeIfAbsent(id, _ -> new ArrayDeque<>())
                .add(new Failure(status, type, reason));
    }

    @Override
    public void close() {
        server.stop(0);
    }

    private synchronized void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            byte[] body = exchange.getRequestBody().readAllBytes();
            String path = exchange.getRequestURI().getPath();
            if (!path.equals("/_bulk")) {
                handleSchema(exchange, path);
                return;
            }
            Fault fault;
            synchronized (faults) {
                fault = faults.poll();
            }
            List<String> lines = new String(body, UTF_8).lines().toList();
            requests.add(ids(lines));
            if (fault != null) {
                fault.happen(exchange);
                return;
            }
            ObjectNode root = JSON.createObjectNode();
            ArrayNode items = root.putArray("items");
            for (int i = 0; i < lines.size(); i += 2) {
                JsonNode action = JSON.readTree(lines.get(i));
                String operation = action.fieldNames().next();
                String id = action.get(operation).get("_id").asText();
                item(operation, id, lines.get(i + 1), items.addObject().putObject(operation));
            }
            answer(exchange, 200, JSON.writeValueAsBytes(root));
        }
    }

    private static List<String> ids(List<String> lines) throws IOException {
        List<String> ids = new ArrayList<>();
        for (int i = 0; i < lines.size(); i += 2) {
            ids.add(JSON.readTree(lines.get(i)).iterator().next().get("_id").asText());
        }
        return ids;
    }

    private void item(String operation, String id, String body, ObjectNode item)
            throws IOException {
        Failure failure = failures.getOrDefault(id, new ArrayDeque<>()).poll();
        if (failure != null) {
            item.put("status", failure.status());
            item.putObject("error").put("type", failure.type()).put("reason", failure.reason());
        } else if (operation.equals("create")) {
            ObjectNode known = documents.putIfAbsent(id, (ObjectNode) JSON.readTree(body));
            item.put("status", known == null ? 201 : 409);
        } else {
            JsonNode parameters = JSON.readTree(body).at("/script/params");
            ObjectNode newer = (ObjectNode) parameters.get("document");
            String part = parameters.get("part").asText();
            ObjectNode known = documents.get(id);
            if (known == null || revision(known, part) < revision(newer, part)) {
                ObjectNode own = (ObjectNode) newer.get("tripline");
                own.remove(List.of("triage", "pages", "mute"));
                if (parameters.has("mute")) {
                    own.set("mute", parameters.get("mute"));
                }
                if (part.equals("ledger")) {
                    documents.put(id, newer);
                } else if (known == null) {
                    own.putObject("triage").put("status", "new").put("version", 0);
                } else {
                    for (String kept : List.of("triage", "pages")) {
                        if (known.get("tripline").has(kept)) {
                            own.set(kept, known.get("tripline").get(kept));
                        }
                    }
                }
                documents.put(id, newer);
            }
            item.put("status", known == null ? 201 : 200);
        }
    }

    private static int revision(JsonNode document, String part) {
        String counter = part.equals("ledger") ? "last_offset" : "revision";
        return document.path("tripline").path(part).path(counter).asInt(-1);
    }

    /** Remembers what was made, so that a second start finds it. */
    private void handleSchema(HttpExchange exchange, String path) throws IOException {
        String method = exchange.getRequestMethod();
        if (method.equals("PUT")) {
            made.add(path.endsWith("-000001") ? "/_alias" + path.replace("-000001", "") : path);
            answer(exchange, 200, "{\"acknowledged\":true}".getBytes(UTF_8));
        } else if (!made.contains(path)) {
            answer(exchange, 404, "{\"error\":{\"type\":\"not_found\"}}".getBytes(UTF_8));
        } else if (path.startsWith("/_alias")) {
            String name = path.substring(path.lastIndexOf('/') + 1);
            answer(
                    exchange,
                    200,
                    "{\"%s-000001\":{\"aliases\":{\"%s\":{\"is_write_index\":true}}}}"
                            .formatted(name, name)
                            .getBytes(UTF_8));
        } else {
            String name = path.substring(path.lastIndexOf('/') + 1);
            answer(
                    exchange,
                    200,
                    ("{\"data_streams\":[{\"indices\":[{\"index_name\":\".ds-" + name + "\"}]}]}")
                            .getBytes(UTF_8));
        }
    }

    static void answer(HttpExchange exchange, int status, byte @Nullable [] body)
            throws IOException {
        byte[] bytes = body == null ? new byte[0] : body;
        exchange.getResponseHeaders().add("content-type", "application/json");
        exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
        exchange.getResponseBody().write(bytes);
    }
}
