package io.tripline.deploy.dashboards;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * As much of OpenSearch Dashboards as an import meets, with its peculiarities: it insists on {@code osd-xsrf} and on a
 * file name ending in {@code .ndjson}, answers 200 whether or not it took anything, looks only at references to index
 * patterns and searches, and takes a dashboard whose panels are nowhere.
 *
 * @see <a
 *     href="https://github.com/opensearch-project/OpenSearch-Dashboards/tree/main/src/core/server/saved_objects">its
 *     routes and import</a>
 */
public final class StandInDashboards implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Set<String> TYPES =
            Set.of("index-pattern", "search", "visualization", "dashboard", "config", "query");
    private static final Set<String> ENFORCED = Set.of("index-pattern", "search");
    private static final Pattern BOUNDARY = Pattern.compile("boundary=(.+)$");
    private static final Pattern FILE = Pattern.compile("name=\"file\"; filename=\"([^\"]*)\"");

    private final HttpServer server;
    private final String basePath;
    private final Map<String, JsonNode> kept = new ConcurrentHashMap<>();
    private final List<String> authorizations = new ArrayList<>();

    /** What it takes and then does not keep, as if a rival deleted it at once. */
    private volatile Predicate<String> lost = name -> false;

    /** When set, every request is answered with this status. */
    private volatile int status;

    public StandInDashboards(String basePath) throws IOException {
        this.basePath = basePath;
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", this::handle);
        server.start();
    }

    /** Where it listens. */
    public URI address() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + basePath);
    }

    /** What it has, by type and id. */
    public Map<String, JsonNode> kept() {
        return kept;
    }

    List<String> authorizations() {
        return authorizations;
    }

    void lose(Predicate<String> names) {
        lost = names;
    }

    void answerAlways(int code) {
        status = code;
    }

    @Override
    public void close() {
        server.stop(0);
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            byte[] body = exchange.getRequestBody().readAllBytes();
            String authorization = exchange.getRequestHeaders().getFirst("Authorization");
            if (authorization != null) {
                authorizations.add(authorization);
            }
            String target = exchange.getRequestURI().toString();
            if (status != 0) {
                answer(exchange, status, error(status, "as told"));
            } else if (exchange.getRequestHeaders().getFirst("osd-xsrf") == null) {
                answer(exchange, 400, error(400, "Request must contain a osd-xsrf header."));
            } else if (target.equals(basePath + "/api/saved_objects/_import?overwrite=true")) {
                takeIn(exchange, new String(body, UTF_8));
            } else if (target.equals(basePath + "/api/saved_objects/_bulk_get")) {
                give(exchange, JSON.readTree(body));
            } else {
                answer(exchange, 404, error(404, "Not Found"));
            }
        }
    }

    private void takeIn(HttpExchange exchange, String form) throws IOException {
        Matcher boundary =
                BOUNDARY.matcher(
                        String.valueOf(exchange.getRequestHeaders().getFirst("Content-Type")));
        Matcher file = FILE.matcher(form);
        if (!boundary.find() || !file.find()) {
            answer(
                    exchange,
                    400,
                    error(400, "[request body.file]: expected value of type [Stream]"));
            return;
        }
        String name = file.group(1);
        if (!name.endsWith(".ndjson")) {
            answer(
                    exchange,
                    400,
                    error(400, "Invalid file extension " + name.substring(name.lastIndexOf('.'))));
            return;
        }
        int from = form.indexOf("\r\n\r\n") + 4;
        String content = form.substring(from, form.indexOf("\r\n--" + boundary.group(1), from));
        List<JsonNode> objects = new ArrayList<>();
        Set<String> names = new HashSet<>();
        for (String line : content.lines().filter(each -> !each.isBlank()).toList()) {
            JsonNode object = JSON.readTree(line);
            objects.add(object);
            if (!names.add(name(object))) {
                answer(
                        exchange,
                        400,
                        error(400, "Non-unique import objects detected: [" + name(object) + "]"));
                return;
            }
        }
        answer(exchange, 200, imported(objects, names));
    }

    private ObjectNode imported(List<JsonNode> objects, Set<String> names) {
        ObjectNode said = JSON.createObjectNode();
        ArrayNode errors = JSON.createArrayNode();
        int taken = 0;
        for (JsonNode object : objects) {
            ObjectNode why = refusal(object, names);
            if (why.isEmpty()) {
                taken++;
                if (!lost.test(name(object))) {
                    kept.put(name(object), object);
                }
            } else {
                ObjectNode error = errors.addObject();
                error.put("id", object.path("id").asText())
                        .put("type", object.path("type").asText());
                error.put("title", object.at("/attributes/title").asText());
                error.set("error", why);
            }
        }
        said.put("successCount", taken).put("success", errors.isEmpty());
        if (!errors.isEmpty()) {
            said.set("errors", errors);
        }
        return said;
    }

    private ObjectNode refusal(JsonNode object, Set<String> names) {
        ObjectNode why = JSON.createObjectNode();
        if (!TYPES.contains(object.path("type").asText())) {
            return why.put("type", "unsupported_type");
        }
        ArrayNode missing = JSON.createArrayNode();
        for (JsonNode to : object.path("references")) {
            if (ENFORCED.contains(to.path("type").asText())
                    && !names.contains(name(to))
                    && !kept.containsKey(name(to))) {
                missing.addObject()
                        .put("type", to.path("type").asText())
                        .put("id", to.path("id").asText());
            }
        }
        if (!missing.isEmpty()) {
            why.put("type", "missing_references").set("references", missing);
        }
        return why;
    }

    private void give(HttpExchange exchange, JsonNode asked) throws IOException {
        ObjectNode said = JSON.createObjectNode();
        ArrayNode objects = said.putArray("saved_objects");
        for (JsonNode each : asked) {
            JsonNode known = kept.get(name(each));
            if (known == null) {
                ObjectNode none = objects.addObject();
                none.put("id", each.path("id").asText()).put("type", each.path("type").asText());
                none.putObject("error").put("statusCode", 404).put("error", "Not Found");
            } else {
                objects.add(known);
            }
        }
        answer(exchange, 200, said);
    }

    private static String name(JsonNode object) {
        return object.path("type").asText() + ":" + object.path("id").asText();
    }

    private static ObjectNode error(int code, String message) {
        return JSON.createObjectNode()
                .put("statusCode", code)
                .put("error", "Bad Request")
                .put("message", message);
    }

    private static void answer(HttpExchange exchange, int code, ObjectNode body)
            throws IOException {
        byte[] bytes = body.toString().getBytes(UTF_8);
        exchange.getResponseHeaders().set("Content-Type", "application/json; charset=utf-8");
        exchange.sendResponseHeaders(code, bytes.length);
        exchange.getResponseBody().write(bytes);
    }

    static String decoded(String base64) {
        return new String(java.util.Base64.getDecoder().decode(base64), ISO_8859_1);
    }
}
