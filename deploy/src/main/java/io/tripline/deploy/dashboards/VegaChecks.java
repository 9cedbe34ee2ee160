package io.tripline.deploy.dashboards;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A Vega specification: closed, bounded, and asking for what there is. */
final class VegaChecks {
    /** What the browser has to read each time the dashboard is opened. */
    private static final int LONGEST = 64 * 1024;

    private static final String SCHEMA = "https://vega.github.io/schema/vega/v5.json";

    /** Where a specification holds expressions. */
    private static final Set<String> EXPRESSIONS =
            Set.of("expr", "update", "test", "calculate", "filter", "signal", "init");

    /** What leads from an expression to the page around it; newer Dashboards refuse the specification for it. */
    private static final Pattern FORBIDDEN =
            Pattern.compile(
                    "(?<![A-Za-z0-9_'\"-])(ownerDocument|defaultView|contentDocument|contentWindow|view|innerHTML|outerHTML"
                            + "|insertAdjacentHTML|createElement|querySelector|__proto__|prototype|constructor"
                            + "|window|document|global|globalThis|top|parent|frames|self"
                            + "|eval|Function|setTimeout|setInterval|setImmediate|execScript|atob|btoa)(?![A-Za-z0-9_'\"-])");

    /** Queries whose keys are fields. */
    private static final Set<String> QUERIES =
            Set.of("term", "terms", "range", "match", "match_phrase", "prefix", "wildcard");

    private static final ObjectMapper JSON = new ObjectMapper();

    private final SavedObject object;
    private final Indices indices;
    private final Findings findings;
    private final FieldChecks fields;

    VegaChecks(SavedObject object, Indices indices, Findings findings) {
        this.object = object;
        this.indices = indices;
        this.findings = findings;
        fields = new FieldChecks(object, findings);
    }

    void run(String text) {
        JsonNode spec;
        try {
            spec = JSON.readTree(text);
        } catch (JsonProcessingException e) {
            problem("spec", "It is no JSON: " + e.getOriginalMessage(), "write strict JSON.");
            return;
        }
        if (text.length() > LONGEST) {
            problem(
                    "spec",
                    "It has %d characters.".formatted(text.length()),
                    "at most %d: thin out the map.".formatted(LONGEST));
        }
        if (!spec.path("$schema").asText().equals(SCHEMA)) {
            problem("$schema", "Dashboards would not know how to read it.", "say " + SCHEMA + ".");
        }
        if (spec.at("/config/kibana/type").asText().equals("map")) {
            problem(
                    "config",
                    "A tile map stays blank without the internet.",
                    "draw with a projection and GeoJSON.");
        }
        if (spec.path("autosize").asText().equals("none")) {
            problem(
                    "autosize",
                    "Dashboards would give it no width and height.",
                    "leave autosize out.");
        }
        walk("spec", spec);
        for (JsonNode data : spec.path("data")) {
            if (data.has("url")) {
                request("data " + data.path("name").asText(), data.path("url"));
            }
        }
    }

    private void walk(String place, JsonNode node) {
        for (Map.Entry<String, JsonNode> each : node.properties()) {
            String key = each.getKey();
            JsonNode value = each.getValue();
            if (key.equals("href") || key.equals("loader")) {
                problem(
                        place,
                        "It has " + key + ": a value of an event could choose where it leads.",
                        "leave it out.");
            }
            if (key.equals("url") && value.isTextual()) {
                problem(
                        place,
                        "It loads " + value.asText() + " from outside.",
                        "put the data into the specification.");
            }
            if (EXPRESSIONS.contains(key) && value.isTextual()) {
                Matcher forbidden = FORBIDDEN.matcher(value.asText());
                if (forbidden.find()) {
                    problem(
                            place,
                            "An expression uses "
                                    + forbidden.group(1)
                                    + ", which leads out to the page.",
                            "rename it, or do without.");
                }
            }
            walk(key, value);
        }
        if (node.isArray()) {
            node.forEach(each -> walk(place, each));
        }
    }

    private void request(String part, JsonNode url) {
        if (url.has("%type%") && !url.path("%type%").asText().equals("opensearch")) {
            problem(part, "It asks something other than OpenSearch.", "leave %type% out.");
        }
        Optional<Map<String, String>> known =
                url.path("index").isTextual()
                        ? indices.titled(url.path("index").asText())
                        : Optional.empty();
        if (known.isEmpty()) {
            findings.add(
                    Check.INDEX,
                    object,
                    part,
                    "Vega wants its index as the text of an index pattern's title.",
                    "name one of " + indices.titles() + ".");
            return;
        }
        boolean context = url.path("%context%").asBoolean();
        if (!context && !url.path("body").has("query")) {
            problem(
                    part,
                    "It ignores the dashboard's time and filters.",
                    "set %context% and %timefield%.");
        }
        if (context) {
            fields.counted(part, url.path("%timefield%").asText(), known.get());
        }
        if (url.at("/body/size").asInt(-1) != 0) {
            problem(
                    part,
                    "It fetches whole documents, as many as there are.",
                    "set size to 0 and aggregate.");
        }
        asked(part, url.path("body"), known.get());
    }

    private void asked(String part, JsonNode node, Map<String, String> known) {
        for (Map.Entry<String, JsonNode> each : node.properties()) {
            JsonNode value = each.getValue();
            if (each.getKey().equals("field") && value.isTextual()) {
                fields.counted(part, value.asText(), known);
            }
            if (QUERIES.contains(each.getKey()) && value.isObject() && !value.has("field")) {
                value.properties()
                        .forEach(
                                field -> {
                                    if (!field.getKey().equals("boost")) {
                                        fields.searched(part, field.getKey(), known);
                                    }
                                });
            }
            asked(part, value, known);
        }
        if (node.isArray()) {
            node.forEach(each -> asked(part, each, known));
        }
    }

    private void problem(String part, String what, String mend) {
        findings.add(Check.VEGA, object, part, what, mend);
    }
}
