package io.tripline.correlation.engine;

import io.tripline.contracts.EcsEvent;
import io.tripline.contracts.EcsField;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * A part of a rule's filter that must hold of an event.
 *
 * @param text as EPL
 * @param fields the ECS fields it asks
 * @param vendor the vendor's fields it asks
 */
public record Condition(String text, Set<EcsField> fields, List<String> vendor) {
    public Condition {
        fields = Set.copyOf(fields);
        vendor = List.copyOf(vendor);
    }

    /** What the event has of what is asked: {@code event.outcome=success host.name is absent}. */
    public String actual(EcsEvent event) {
        TreeMap<String, String> values = new TreeMap<>();
        for (EcsField field : fields) {
            values.put(field.fieldName(), Objects.toString(event.value(field), ""));
        }
        for (String name : vendor) {
            values.put(name, Objects.toString(VendorFields.find(event.vendor(), name), ""));
        }
        return values.entrySet().stream()
                .map(
                        each ->
                                each.getValue().isEmpty()
                                        ? each.getKey() + " is absent"
                                        : each.getKey() + "=" + Shortened.text(each.getValue(), 80))
                .collect(Collectors.joining(", "));
    }
}
