package io.tripline.deploy.dashboards;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A visualization of the time series visual builder, whose server refuses what lacks a key, with an empty panel. */
final class TsvbChecks {
    private static final List<String> PANEL =
            List.of(
                    "id",
                    "type",
                    "index_pattern",
                    "interval",
                    "axis_formatter",
                    "axis_position",
                    "axis_scale",
                    "show_grid",
                    "show_legend",
                    "series");
    private static final List<String> SERIES =
            List.of(
                    "id",
                    "axis_position",
                    "chart_type",
                    "color",
                    "formatter",
                    "split_mode",
                    "stacked",
                    "metrics");

    /** Text with places for values, which the browser would take for Markdown, a link or a style. */
    private static final List<String> TEMPLATES =
            List.of("markdown", "markdown_css", "markdown_less", "drilldown_url", "annotations");

    private final SavedObject object;
    private final Indices indices;
    private final Findings findings;
    private final FieldChecks fields;

    TsvbChecks(SavedObject object, Indices indices, Findings findings) {
        this.object = object;
        this.indices = indices;
        this.findings = findings;
        fields = new FieldChecks(object, findings);
    }

    void run(JsonNode params) {
        String type = params.path("type").asText();
        if (!type.equals("timeseries")
                && !params.path("time_range_mode").asText().equals(Tsvb.WHOLE_RANGE)) {
            findings.add(
                    Check.TOTALS,
                    object,
                    "It shows totals, and would count the last bucket of time only.",
                    "set time_range_mode to " + Tsvb.WHOLE_RANGE + ".");
        }
        for (String template : TEMPLATES) {
            if (params.has(template)) {
                findings.add(
                        Check.TSVB,
                        object,
                        template,
                        "Values of events would be put into markup.",
                        "leave " + template + " out; a table or a list shows values safely.");
            }
        }
        require(params, PANEL, "the panel");
        String index = params.path("index_pattern").asText();
        Optional<Map<String, String>> known =
                params.path("index_pattern").isTextual() ? indices.titled(index) : Optional.empty();
        if (known.isEmpty() || params.has("index_pattern_ref_name")) {
            findings.add(
                    Check.INDEX,
                    object,
                    "TSVB wants its index as the text of an index pattern's title, not '"
                            + index
                            + "'.",
                    "name one of " + indices.titles() + ".");
            return;
        }
        fields.counted("time_field", params.path("time_field").asText(), known.get());
        optionalQuery("filter", params.path("filter"), known.get());
        if (params.has("pivot_id")) {
            fields.counted("pivot_id", params.path("pivot_id").asText(), known.get());
        }
        for (JsonNode series : params.path("series")) {
            series(series, known.get());
        }
    }

    private void series(JsonNode series, Map<String, String> known) {
        String part = "series " + series.path("label").asText();
        require(series, SERIES, part);
        optionalQuery(part, series.path("filter"), known);
        if (series.has("terms_field")) {
            fields.counted(part, series.path("terms_field").asText(), known);
        }
        for (JsonNode metric : series.path("metrics")) {
            String type = metric.path("type").asText();
            if (type.equals("filter_ratio")) {
                fields.query(part + ", numerator", metric.path("numerator"), known);
                fields.query(part + ", denominator", metric.path("denominator"), known);
            } else if (!type.equals("count")) {
                fields.counted(part, metric.path("field").asText(), known);
            }
        }
    }

    private void optionalQuery(String part, JsonNode query, Map<String, String> known) {
        if (!query.isMissingNode()) {
            fields.query(part, query, known);
        }
    }

    private void require(JsonNode node, List<String> keys, String part) {
        for (String key : keys) {
            if (!node.has(key)) {
                findings.add(
                        Check.TSVB,
                        object,
                        part,
                        "It lacks " + key + ".",
                        "let the builder write it.");
            }
        }
    }
}
