package io.tripline.deploy.dashboards;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;

/** That fields and queries of one object fit a mapping. */
final class FieldChecks {
    private final SavedObject object;
    private final Findings findings;

    FieldChecks(SavedObject object, Findings findings) {
        this.object = object;
        this.findings = findings;
    }

    void shown(String part, String field, Map<String, String> fields) {
        check(part, field, fields, FieldCatalogue.isShown(fields, field), "shown");
    }

    void searched(String part, String field, Map<String, String> fields) {
        check(part, field, fields, FieldCatalogue.isSearched(fields, field), "searched");
    }

    void counted(String part, String field, Map<String, String> fields) {
        check(part, field, fields, FieldCatalogue.isCounted(fields, field), "counted");
    }

    private void check(
            String part, String field, Map<String, String> fields, boolean fine, String how) {
        if (fine) {
            return;
        }
        boolean known = fields.containsKey(field);
        findings.add(
                Check.FIELD,
                object,
                part,
                known
                        ? "The field "
                                + field
                                + " is mapped as "
                                + fields.get(field)
                                + " and can't be "
                                + how
                                + "."
                        : "There is no field " + field + " in the mapping.",
                known ? "take a keyword, number or date." : FieldCatalogue.near(fields, field));
    }

    /** A query object: {@code {"query": ..., "language": "kuery"}}. */
    void query(String part, JsonNode query, Map<String, String> fields) {
        if (!query.path("query").isTextual()
                || !query.path("language").asText().equals(Query.LANGUAGE)) {
            findings.add(
                    Check.QUERY,
                    object,
                    part,
                    "It is no query in Dashboards' language.",
                    "write {\"query\": \"...\", \"language\": \"" + Query.LANGUAGE + "\"}.");
            return;
        }
        text(part, query.path("query").asText(), fields);
    }

    void text(String part, String query, Map<String, String> fields) {
        for (Dql.Problem problem : Dql.problems(query, fields)) {
            findings.add(Check.QUERY, object, part, problem.what(), problem.mend());
        }
    }

    /** The query and filters of a search source. */
    void source(Map<String, String> fields) {
        object.inner("kibanaSavedObjectMeta.searchSourceJSON")
                .ifPresent(
                        source -> {
                            if (source.has("query")) {
                                query("query", source.path("query"), fields);
                            }
                            for (JsonNode filter : source.path("filter")) {
                                searched("filter", filter.at("/meta/key").asText(), fields);
                            }
                        });
    }
}
