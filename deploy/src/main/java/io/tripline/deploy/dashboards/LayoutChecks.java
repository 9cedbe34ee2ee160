package io.tripline.deploy.dashboards;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Where panels lie, and that each dashboard says what it is for. */
final class LayoutChecks {
    /** A dashboard that is longer is not read to its end. */
    private static final int LONGEST = 120;

    private final List<SavedObject> objects;
    private final Findings findings;

    private record Place(String panel, int x, int y, int width, int height) {
        boolean overlaps(Place other) {
            return x < other.x + other.width
                    && other.x < x + width
                    && y < other.y + other.height
                    && other.y < y + height;
        }
    }

    LayoutChecks(List<SavedObject> objects, Findings findings) {
        this.objects = objects;
        this.findings = findings;
    }

    void run() {
        for (SavedObject object : objects) {
            if (object.type().equals(SavedObject.DASHBOARD)) {
                panels(object);
                text(object);
            }
        }
    }

    private void panels(SavedObject dashboard) {
        List<Place> places = new ArrayList<>();
        Set<String> indices = new HashSet<>();
        for (JsonNode panel : dashboard.inner("panelsJSON").orElse(MissingNode.getInstance())) {
            String index = panel.path("panelIndex").asText();
            String name = "panel " + index + " (" + panel.path("title").asText() + ")";
            JsonNode grid = panel.path("gridData");
            if (index.isEmpty() || !indices.add(index) || !grid.path("i").asText().equals(index)) {
                problem(
                        dashboard,
                        name,
                        "Its panelIndex is not its own, or not the i of its gridData.",
                        "number the panels from 0.");
            }
            if (!panel.has("panelRefName")) {
                findings.add(
                        Check.REFERENCE,
                        dashboard,
                        name,
                        "It does not say which object it shows.",
                        "add panelRefName and its reference.");
            }
            if (!isWhole(grid, "x")
                    || !isWhole(grid, "y")
                    || !isWhole(grid, "w")
                    || !isWhole(grid, "h")) {
                problem(
                        dashboard,
                        name,
                        "Its gridData lacks x, y, w or h.",
                        "give all four as whole numbers.");
                continue;
            }
            Place place =
                    new Place(
                            name,
                            grid.path("x").asInt(),
                            grid.path("y").asInt(),
                            grid.path("w").asInt(),
                            grid.path("h").asInt());
            boolean inside =
                    place.x >= 0
                            && place.y >= 0
                            && place.width > 0
                            && place.height > 0
                            && place.x + place.width <= Dashboard.COLUMNS
                            && place.y + place.height <= LONGEST;
            if (!inside) {
                problem(
                        dashboard,
                        name,
                        "It reaches out of the grid: from column %d, %d wide, down to row %d."
                                .formatted(place.x, place.width, place.y + place.height),
                        "there are %d columns and at most %d rows."
                                .formatted(Dashboard.COLUMNS, LONGEST));
            }
            for (Place other : places) {
                if (place.overlaps(other)) {
                    problem(
                            dashboard,
                            name,
                            "It lies on " + other.panel + ".",
                            "move one of them.");
                }
            }
            places.add(place);
        }
    }

    private void text(SavedObject dashboard) {
        boolean said =
                dashboard.references().stream()
                        .flatMap(
                                to ->
                                        objects.stream()
                                                .filter(each -> each.id().equals(to.id()))
                                                .filter(each -> each.type().equals(to.type())))
                        .flatMap(each -> each.inner("visState").stream())
                        .anyMatch(
                                state ->
                                        state.path("type").asText().equals("markdown")
                                                && !state.at("/params/markdown")
                                                        .asText()
                                                        .isBlank());
        if (!said) {
            findings.add(
                    Check.TEXT,
                    dashboard,
                    "No text says what it is for and what to do next.",
                    "add a panel of kind text.");
        }
    }

    private static boolean isWhole(JsonNode grid, String key) {
        return grid.path(key).isInt();
    }

    private void problem(SavedObject object, String part, String what, String mend) {
        findings.add(Check.GRID, object, part, what, mend);
    }
}
