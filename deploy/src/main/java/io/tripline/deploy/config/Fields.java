package io.tripline.deploy.config;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** Keys and values of one place in a YAML file; what is wrong with them is noted with the place, never with a value. */
final class Fields {
    private final JsonNode node;
    private final String path;
    private final String file;
    private final List<String> problems;

    Fields(JsonNode node, String path, String file, List<String> problems) {
        this.node = node;
        this.path = path;
        this.file = file;
        this.problems = problems;
    }

    /** Notes every other key as unknown. */
    void only(String... keys) {
        Set<String> known = new TreeSet<>(Arrays.asList(keys));
        for (String each : names()) {
            if (!known.contains(each)) {
                problems.add(
                        file + "there is no key " + path + each + Suggestion.ending(each, known));
            }
        }
    }

    void problem(String key, String mend) {
        problems.add(file + path + key + " " + mend);
    }

    List<String> names() {
        return node.properties().stream().map(Map.Entry::getKey).toList();
    }

    /** Whether the key stands there with nothing behind it. */
    boolean isEmpty(String key) {
        JsonNode value = node.path(key);
        return value.isNull()
                || (value.isContainerNode() && value.isEmpty())
                || (value.isTextual() && value.asText().isBlank());
    }

    Optional<String> text(String key) {
        JsonNode value = node.path(key);
        if (value.isMissingNode() || value.isNull()) {
            return Optional.empty();
        }
        if (value.isContainerNode()) {
            problem(key, "takes one value.");
            return Optional.empty();
        }
        return Optional.of(value.asText());
    }

    /** One value or a list of them. */
    List<String> texts(String key) {
        JsonNode value = node.path(key);
        if (value.isArray()) {
            List<String> texts = new ArrayList<>();
            for (JsonNode each : value) {
                if (each.isContainerNode()) {
                    problem(key, "takes a list of plain values.");
                } else {
                    texts.add(each.asText());
                }
            }
            return texts;
        }
        return text(key).map(List::of).orElse(List.of());
    }

    /** A list whose elements are one value or several. */
    List<List<String>> steps(String key) {
        List<List<String>> steps = new ArrayList<>();
        if (node.path(key).isTextual()) {
            return List.of(List.of(node.path(key).asText()));
        }
        for (JsonNode each : node.path(key)) {
            List<String> step = new ArrayList<>();
            if (each.isArray()) {
                each.forEach(one -> step.add(one.asText()));
            } else {
                step.add(each.asText());
            }
            steps.add(step);
        }
        if (steps.isEmpty()) {
            problem(key, "must be a list of at least one destination.");
        }
        return steps;
    }

    <T> Optional<T> value(String key, ValueType<T> type) {
        return text(key)
                .flatMap(
                        text -> {
                            try {
                                return Optional.of(type.parser().apply(text));
                            } catch (IllegalArgumentException e) {
                                problem(key, e.getMessage() + ".");
                                return Optional.empty();
                            }
                        });
    }

    /** What a name stands for, which must be something. */
    Optional<Fields> entry(String key) {
        if (node.path(key).isNull()) {
            problem(key, "takes keys and values.");
        }
        return fields(key);
    }

    Optional<Fields> fields(String key) {
        JsonNode value = node.path(key);
        if (value.isMissingNode() || value.isNull()) {
            return Optional.empty();
        }
        if (!value.isObject()) {
            problem(key, "takes keys and values.");
            return Optional.empty();
        }
        return Optional.of(new Fields(value, path + key + ".", file, problems));
    }

    /** The same, where one value would do as well. */
    Optional<Fields> fieldsIfAny(String key) {
        return node.path(key).isObject() ? fields(key) : Optional.empty();
    }

    List<Fields> list(String key) {
        JsonNode value = node.path(key);
        List<Fields> list = new ArrayList<>();
        for (int i = 0; i < value.size(); i++) {
            JsonNode each = value.get(i);
            if (each != null && each.isObject()) {
                list.add(new Fields(each, path + key + "[" + i + "].", file, problems));
            } else {
                problem(key, "must be a list whose entries have keys and values.");
            }
        }
        return list;
    }
}
