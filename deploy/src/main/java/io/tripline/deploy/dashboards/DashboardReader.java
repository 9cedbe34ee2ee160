package io.tripline.deploy.dashboards;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Makes a dashboard from its file: rows of panels, each of which begins with its kind and title. */
final class DashboardReader {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final List<String> KINDS =
            List.of(
                    "text",
                    "total",
                    "trend",
                    "share",
                    "table",
                    "rates",
                    "list",
                    "controls",
                    "vega");

    private final Path directory;
    private final Map<String, IndexPattern> patterns;

    DashboardReader(Path directory, Map<String, IndexPattern> patterns) {
        this.directory = directory;
        this.patterns = Map.copyOf(patterns);
    }

    Dashboard read(Path file) {
        String name = file.getFileName().toString().replace(".yml", "");
        SourceNode source =
                SourceNode.read(file)
                        .only(Set.of("title", "description", "from", "refresh", "rows"));
        List<Panel> panels = new ArrayList<>();
        int y = 0;
        for (SourceNode row : source.list("rows")) {
            row.only(Set.of("height", "panels"));
            int height = row.number("height", 10);
            int x = 0;
            for (SourceNode panel : row.list("panels")) {
                String kind = kind(panel);
                int width = panel.number("width", Dashboard.COLUMNS - x);
                panels.add(new Panel(kind, object(name, kind, panel), x, y, width, height));
                x += width;
            }
            y += height;
        }
        return new Dashboard(
                name,
                source.text("title"),
                source.text("description"),
                source.text("from", "now-24h"),
                source.number("refresh", 0),
                panels);
    }

    private static String kind(SourceNode panel) {
        return KINDS.stream()
                .filter(panel::has)
                .findFirst()
                .orElseThrow(
                        () ->
                                panel.problem(
                                        "is no panel: it begins with one of "
                                                + String.join(", ", KINDS)));
    }

    private SavedObject object(String dashboard, String kind, SourceNode panel) {
        String title =
                kind.equals("text") ? panel.text("title", "What to do here") : panel.text(kind);
        String id = "tripline-" + dashboard + "-" + Slug.of(title);
        return switch (kind) {
            case "text" -> text(id, title, panel);
            case "controls" -> controls(id, title, panel);
            case "vega" -> vega(id, title, panel);
            case "total" -> total(id, title, panel, of(panel));
            case "rates" -> Tsvb.rates(id, title, panel, of(panel));
            case "trend" -> Charts.trend(id, title, panel, of(panel));
            case "share" -> Charts.share(id, title, panel, of(panel));
            case "table" -> Charts.table(id, title, panel, of(panel));
            default -> Charts.list(id, title, panel, of(panel));
        };
    }

    private static SavedObject total(String id, String title, SourceNode panel, IndexPattern of) {
        return of.timeField().isPresent()
                ? Tsvb.total(id, title, panel, of)
                : Charts.total(id, title, panel, of);
    }

    private IndexPattern of(SourceNode panel) {
        String alias = panel.text("of");
        return Optional.ofNullable(patterns.get(alias))
                .orElseThrow(
                        () ->
                                panel.problem(
                                        "is of "
                                                + alias
                                                + ", which index-patterns.yml does not have"));
    }

    private static SavedObject text(String id, String title, SourceNode panel) {
        panel.only(Set.of("text", "title", "width"));
        ObjectNode params = JsonNodeFactory.instance.objectNode();
        params.put("fontSize", 12).put("openLinksInNewTab", false);
        params.put("markdown", panel.text("text").strip());
        return Visualization.alone(id, title, "markdown", params, List.of());
    }

    private SavedObject controls(String id, String title, SourceNode panel) {
        panel.only(Set.of("controls", "fields", "of", "width"));
        IndexPattern of = of(panel);
        ObjectNode params = JsonNodeFactory.instance.objectNode();
        ArrayNode controls = params.putArray("controls");
        List<Reference> references = new ArrayList<>();
        for (Map.Entry<String, SourceNode> each : panel.map("fields").entrySet()) {
            String reference = "control_" + references.size() + "_index_pattern";
            ObjectNode control = controls.addObject();
            control.put("id", id + "-" + Slug.of(each.getKey()))
                    .put("fieldName", each.getValue().value())
                    .put("parent", "")
                    .put("label", each.getKey())
                    .put("type", "list");
            control.putObject("options")
                    .put("type", "terms")
                    .put("multiselect", true)
                    .put("dynamicOptions", true)
                    .put("size", 20)
                    .put("order", "desc");
            control.put("indexPatternRefName", reference);
            references.add(Reference.index(reference, of.id()));
        }
        params.put("updateFiltersOnChange", true)
                .put("useTimeFilter", true)
                .put("pinFilters", false);
        return Visualization.alone(id, title, "input_control_vis", params, references);
    }

    private SavedObject vega(String id, String title, SourceNode panel) {
        panel.only(Set.of("vega", "file", "width"));
        JsonNode spec = json("vega/" + panel.text("file") + ".json");
        for (JsonNode data : spec.path("data")) {
            // Kept in a file of its own: a map is no pleasure to scroll past.
            if (data instanceof ObjectNode holder && data.path("values").isTextual()) {
                holder.set("values", json("vega/" + data.path("values").asText()));
            }
        }
        ObjectNode params = JsonNodeFactory.instance.objectNode().put("spec", spec.toString());
        return Visualization.alone(id, title, "vega", params, List.of());
    }

    private JsonNode json(String file) {
        try {
            return JSON.readTree(Files.readString(directory.resolve(file)));
        } catch (IOException e) {
            throw new DashboardsException(file + " can't be read: " + e.getMessage());
        }
    }
}
