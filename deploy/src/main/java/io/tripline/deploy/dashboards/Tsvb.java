package io.tripline.deploy.dashboards;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Totals and rates, drawn by the time series visual builder. It names its index as text and has no references; unless
 * told otherwise it counts the last bucket of time only.
 */
final class Tsvb {
    static final String WHOLE_RANGE = "entire_time_range";

    private Tsvb() {}

    /** One large number. */
    static SavedObject total(String id, String title, SourceNode source, IndexPattern of) {
        source.only(Set.of("total", "of", "where", "count", "warn", "alarm", "width"));
        ObjectNode params = params(id, "metric", of);
        params.set("filter", Charts.where(source).json());
        ObjectNode series = series(params, id, title);
        ObjectNode metric = ((ArrayNode) series.get("metrics")).addObject();
        metric.put("id", id + "-metric");
        source.optional("count")
                .ifPresentOrElse(
                        field -> metric.put("type", "cardinality").put("field", field),
                        () -> metric.put("type", "count"));
        ArrayNode colours = params.putArray("background_color_rules");
        colour(colours, id + "-alarm", source.number("alarm", 0), "rgba(217,95,2,0.35)");
        colour(colours, id + "-warn", source.number("warn", 0), "rgba(230,171,2,0.25)");
        return Visualization.alone(id, title, "metrics", params, List.of());
    }

    /** One line for each value of a field, with counts and rates of it. */
    static SavedObject rates(String id, String title, SourceNode source, IndexPattern of) {
        source.only(Set.of("rates", "of", "where", "rows", "label", "columns", "size", "width"));
        ObjectNode params = params(id, "table", of);
        params.set("filter", Charts.where(source).json());
        params.put("pivot_id", source.text("rows"))
                .put("pivot_type", "string")
                .put("pivot_label", source.text("label", source.text("rows")))
                .put("pivot_rows", Integer.toString(source.number("size", 50)));
        params.putArray("bar_color_rules").addObject().put("id", id + "-colour");
        for (Map.Entry<String, SourceNode> each : source.map("columns").entrySet()) {
            String column = id + "-" + Slug.of(each.getKey());
            SourceNode what = each.getValue().only(Set.of("count", "part", "whole", "sum"));
            ObjectNode series = series(params, column, each.getKey());
            series.put("aggregate_function", "sum");
            ObjectNode metric = ((ArrayNode) series.get("metrics")).addObject();
            metric.put("id", column + "-metric");
            if (what.has("part")) {
                metric.put("type", "filter_ratio").put("metric_agg", "count");
                metric.set("numerator", new Query(what.text("part")).json());
                metric.set("denominator", new Query(what.text("whole")).json());
                series.put("formatter", "percent");
            } else if (what.has("sum")) {
                metric.put("type", "sum").put("field", what.text("sum"));
            } else {
                metric.put("type", "count");
                series.set("filter", new Query(what.text("count")).json());
            }
        }
        return Visualization.alone(id, title, "metrics", params, List.of());
    }

    private static ObjectNode params(String id, String type, IndexPattern of) {
        ObjectNode params = JsonNodeFactory.instance.objectNode();
        params.put("id", id + "-panel").put("type", type);
        params.putArray("series");
        params.put("time_field", Charts.timeOf(of))
                .put("index_pattern", of.title())
                .put("interval", "")
                .put("axis_position", "left")
                .put("axis_formatter", "number")
                .put("axis_scale", "normal")
                .put("show_legend", 1)
                .put("show_grid", 1)
                .put("tooltip_mode", "show_all")
                .put("time_range_mode", WHOLE_RANGE)
                .put("drop_last_bucket", 0);
        return params;
    }

    private static ObjectNode series(ObjectNode params, String id, String label) {
        ObjectNode series = ((ArrayNode) params.get("series")).addObject();
        series.put("id", id + "-series").put("label", label).put("color", "#4575b4");
        series.put("split_mode", "everything").putArray("metrics");
        series.put("separate_axis", 0)
                .put("axis_position", "right")
                .put("formatter", "number")
                .put("chart_type", "line")
                .put("line_width", 1)
                .put("point_size", 1)
                .put("fill", 0.5)
                .put("stacked", "none");
        return series;
    }

    private static void colour(ArrayNode rules, String id, int from, String colour) {
        if (from > 0) {
            rules.addObject()
                    .put("id", id)
                    .put("operator", "gte")
                    .put("value", from)
                    .put("background_color", colour);
        }
    }
}
