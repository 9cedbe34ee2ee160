package io.tripline.deploy.dashboards;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;

/** A saved search: its columns, order and query. */
final class SearchChecks {
    private final SavedObject object;
    private final Indices indices;
    private final Findings findings;

    SearchChecks(SavedObject object, Indices indices, Findings findings) {
        this.object = object;
        this.indices = indices;
        this.findings = findings;
    }

    void run() {
        indices.of(object, Reference.INDEX)
                .ifPresentOrElse(
                        this::fields,
                        () ->
                                findings.add(
                                        Check.INDEX,
                                        object,
                                        "It says no index pattern.",
                                        "add indexRefName to its search source, and the reference."));
    }

    private void fields(Map<String, String> fields) {
        FieldChecks checks = new FieldChecks(object, findings);
        for (JsonNode column : object.attributes().path("columns")) {
            checks.shown("columns", column.asText(), fields);
        }
        for (JsonNode sort : object.attributes().path("sort")) {
            checks.counted("sort", sort.path(0).asText(), fields);
        }
        checks.source(fields);
    }
}
