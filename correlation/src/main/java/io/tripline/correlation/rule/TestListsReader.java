package io.tripline.correlation.rule;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Reads what a rule's named lists hold while its tests run. */
final class TestListsReader {
    private TestListsReader() {}

    static Map<String, List<String>> read(Section rule, String epl) {
        Map<String, List<String>> lists = new LinkedHashMap<>();
        rule.node("test-lists")
                .map(node -> rule.inner(node, "The key test-lists"))
                .ifPresent(
                        section -> {
                            for (String name : section.keys()) {
                                if (epl.isEmpty()
                                        || epl.contains("'" + name + "'")
                                        || epl.contains('"' + name + '"')) {
                                    lists.put(name, section.texts(name));
                                } else {
                                    section.problem(
                                            section.placeOf(name),
                                            "The EPL asks no list "
                                                    + name
                                                    + "; take it out of test-lists, or ask in_list(..., '"
                                                    + name
                                                    + "').");
                                }
                            }
                        });
        return lists;
    }
}
