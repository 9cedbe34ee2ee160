package io.tripline.deploy.dashboards;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;

/** A page of panels. */
record Dashboard(
        String name,
        String title,
        String description,
        String from,
        int refreshSeconds,
        List<Panel> panels) {
    static final int COLUMNS = 48;

    /** From where on the form of a panel needs no migration. */
    private static final String PANEL_VERSION = "7.9.3";

    Dashboard {
        panels = List.copyOf(panels);
    }

    String id() {
        return "tripline-" + name;
    }

    SavedObject savedObject() {
        ArrayNode places = JsonNodeFactory.instance.arrayNode();
        List<Reference> references = new ArrayList<>();
        for (Panel panel : panels) {
            String index = Integer.toString(references.size());
            ObjectNode place = places.addObject();
            place.put("version", PANEL_VERSION);
            place.putObject("gridData")
                    .put("x", panel.x())
                    .put("y", panel.y())
                    .put("w", panel.width())
                    .put("h", panel.height())
                    .put("i", index);
            place.put("panelIndex", index);
            place.putObject("embeddableConfig");
            place.put("title", panel.object().title());
            place.put("panelRefName", "panel_" + index);
            references.add(
                    new Reference("panel_" + index, panel.object().type(), panel.object().id()));
        }
        ObjectNode attributes = JsonNodeFactory.instance.objectNode();
        attributes.put("title", title).put("description", description).put("hits", 0);
        attributes.put("panelsJSON", places.toString());
        attributes.put("optionsJSON", "{\"hidePanelTitles\":false,\"useMargins\":true}");
        attributes.put("version", 1).put("timeRestore", true);
        attributes.put("timeFrom", from).put("timeTo", "now");
        attributes
                .putObject("refreshInterval")
                .put("pause", refreshSeconds == 0)
                .put("value", refreshSeconds * 1000);
        attributes
                .putObject("kibanaSavedObjectMeta")
                .put("searchSourceJSON", Query.ALL.searchSource().toString());
        return SavedObject.of(SavedObject.DASHBOARD, id(), attributes, references);
    }
}
