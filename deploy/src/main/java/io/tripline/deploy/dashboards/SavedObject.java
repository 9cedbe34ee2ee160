package io.tripline.deploy.dashboards;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One thing that OpenSearch Dashboards keeps: an index pattern, a saved search, a visualization or a dashboard.
 *
 * @param version the {@code migrationVersion} of its type: from where Dashboards migrates it to its own version
 */
record SavedObject(
        String type, String id, String version, ObjectNode attributes, List<Reference> references) {
    static final String INDEX_PATTERN = "index-pattern";
    static final String SEARCH = "search";
    static final String VISUALIZATION = "visualization";
    static final String DASHBOARD = "dashboard";

    /** The types we use, with the version of the form we write. Lens and maps do not exist in OpenSearch Dashboards. */
    static final Map<String, String> VERSIONS =
            Map.of(
                    INDEX_PATTERN,
                    "7.6.0",
                    SEARCH,
                    "7.9.3",
                    VISUALIZATION,
                    "7.10.0",
                    DASHBOARD,
                    "7.9.3");

    private static final ObjectMapper JSON = new ObjectMapper();

    SavedObject {
        references = List.copyOf(references);
    }

    static SavedObject of(
            String type, String id, ObjectNode attributes, List<Reference> references) {
        return new SavedObject(type, id, VERSIONS.getOrDefault(type, ""), attributes, references);
    }

    /** How it is named in messages. */
    String name() {
        return type + " " + id;
    }

    String title() {
        return attributes.path("title").asText();
    }

    /** The object inside an attribute that holds JSON as text; empty if it is missing or no JSON. */
    Optional<JsonNode> inner(String attribute) {
        JsonNode text = attributes.at("/" + attribute.replace('.', '/'));
        if (!text.isTextual()) {
            return Optional.empty();
        }
        try {
            return Optional.of(JSON.readTree(text.asText()));
        } catch (JsonProcessingException e) {
            return Optional.empty();
        }
    }

    /** The reference of this name. */
    Optional<Reference> reference(String name) {
        return references.stream().filter(each -> each.name().equals(name)).findFirst();
    }

    /** The line of it in an export. */
    String line() {
        ObjectNode root = JSON.createObjectNode();
        root.put("id", id).put("type", type);
        root.putObject("migrationVersion").put(type, version);
        root.set("attributes", attributes);
        ArrayNode pointers = root.putArray("references");
        for (Reference each : references) {
            pointers.addObject()
                    .put("name", each.name())
                    .put("type", each.type())
                    .put("id", each.id());
        }
        try {
            return JSON.writeValueAsString(root);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException("A tree is always written.", e);
        }
    }

    /**
     * Reads a line of an export.
     *
     * @throws DashboardsException if it is none
     */
    static SavedObject read(String line) {
        JsonNode root;
        try {
            root = JSON.readTree(line);
        } catch (JsonProcessingException e) {
            throw new DashboardsException(
                    "A line of the export is no JSON: " + e.getOriginalMessage());
        }
        if (!(root.path("attributes") instanceof ObjectNode attributes)) {
            throw new DashboardsException("A line of the export has no attributes.");
        }
        List<Reference> references = new ArrayList<>();
        for (JsonNode each : root.path("references")) {
            references.add(
                    new Reference(
                            each.path("name").asText(),
                            each.path("type").asText(),
                            each.path("id").asText()));
        }
        String type = root.path("type").asText();
        return new SavedObject(
                type,
                root.path("id").asText(),
                root.path("migrationVersion").path(type).asText(),
                attributes,
                references);
    }
}
