package io.tripline.deploy.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Which of a rule's values was held against which of its thresholds, as their names and numbers tell. */
final class Thresholds {
    private Thresholds() {}

    static boolean isOne(String name) {
        return name.startsWith("threshold") || name.endsWith("_threshold");
    }

    /**
     * The threshold's name by that of the value. A rule calls the threshold of {@code bytes} {@code threshold_bytes} or
     * {@code bytes_threshold}; where the name does not tell, it is the only number there is, or the only one that reaches it.
     */
    static Map<String, String> byValue(JsonNode values) {
        Map<String, String> compared = new LinkedHashMap<>();
        List<String> open = new ArrayList<>();
        for (Map.Entry<String, JsonNode> each : values.properties()) {
            if (isOne(each.getKey())) {
                String named = each.getKey().replaceFirst("^threshold_|_threshold$", "");
                if (values.has(named) && !isOne(named)) {
                    compared.put(named, each.getKey());
                } else {
                    open.add(each.getKey());
                }
            }
        }
        for (String threshold : open) {
            List<String> numbers = new ArrayList<>();
            List<String> reaching = new ArrayList<>();
            for (Map.Entry<String, JsonNode> each : values.properties()) {
                if (each.getValue().isNumber()
                        && !isOne(each.getKey())
                        && !compared.containsKey(each.getKey())) {
                    numbers.add(each.getKey());
                    if (each.getValue().asDouble() >= values.path(threshold).asDouble()) {
                        reaching.add(each.getKey());
                    }
                }
            }
            if (numbers.size() == 1) {
                compared.put(numbers.getFirst(), threshold);
            } else if (reaching.size() == 1) {
                compared.put(reaching.getFirst(), threshold);
            }
        }
        return compared;
    }
}
