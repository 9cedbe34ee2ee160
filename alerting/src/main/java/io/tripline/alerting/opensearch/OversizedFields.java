package io.tripline.alerting.opensearch;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tripline.contracts.EcsJson;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * Moves a vendor's values that are longer than a Lucene term from their flat_object to {@code tripline.unindexed}, which
 * is kept and not indexed. A flat_object has no {@code ignore_above} (OpenSearch issue 7137): one such value would have
 * the whole document rejected.
 */
final class OversizedFields {
    /** Lucene's limit is 32,766 bytes for path and value together. A document shorter than this cannot exceed it. */
    private static final int MAX_TERM_BYTES = 32_000;

    private static final int MAX_STRING = 16 << 20;

    /** Beyond what any source may write, since what cannot be read here is a dead letter; Kafka bounds the record. */
    private static final StreamReadConstraints LIMITS =
            EcsJson.LIMITS
                    .rebuild()
                    .maxStringLength(MAX_STRING)
                    .maxDocumentLength(-1)
                    .maxTokenCount(-1)
                    .build();

    private static final ObjectMapper JSON =
            new ObjectMapper(JsonFactory.builder().streamReadConstraints(LIMITS).build());

    private OversizedFields() {}

    /** The document itself, unless something in it has to move. */
    static byte[] fit(byte[] document) {
        if (document.length <= MAX_TERM_BYTES) {
            return document;
        }
        try {
            if (!(JSON.readTree(document) instanceof ObjectNode root)) {
                return document;
            }
            List<Moved> moved = new ArrayList<>();
            for (String vendor : Mappings.VENDORS) {
                if (root.get(vendor) instanceof ObjectNode object) {
                    collect(object, vendor, moved);
                }
            }
            if (moved.isEmpty()) {
                return document;
            }
            ObjectNode unindexed = child(child(root, "tripline"), Mappings.UNINDEXED);
            for (Moved each : moved) {
                each.parent().remove(each.name());
                unindexed.set(each.path(), each.value());
            }
            return JSON.writeValueAsBytes(root);
        } catch (IOException e) {
            // Not JSON, or beyond our limits: OpenSearch will say so, and the dead letter with it.
            return document;
        }
    }

    private record Moved(ObjectNode parent, String name, String path, JsonNode value) {}

    private static void collect(ObjectNode object, String path, List<Moved> moved) {
        object.properties()
                .forEach(
                        entry -> {
                            String name = path + "." + entry.getKey();
                            if (entry.getValue() instanceof ObjectNode inner) {
                                collect(inner, name, moved);
                            } else if (isOversized(name, entry.getValue())) {
                                moved.add(
                                        new Moved(object, entry.getKey(), name, entry.getValue()));
                            }
                        });
    }

    private static boolean isOversized(String path, JsonNode value) {
        if (value instanceof ArrayNode array) {
            for (JsonNode each : array) {
                if (isOversized(path, each)) {
                    return true;
                }
            }
            return false;
        }
        // An object within a list is measured whole: rare, and only ever too careful.
        String text = value.isTextual() ? value.textValue() : value.toString();
        return path.length() + text.length() > MAX_TERM_BYTES / 3
                && path.getBytes(UTF_8).length + text.getBytes(UTF_8).length > MAX_TERM_BYTES;
    }

    private static ObjectNode child(ObjectNode parent, String name) {
        return parent.get(name) instanceof ObjectNode object ? object : parent.putObject(name);
    }
}
