package io.tripline.deploy.dashboards;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** A part of the source, which knows its place, so that every mistake names it. */
final class SourceNode {
    private static final YAMLMapper YAML = new YAMLMapper();

    private final String place;
    private final JsonNode node;

    private SourceNode(String place, JsonNode node) {
        this.place = place;
        this.node = node;
    }

    static SourceNode read(Path file) {
        String name = String.valueOf(file.getFileName());
        try {
            return new SourceNode(name, YAML.readTree(Files.readString(file)));
        } catch (IOException e) {
            throw new DashboardsException(name + " can't be read: " + e.getMessage());
        }
    }

    /** Refuses a key that is none of these. */
    SourceNode only(Set<String> keys) {
        for (Map.Entry<String, JsonNode> each : node.properties()) {
            if (!keys.contains(each.getKey())) {
                throw problem(
                        "does not know the key " + each.getKey() + "; it takes " + sorted(keys));
            }
        }
        return this;
    }

    boolean has(String key) {
        return node.has(key);
    }

    String text(String key) {
        return optional(key).orElseThrow(() -> problem("lacks " + key));
    }

    String text(String key, String otherwise) {
        return optional(key).orElse(otherwise);
    }

    Optional<String> optional(String key) {
        JsonNode value = node.path(key);
        if (value.isMissingNode() || value.isNull()) {
            return Optional.empty();
        }
        if (!value.isValueNode()) {
            throw problem(key + " must be a single value");
        }
        return Optional.of(value.asText());
    }

    int number(String key, int otherwise) {
        JsonNode value = node.path(key);
        if (value.isMissingNode()) {
            return otherwise;
        }
        if (!value.isInt()) {
            throw problem(key + " must be a whole number");
        }
        return value.asInt();
    }

    List<SourceNode> list(String key) {
        List<SourceNode> all = new ArrayList<>();
        JsonNode list = node.path(key);
        if (!list.isArray()) {
            throw problem(key + " must be a list");
        }
        for (JsonNode each : list) {
            all.add(new SourceNode(place + ", " + key + " " + (all.size() + 1), each));
        }
        return all;
    }

    List<String> texts(String key) {
        List<String> all = new ArrayList<>();
        if (!node.path(key).isArray()) {
            throw problem(key + " must be a list");
        }
        node.path(key).forEach(each -> all.add(each.asText()));
        return all;
    }

    /** The entries of a map, in their order; none if there is no such key. */
    Map<String, SourceNode> map(String key) {
        return entries(place + ", " + key, node.path(key));
    }

    /** The entries of this node, in their order. */
    Map<String, SourceNode> map() {
        return entries(place, node);
    }

    /** This node as a single value. */
    String value() {
        if (!node.isValueNode()) {
            throw problem("must be a single value");
        }
        return node.asText();
    }

    DashboardsException problem(String what) {
        return new DashboardsException(place + " " + what + ".");
    }

    private static Map<String, SourceNode> entries(String place, JsonNode map) {
        Map<String, SourceNode> all = new LinkedHashMap<>();
        if (map instanceof MissingNode) {
            return all;
        }
        for (Map.Entry<String, JsonNode> each : map.properties()) {
            all.put(each.getKey(), new SourceNode(place + ", " + each.getKey(), each.getValue()));
        }
        return all;
    }

    private static String sorted(Set<String> keys) {
        return String.join(", ", keys.stream().sorted().toList());
    }
}
