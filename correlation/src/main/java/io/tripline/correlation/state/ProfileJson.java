package io.tripline.correlation.state;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tripline.correlation.state.ProfileMemory.Day;
import io.tripline.correlation.state.ProfileMemory.Value;
import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** The JSON of a profile's memory: a value is an array of its last sight and, for each day, day, first sight and count. */
final class ProfileJson {
    private ProfileJson() {}

    static ObjectNode write(ProfileMemory memory) {
        ObjectNode root = JsonNodeFactory.instance.objectNode();
        root.put("of", memory.of());
        ObjectNode values = root.putObject("values");
        // Sorted, so that the same memory gives the same bytes.
        new TreeMap<>(memory.values())
                .forEach(
                        (text, value) -> {
                            ArrayNode array = values.putArray(text).add(value.last());
                            value.days()
                                    .forEach(
                                            (day, each) ->
                                                    array.add(day)
                                                            .add(each.first())
                                                            .add(each.count()));
                        });
        return root;
    }

    static ProfileMemory read(JsonNode root) {
        Map<String, Value> values = new HashMap<>();
        root.required("values")
                .properties()
                .forEach(each -> values.put(each.getKey(), value(each.getValue())));
        return new ProfileMemory(root.required("of").asText(), values);
    }

    private static Value value(JsonNode array) {
        SortedMap<Long, Day> days = new TreeMap<>();
        for (int i = 1; i + 2 < array.size(); i += 3) {
            days.put(
                    array.get(i).asLong(),
                    new Day(array.get(i + 1).asLong(), array.get(i + 2).asLong()));
        }
        return new Value(array.required(0).asLong(), days);
    }

    /** Version 1 knew the last sight of each value. */
    static ProfileMemory readLastSeen(JsonNode root) {
        Map<String, Value> values = new HashMap<>();
        root.properties()
                .forEach(
                        each ->
                                values.put(
                                        each.getKey(),
                                        new Value(
                                                each.getValue().asLong(),
                                                Collections.emptySortedMap())));
        return new ProfileMemory("", values);
    }
}
