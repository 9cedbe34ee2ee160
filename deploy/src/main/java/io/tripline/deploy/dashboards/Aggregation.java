package io.tripline.deploy.dashboards;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** The aggregations of charts and tables, in the form that {@code visState} has them. */
final class Aggregation {
    private final ArrayNode all = JsonNodeFactory.instance.arrayNode();

    ArrayNode json() {
        return all;
    }

    /** A metric as the source writes it: {@code count}, {@code unique user.name}, {@code max @timestamp}, ... */
    Aggregation metric(String text, String label, SourceNode source) {
        String[] words = text.split(" ", 2);
        String field = words.length == 2 ? words[1] : "";
        if (field.isEmpty() != words[0].equals("count")) {
            throw source.problem(
                    "has a column that is neither count nor a metric of one field: " + text);
        }
        ObjectNode params =
                switch (words[0]) {
                    case "count" -> add("count", "metric");
                    case "unique" -> add("cardinality", "metric");
                    case "min", "max", "sum" -> add(words[0], "metric");
                    case "latest" ->
                            add("top_hits", "metric")
                                    .put("aggregate", "concat")
                                    .put("size", 1)
                                    .put("sortField", "@timestamp")
                                    .put("sortOrder", "desc");
                    default ->
                            throw source.problem(
                                    "knows count, unique, min, max, sum and latest, not "
                                            + words[0]);
                };
        if (!field.isEmpty()) {
            params.put("field", field);
        }
        params.put("customLabel", label);
        return this;
    }

    /** The commonest values of a field, ordered by the first metric. */
    Aggregation terms(String field, String schema, int size, String label) {
        ObjectNode params = add("terms", schema);
        params.put("field", field)
                .put("orderBy", "1")
                .put("order", "desc")
                .put("size", size)
                .put("otherBucket", false)
                .put("otherBucketLabel", "Other")
                .put("missingBucket", false)
                .put("missingBucketLabel", "Missing");
        if (!label.isEmpty()) {
            params.put("customLabel", label);
        }
        return this;
    }

    /** Time in as many steps as fit. */
    Aggregation time(String field) {
        ObjectNode params = add("date_histogram", "segment");
        params.put("field", field)
                .put("useNormalizedOpenSearchInterval", true)
                .put("scaleMetricValues", false)
                .put("interval", "auto")
                .put("drop_partials", false)
                .put("min_doc_count", 1);
        params.putObject("extended_bounds");
        params.put("customLabel", "");
        return this;
    }

    private ObjectNode add(String type, String schema) {
        ObjectNode aggregation = all.addObject();
        aggregation
                .put("id", Integer.toString(all.size()))
                .put("enabled", true)
                .put("type", type)
                .put("schema", schema);
        return aggregation.putObject("params");
    }
}
