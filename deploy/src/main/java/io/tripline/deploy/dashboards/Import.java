package io.tripline.deploy.dashboards;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import io.tripline.deploy.CannotRunException;
import io.tripline.deploy.ExitCode;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Brings an export into OpenSearch Dashboards. The server answers 200 also when it took nothing, and does not notice that
 * a dashboard's panel is not there; so its word is read, and what it then has is looked at.
 *
 * @see <a href="https://docs.opensearch.org/latest/dashboards/management/saved-objects/">Saved objects</a>
 */
public final class Import {
    private static final String BOUNDARY = "tripline-saved-objects-7d1f0c5a";
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Server server;

    public Import(Server server) {
        this.server = server;
    }

    /**
     * Imports, overwriting what has the same ids, and checks that all of it is there.
     *
     * @return how many objects
     * @throws CannotRunException with all that the server refused or lacks
     */
    public int run(String export) {
        List<SavedObject> objects =
                export.lines().filter(line -> !line.isBlank()).map(SavedObject::read).toList();
        JsonNode said =
                json(
                        server.post(
                                "/api/saved_objects/_import?overwrite=true",
                                "multipart/form-data; boundary=" + BOUNDARY,
                                form(export)));
        List<String> problems = new ArrayList<>();
        for (JsonNode error : said.path("errors")) {
            problems.add(
                    error.path("type").asText()
                            + " "
                            + error.path("id").asText()
                            + ": "
                            + why(error.path("error")));
        }
        if (!said.path("success").asBoolean() && problems.isEmpty()) {
            problems.add("the server says that the import failed, and not why.");
        }
        if (problems.isEmpty() && said.path("successCount").asInt() != objects.size()) {
            problems.add(
                    "%d objects were sent and %d were taken."
                            .formatted(objects.size(), said.path("successCount").asInt()));
        }
        if (!problems.isEmpty()) {
            throw failed("OpenSearch Dashboards did not take everything:", problems);
        }
        problems.addAll(missing(objects));
        if (!problems.isEmpty()) {
            throw failed("OpenSearch Dashboards says that it took everything, but:", problems);
        }
        return objects.size();
    }

    private List<String> missing(List<SavedObject> objects) {
        Map<String, JsonNode> there = new LinkedHashMap<>();
        List<String> problems = new ArrayList<>();
        ArrayNode asked = JSON.createArrayNode();
        for (SavedObject each : objects) {
            asked.addObject().put("type", each.type()).put("id", each.id());
        }
        JsonNode got =
                json(
                        server.post(
                                "/api/saved_objects/_bulk_get",
                                "application/json",
                                asked.toString().getBytes(UTF_8)));
        for (JsonNode each : got.path("saved_objects")) {
            if (!each.has("error")) {
                there.put(each.path("type").asText() + " " + each.path("id").asText(), each);
            }
        }
        for (SavedObject each : objects) {
            JsonNode found = there.get(each.name());
            if (found == null) {
                problems.add(each.name() + " (" + each.title() + ") is not there.");
                continue;
            }
            Set<String> references = new HashSet<>();
            found.path("references").forEach(to -> references.add(to.path("name").asText()));
            for (Reference to : each.references()) {
                if (!references.contains(to.name())) {
                    problems.add(each.name() + " has lost its reference " + to.name() + ".");
                } else if (!there.containsKey(to.type() + " " + to.id())) {
                    problems.add(
                            each.name()
                                    + " shows "
                                    + to.type()
                                    + " "
                                    + to.id()
                                    + ", which is not there.");
                }
            }
        }
        return problems;
    }

    private static byte[] form(String export) {
        return ("--"
                        + BOUNDARY
                        + "\r\nContent-Disposition: form-data; name=\"file\"; filename=\""
                        + DashboardSource.EXPORT
                        + "\"\r\nContent-Type: application/ndjson\r\n\r\n"
                        + export
                        + "\r\n--"
                        + BOUNDARY
                        + "--\r\n")
                .getBytes(UTF_8);
    }

    private JsonNode json(Server.Answer answer) {
        String mend =
                switch (answer.status()) {
                    case 200 -> "";
                    case 301, 302, 303, 307, 308 ->
                            "it sends us elsewhere; give --url with the base path that the server has, or log in.";
                    case 401 ->
                            "it does not know us; set TRIPLINE_DASHBOARDS_USER and TRIPLINE_DASHBOARDS_PASSWORD.";
                    case 403 ->
                            "the account may not write saved objects; give it the right to, or another --tenant.";
                    case 404 ->
                            "there is no saved objects API there; is --url that of Dashboards, not of OpenSearch?";
                    case 413 -> "the export is larger than savedObjects.maxImportPayloadBytes.";
                    case 503 -> "it is not ready yet; try again in a minute.";
                    default -> "it says: " + shortened(answer.body());
                };
        if (!mend.isEmpty()) {
            throw new CannotRunException(
                    ExitCode.UNAVAILABLE,
                    "OpenSearch Dashboards at "
                            + server
                            + " answers "
                            + answer.status()
                            + ": "
                            + mend);
        }
        try {
            return JSON.readTree(answer.body());
        } catch (JsonProcessingException e) {
            throw new CannotRunException(
                    ExitCode.UNAVAILABLE,
                    "What answers at "
                            + server
                            + " is not OpenSearch Dashboards: "
                            + shortened(answer.body()),
                    e);
        }
    }

    private static String why(JsonNode error) {
        String type = error.path("type").asText();
        return switch (type) {
            case "missing_references" -> {
                List<String> missing = new ArrayList<>();
                error.path("references")
                        .forEach(
                                to ->
                                        missing.add(
                                                to.path("type").asText()
                                                        + " "
                                                        + to.path("id").asText()));
                yield "it refers to what is not there: " + String.join(", ", missing) + ".";
            }
            case "unsupported_type" -> "this Dashboards does not have the type.";
            case "conflict", "ambiguous_conflict" ->
                    "an object of this id is there and was not overwritten.";
            default -> shortened(error.path("message").asText(type));
        };
    }

    private static String shortened(String text) {
        String line = text.strip().replaceAll("\\s+", " ");
        return line.length() <= 300 ? line : line.substring(0, 300) + "...";
    }

    private static CannotRunException failed(String what, List<String> problems) {
        return new CannotRunException(
                ExitCode.FAILED, what + "\n  " + String.join("\n  ", problems));
    }
}
