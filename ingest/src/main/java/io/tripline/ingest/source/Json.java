package io.tripline.ingest.source;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reading a vendor's JSON without trusting it: a missing field, a null and a field of another type are all null, so that
 * the builder passes them over.
 */
final class Json {
    private Json() {}

    /** The node at this path of names; a missing node if any is absent. */
    static JsonNode at(JsonNode node, String... path) {
        JsonNode current = node;
        for (String name : path) {
            current = current.path(name);
        }
        return current;
    }

    /** The text of a string, number or boolean; null for anything else and for the empty string. */
    static @Nullable String text(JsonNode node, String... path) {
        return plain(at(node, path));
    }

    /** The text of the first of these names that has one; null if none has. */
    static @Nullable String first(JsonNode node, String... names) {
        for (String name : names) {
            String text = plain(node.path(name));
            if (text != null) {
                return text;
            }
        }
        return null;
    }

    private static @Nullable String plain(JsonNode found) {
        if (!found.isValueNode() || found.isNull()) {
            return null;
        }
        // A number's text is made anew each time that it is asked for.
        String text = found.asText();
        return text.isEmpty() ? null : text;
    }

    /** A whole number, also one that is written as a string; null if it is none or does not fit. */
    static @Nullable Long number(JsonNode node, String... path) {
        JsonNode found = at(node, path);
        if (found.isIntegralNumber()) {
            return found.canConvertToLong() ? (Long) found.longValue() : null;
        }
        if (found.isTextual() && found.textValue().length() <= 20) {
            try {
                return Long.valueOf(found.textValue().strip());
            } catch (NumberFormatException e) {
                return null;
            }
        }
        return null;
    }

    /** A finite number; null if it is none. */
    static @Nullable Double decimal(JsonNode node, String... path) {
        JsonNode found = at(node, path);
        return found.isNumber() && Double.isFinite(found.doubleValue())
                ? (Double) found.doubleValue()
                : null;
    }

    /** A boolean, also one written as a string; null if it is none. */
    static @Nullable Boolean flag(JsonNode node, String... path) {
        JsonNode found = at(node, path);
        if (found.isBoolean()) {
            return found.booleanValue();
        }
        return switch (found.asText("")) {
            case "true", "True", "T" -> true;
            case "false", "False", "F" -> false;
            default -> null;
        };
    }

    /** The texts of an array's plain values, or of one plain value; empty if there are none. */
    static List<String> texts(JsonNode node, String... path) {
        JsonNode found = at(node, path);
        if (!found.isArray()) {
            String single = plain(found);
            return single == null ? List.of() : List.of(single);
        }
        List<String> texts = new ArrayList<>(found.size());
        for (JsonNode each : found) {
            String text = plain(each);
            if (text != null) {
                texts.add(text);
            }
        }
        return Collections.unmodifiableList(texts);
    }
}
