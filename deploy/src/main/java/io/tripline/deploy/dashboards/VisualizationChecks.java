package io.tripline.deploy.dashboards;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A visualization: of a kind that is drawn everywhere, with fields that exist. */
final class VisualizationChecks {
    private static final Set<String> AGGREGATING = Set.of("histogram", "pie", "table", "metric");
    private static final Set<String> OTHERS =
            Set.of("markdown", "metrics", "vega", "input_control_vis");

    /** Aggregations of {@code visState} that only a field that is stored as it came can answer. */
    private static final String LATEST = "top_hits";

    private static final Pattern TO_DASHBOARD = Pattern.compile("\\(#/view/([^)]*)\\)");

    private final SavedObject object;
    private final Indices indices;
    private final Findings findings;
    private final FieldChecks fields;

    VisualizationChecks(SavedObject object, Indices indices, Findings findings) {
        this.object = object;
        this.indices = indices;
        this.findings = findings;
        fields = new FieldChecks(object, findings);
    }

    void run() {
        JsonNode state = object.inner("visState").orElse(MissingNode.getInstance());
        String kind = state.path("type").asText();
        JsonNode params = state.path("params");
        if (AGGREGATING.contains(kind)) {
            aggregating(state);
            return;
        }
        switch (kind) {
            case "metrics" -> new TsvbChecks(object, indices, findings).run(params);
            case "vega" ->
                    new VegaChecks(object, indices, findings).run(params.path("spec").asText());
            case "input_control_vis" -> controls(params);
            case "markdown" -> markdown(params.path("markdown").asText());
            default ->
                    findings.add(
                            Check.KIND,
                            object,
                            "It is of the kind '"
                                    + kind
                                    + "', which we do not use: tile and region maps stay blank without the internet.",
                            "use one of "
                                    + String.join(", ", AGGREGATING)
                                    + ", "
                                    + String.join(", ", OTHERS)
                                    + ".");
        }
    }

    private void aggregating(JsonNode state) {
        Optional<Map<String, String>> known = indices.of(object, Reference.INDEX);
        if (known.isEmpty()) {
            findings.add(
                    Check.INDEX,
                    object,
                    "It says no index pattern.",
                    "add indexRefName to its search source, and the reference.");
            return;
        }
        for (JsonNode aggregation : state.path("aggs")) {
            String part = aggregation.path("type").asText() + " " + aggregation.path("id").asText();
            JsonNode params = aggregation.path("params");
            if (indices.isListed(object, Reference.INDEX, params.path("field").asText())) {
                findings.add(
                        Check.FIELD,
                        object,
                        part,
                        "The scripted field "
                                + params.path("field").asText()
                                + " can have several values, and a click on one would filter for nothing.",
                        "count the field itself, or link one of a single value.");
            }
            if (params.has("field")) {
                String field = params.path("field").asText();
                if (aggregation.path("type").asText().equals(LATEST)) {
                    fields.shown(part, field, known.get());
                } else {
                    fields.counted(part, field, known.get());
                }
            }
            if (params.has("sortField")) {
                fields.counted(part, params.path("sortField").asText(), known.get());
            }
        }
        fields.source(known.get());
    }

    private void controls(JsonNode params) {
        for (JsonNode control : params.path("controls")) {
            String part = "control " + control.path("label").asText();
            indices.of(object, control.path("indexPatternRefName").asText())
                    .ifPresentOrElse(
                            known ->
                                    fields.counted(part, control.path("fieldName").asText(), known),
                            () ->
                                    findings.add(
                                            Check.INDEX,
                                            object,
                                            part,
                                            "It says no index pattern.",
                                            "add indexPatternRefName, and the reference."));
        }
    }

    private void markdown(String text) {
        if (text.contains("](http") || text.contains("![")) {
            findings.add(
                    Check.LINK,
                    object,
                    "text",
                    "It leads out of Dashboards, or loads a picture from outside.",
                    "name the place in words, or link relative to /app.");
        }
        Matcher link = TO_DASHBOARD.matcher(text);
        while (link.find()) {
            if (!indices.isDashboard(link.group(1))) {
                findings.add(
                        Check.LINK,
                        object,
                        "text",
                        "It leads to the dashboard "
                                + link.group(1)
                                + ", which is not in the export.",
                        "mend the name.");
            }
        }
        if (text.contains("<")) {
            findings.add(
                    Check.LINK,
                    object,
                    "text",
                    "It holds HTML, which is shown as it is written.",
                    "write Markdown.");
        }
    }
}
