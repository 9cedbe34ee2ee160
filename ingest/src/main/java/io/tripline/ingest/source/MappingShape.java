package io.tripline.ingest.source;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Set;
import java.util.function.BiConsumer;

/**
 * Of what form the parts of a mapping file are. What nobody reads, as it is written otherwise, would make a mapping that does
 * less than it says.
 */
final class MappingShape {
    private static final Set<String> KEYS =
            Set.of(
                    "about",
                    "cases",
                    "client",
                    "columns",
                    "constants",
                    "fields",
                    "format",
                    "id",
                    "ignore",
                    "ignore-case",
                    "local",
                    "lookups",
                    "name",
                    "pattern",
                    "recognize",
                    "separator",
                    "syslog",
                    "tests",
                    "time",
                    "time-form",
                    "user",
                    "vendor",
                    "zone");

    private static final Set<String> OF_CASES = Set.of("fields", "if", "set", "user");
    private static final Set<String> OF_LOOKUPS = Set.of("from", "otherwise", "values");
    private static final Set<String> OF_RECOGNITION = Set.of("any", "fields", "if", "texts");
    private static final Set<String> OF_TESTS =
            Set.of("about", "event", "ignored", "raw", "rejected");

    /** Takes where something is wrong, and what. */
    private final BiConsumer<String, String> problems;

    private MappingShape(BiConsumer<String, String> problems) {
        this.problems = problems;
    }

    /** Tells, by where and what, each key that there is not and each part that is of another form. */
    static void check(JsonNode tree, BiConsumer<String, String> problems) {
        MappingShape shape = new MappingShape(problems);
        shape.keys(tree, "", KEYS);
        shape.object(tree.path("fields"), "fields");
        shape.object(tree.path("constants"), "constants");
        shape.object(tree.path("lookups"), "lookups");
        tree.path("lookups")
                .properties()
                .forEach(
                        each ->
                                shape.keys(
                                        each.getValue(), "lookups." + each.getKey(), OF_LOOKUPS));
        if (tree.has("recognize")) {
            shape.keys(tree.path("recognize"), "recognize", OF_RECOGNITION);
        }
        shape.list(tree.path("ignore"), "ignore", Set.of());
        shape.list(tree.path("cases"), "cases", OF_CASES);
        shape.list(tree.path("tests"), "tests", OF_TESTS);
        for (int i = 0; i < tree.path("cases").size(); i++) {
            JsonNode each = tree.path("cases").path(i);
            shape.object(each.path("set"), "cases[" + i + "].set");
            shape.object(each.path("fields"), "cases[" + i + "].fields");
        }
    }

    private void list(JsonNode node, String where, Set<String> ofEach) {
        if (node.isMissingNode()) {
            return;
        }
        if (!node.isArray()) {
            problems.accept(where, "a list is wanted");
            return;
        }
        for (int i = 0; i < node.size() && !ofEach.isEmpty(); i++) {
            keys(node.get(i), where + "[" + i + "]", ofEach);
        }
    }

    private void object(JsonNode node, String where) {
        if (!node.isMissingNode() && !node.isObject()) {
            problems.accept(where, "names with their values are wanted");
        }
    }

    private void keys(JsonNode node, String where, Set<String> known) {
        object(node, where);
        node.fieldNames()
                .forEachRemaining(
                        key -> {
                            if (!known.contains(key)) {
                                problems.accept(
                                        where.isEmpty() ? key : where + "." + key,
                                        "there is no such key; "
                                                + MappingFile.nearest(
                                                        key, known.stream().sorted().toList()));
                            }
                        });
    }
}
