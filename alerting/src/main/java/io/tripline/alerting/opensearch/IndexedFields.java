package io.tripline.alerting.opensearch;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tripline.contracts.Family;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;

/** The fields that can be searched, by index, with OpenSearch's types: what others may name, such as dashboards. */
public final class IndexedFields {
    /** The type of a field that is kept and shown, and neither searched nor counted. */
    public static final String UNINDEXED = "unindexed";

    private IndexedFields() {}

    /** By the name of the index, alias or data stream, and there by dotted name. */
    public static Map<String, Map<String, String>> byIndex() {
        Map<String, Map<String, String>> all = new LinkedHashMap<>();
        mappings().forEach((index, mapping) -> all.put(index, flat(mapping)));
        return all;
    }

    /** The mappings themselves, by the name of the index, alias or data stream. */
    public static Map<String, ObjectNode> mappings() {
        Map<String, ObjectNode> all = new LinkedHashMap<>();
        for (Family family : Family.values()) {
            all.put(BulkItems.dataStream(family), Mappings.events());
        }
        all.put(BulkItems.ALERTS, Mappings.alerts());
        all.put(BulkItems.INCIDENTS, Mappings.incidents());
        all.put(BulkItems.LEDGER, Mappings.ledger());
        all.put(DeadLetterDocument.STREAM, DeadLetterDocument.mapping());
        return all;
    }

    private static Map<String, String> flat(ObjectNode mapping) {
        Map<String, String> fields = new TreeMap<>();
        collect("", mapping, fields);
        return fields;
    }

    private static void collect(String prefix, JsonNode mapping, Map<String, String> fields) {
        for (Map.Entry<String, JsonNode> each : mapping.path("properties").properties()) {
            JsonNode field = each.getValue();
            String name = prefix + each.getKey();
            if (field.has("properties")) {
                collect(name + ".", field, fields);
            } else if (field.path("enabled").asBoolean(true)) {
                boolean searched = field.path("index").asBoolean(true);
                fields.put(name, searched ? field.path("type").asText() : UNINDEXED);
            }
        }
    }
}
