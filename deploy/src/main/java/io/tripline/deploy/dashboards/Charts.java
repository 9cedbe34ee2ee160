package io.tripline.deploy.dashboards;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Charts, tables and lists that ask through an index pattern, so that a click on a value filters the dashboard. */
final class Charts {
    /** All that we index has it, whether or not the time that is looked at chooses by it. */
    private static final String BY_TIME = "@timestamp";

    private static final int MANY = 1_000_000_000;

    private Charts() {}

    /** One large number of all there are, however old: the time series visual builder knows only times. */
    static SavedObject total(String id, String title, SourceNode source, IndexPattern of) {
        source.only(Set.of("total", "of", "where", "count", "warn", "alarm", "width"));
        Aggregation aggregations =
                new Aggregation()
                        .metric(
                                source.optional("count")
                                        .map(field -> "unique " + field)
                                        .orElse("count"),
                                title,
                                source);
        ObjectNode params = JsonNodeFactory.instance.objectNode();
        params.put("type", "metric").put("addTooltip", true).put("addLegend", false);
        ObjectNode metric = params.putObject("metric");
        int warn = source.number("warn", 0);
        int alarm = source.number("alarm", 0);
        // Each range has its share of the scale from green to red: between them is yellow.
        List<Integer> ends = new ArrayList<>();
        if (warn > 0) {
            ends.add(warn);
            ends.add(alarm > 0 ? alarm : MANY);
        } else if (alarm > 0) {
            ends.add(alarm);
        }
        ends.add(2 * MANY);
        ArrayNode ranges = metric.putArray("colorsRange");
        int from = 0;
        for (int to : ends) {
            ranges.addObject().put("from", from).put("to", to);
            from = to;
        }
        metric.put("percentageMode", false)
                .put("useRanges", false)
                .put("colorSchema", "Green to Red")
                .put("metricColorMode", ends.size() > 1 ? "Background" : "None")
                .put("invertColors", false);
        metric.putObject("labels").put("show", false);
        metric.putObject("style")
                .put("bgFill", "#000")
                .put("bgColor", false)
                .put("labelColor", false)
                .put("subText", "")
                .put("fontSize", 48);
        return Visualization.aggregating(
                id, title, "metric", params, aggregations.json(), of, where(source));
    }

    /** What is drawn over time needs an index pattern that has one. */
    static String timeOf(IndexPattern of) {
        return of.timeField()
                .orElseThrow(
                        () ->
                                new DashboardsException(
                                        "index-patterns.yml, "
                                                + of.alias()
                                                + ": it has no time, which trends and rates need"));
    }

    /** How many, over time, in the colours of a field's values. */
    static SavedObject trend(String id, String title, SourceNode source, IndexPattern of) {
        source.only(Set.of("trend", "of", "where", "by", "width", "metric"));
        String metric = source.text("metric", "count");
        Aggregation aggregations =
                new Aggregation().metric(metric, metric.equals("count") ? "Count" : metric, source);
        aggregations.time(timeOf(of));
        source.optional("by").ifPresent(field -> aggregations.terms(field, "group", 8, ""));
        ObjectNode params = JsonNodeFactory.instance.objectNode();
        params.put("type", "histogram");
        params.putObject("grid").put("categoryLines", false);
        ObjectNode category = params.putArray("categoryAxes").addObject();
        axis(category, "CategoryAxis-1", "category", "bottom");
        ObjectNode value = params.putArray("valueAxes").addObject();
        axis(value, "ValueAxis-1", "value", "left");
        value.put("name", "LeftAxis-1");
        ((ObjectNode) value.get("scale")).put("mode", "normal");
        value.putObject("title").put("text", "");
        ObjectNode series = params.putArray("seriesParams").addObject();
        series.put("show", true).put("type", "histogram").put("mode", "stacked");
        series.putObject("data").put("label", "Count").put("id", "1");
        series.put("valueAxis", "ValueAxis-1")
                .put("drawLinesBetweenPoints", true)
                .put("lineWidth", 2)
                .put("showCircles", true);
        params.put("addTooltip", true).put("addLegend", source.has("by"));
        params.put("legendPosition", "right").putArray("times");
        params.put("addTimeMarker", false);
        params.putObject("labels").put("show", false);
        params.putObject("thresholdLine")
                .put("show", false)
                .put("value", 10)
                .put("width", 1)
                .put("style", "full")
                .put("color", "#E7664C");
        return Visualization.aggregating(
                id, title, "histogram", params, aggregations.json(), of, where(source));
    }

    /** The parts that a field's values have of the whole. */
    static SavedObject share(String id, String title, SourceNode source, IndexPattern of) {
        source.only(Set.of("share", "of", "where", "by", "width", "size"));
        Aggregation aggregations =
                new Aggregation()
                        .metric("count", "Count", source)
                        .terms(source.text("by"), "segment", source.number("size", 8), "");
        ObjectNode params = JsonNodeFactory.instance.objectNode();
        params.put("type", "pie").put("addTooltip", true).put("addLegend", true);
        params.put("legendPosition", "right").put("isDonut", true);
        params.putObject("labels")
                .put("show", false)
                .put("values", true)
                .put("last_level", true)
                .put("truncate", 100);
        return Visualization.aggregating(
                id, title, "pie", params, aggregations.json(), of, where(source));
    }

    /** One line for each combination of the fields' commonest values. */
    static SavedObject table(String id, String title, SourceNode source, IndexPattern of) {
        source.only(Set.of("table", "of", "where", "rows", "columns", "width", "size"));
        Aggregation aggregations = new Aggregation();
        source.map("columns")
                .forEach((label, column) -> aggregations.metric(column.value(), label, column));
        if (aggregations.json().isEmpty()) {
            throw source.problem("has a table without columns");
        }
        Map<String, SourceNode> rows = source.map("rows");
        int size = source.number("size", 15);
        // The first field has the full size, the others only what one screen can hold beside it.
        boolean first = true;
        for (Map.Entry<String, SourceNode> row : rows.entrySet()) {
            aggregations.terms(row.getValue().value(), "bucket", first ? size : 5, row.getKey());
            first = false;
        }
        ObjectNode params = JsonNodeFactory.instance.objectNode();
        params.put("perPage", 10)
                .put("showPartialRows", false)
                .put("showMetricsAtAllLevels", false)
                .put("showTotal", false)
                .put("totalFunc", "sum")
                .put("percentageCol", "");
        params.putObject("sort").putNull("columnIndex").putNull("direction");
        return Visualization.aggregating(
                id, title, "table", params, aggregations.json(), of, where(source));
    }

    /** The documents themselves. */
    static SavedObject list(String id, String title, SourceNode source, IndexPattern of) {
        source.only(Set.of("list", "of", "where", "columns", "sort", "width"));
        ObjectNode attributes = JsonNodeFactory.instance.objectNode();
        attributes.put("title", title).put("description", "").put("hits", 0);
        ArrayNode columns = attributes.putArray("columns");
        source.texts("columns").forEach(columns::add);
        ArrayNode sort = attributes.putArray("sort");
        Optional<String> by = source.optional("sort");
        sort.addArray().add(by.orElse(BY_TIME)).add("desc");
        if (by.isPresent()) {
            sort.addArray().add(BY_TIME).add("desc");
        }
        attributes.put("version", 1);
        ObjectNode search = where(source).indexedSource();
        search.put("highlightAll", true).put("version", true);
        attributes.putObject("kibanaSavedObjectMeta").put("searchSourceJSON", search.toString());
        return SavedObject.of(
                SavedObject.SEARCH,
                id,
                attributes,
                List.of(Reference.index(Reference.INDEX, of.id())));
    }

    static Query where(SourceNode source) {
        return new Query(source.text("where", ""));
    }

    private static void axis(ObjectNode axis, String id, String type, String position) {
        axis.put("id", id).put("type", type).put("position", position).put("show", true);
        axis.putObject("style");
        axis.putObject("scale").put("type", "linear");
        axis.putObject("labels").put("show", true).put("filter", true).put("truncate", 100);
        axis.putObject("title");
    }
}
