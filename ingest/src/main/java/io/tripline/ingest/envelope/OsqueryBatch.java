package io.tripline.ingest.envelope;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.stream.Stream;

/**
 * The differences of one run of a query, as osquery writes them with {@code --logger_event_type=false}: all rows that came
 * and went in one record.
 *
 * @see <a href="https://osquery.readthedocs.io/en/stable/deployment/logging/#batch-format">Batch format</a>
 */
final class OsqueryBatch {
    private static final String DIFFERENCES = "diffResults";

    private OsqueryBatch() {}

    static boolean isOne(JsonNode record) {
        JsonNode differences = record.path(DIFFERENCES);
        return record.has("hostIdentifier")
                && (hasRows(differences.path("added")) || hasRows(differences.path("removed")));
    }

    private static boolean hasRows(JsonNode rows) {
        return rows.isArray() && rows.path(0).isObject();
    }

    /** Each row as osquery writes one alone, with {@code columns} and {@code action}; made as it is asked for. */
    static Stream<ObjectNode> rows(JsonNode record) {
        return Stream.of("added", "removed").flatMap(action -> rows(record, action));
    }

    private static Stream<ObjectNode> rows(JsonNode record, String action) {
        return record.path(DIFFERENCES)
                .path(action)
                .valueStream()
                .map(
                        columns -> {
                            ObjectNode row = JsonNodeFactory.instance.objectNode();
                            row.setAll((ObjectNode) record);
                            row.remove(DIFFERENCES);
                            row.set("columns", columns);
                            row.put("action", action);
                            return row;
                        });
    }
}
