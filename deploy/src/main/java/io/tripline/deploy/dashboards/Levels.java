package io.tripline.deploy.dashboards;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.LinkedHashMap;
import java.util.Map;

/** The same colour for the same word on every dashboard; told apart by people who see no red or green, too. */
final class Levels {
    private static final Map<String, String> COLOURS = new LinkedHashMap<>();

    static {
        COLOURS.put("critical", "#7a0403");
        COLOURS.put("high", "#d95f02");
        COLOURS.put("medium", "#e6ab02");
        COLOURS.put("low", "#80b1d3");
        COLOURS.put("informational", "#bdbdbd");
        COLOURS.put("failure", "#d95f02");
        COLOURS.put("success", "#4575b4");
        COLOURS.put("unknown", "#bdbdbd");
    }

    private Levels() {}

    static ObjectNode colours() {
        ObjectNode state = JsonNodeFactory.instance.objectNode();
        ObjectNode colours = state.putObject("vis").putObject("colors");
        COLOURS.forEach(colours::put);
        return state;
    }
}
