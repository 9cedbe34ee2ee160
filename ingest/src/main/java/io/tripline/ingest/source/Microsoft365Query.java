package io.tripline.ingest.source;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;

/**
 * A record of Microsoft 365's audit log as Microsoft Graph returns it to a query: the record itself, in an envelope that
 * says some of it once more.
 *
 * @see <a href="https://learn.microsoft.com/graph/api/resources/security-auditlogrecord">auditLogRecord in Microsoft
 *     Graph</a>
 */
final class Microsoft365Query {
    /** Names of the record, and what the envelope calls the same. */
    private static final Map<String, String> NAMES =
            Map.ofEntries(
                    Map.entry("CreationTime", "createdDateTime"),
                    Map.entry("Operation", "operation"),
                    Map.entry("RecordType", "auditLogRecordType"),
                    Map.entry("Workload", "service"),
                    Map.entry("Id", "id"),
                    Map.entry("OrganizationId", "organizationId"),
                    Map.entry("UserId", "userPrincipalName"),
                    Map.entry("UserType", "userType"),
                    Map.entry("ObjectId", "objectId"),
                    Map.entry("ClientIP", "clientIp"));

    /** What an envelope always has. */
    static final String TYPE = "auditLogRecordType";

    private static final String TYPE_OF_A_VALUE = "@odata.type";

    private Microsoft365Query() {}

    static boolean fits(JsonNode record) {
        return record.has(TYPE)
                && record.has("createdDateTime")
                && record.has("operation")
                && record.path("auditData").isObject();
    }

    /** The record, with what it leaves to its envelope. */
    static JsonNode audit(JsonNode record) {
        ObjectNode audit =
                plain(record.path("auditData")) instanceof ObjectNode data
                        ? data
                        : JsonNodeFactory.instance.objectNode();
        NAMES.forEach(
                (name, called) -> {
                    if (Json.text(audit, name) == null && Json.text(record, called) != null) {
                        audit.set(name, record.path(called));
                    }
                });
        return audit;
    }

    /** Without what Graph says of the types of the values beside them. */
    private static JsonNode plain(JsonNode node) {
        if (node instanceof ArrayNode array) {
            ArrayNode plain = JsonNodeFactory.instance.arrayNode();
            array.forEach(each -> plain.add(plain(each)));
            return plain;
        }
        if (!(node instanceof ObjectNode)) {
            return node;
        }
        ObjectNode plain = JsonNodeFactory.instance.objectNode();
        for (Map.Entry<String, JsonNode> each : node.properties()) {
            if (!each.getKey().endsWith(TYPE_OF_A_VALUE)) {
                plain.set(each.getKey(), plain(each.getValue()));
            }
        }
        return plain;
    }
}
