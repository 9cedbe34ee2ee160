package io.tripline.correlation.rule;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tripline.contracts.EcsField;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * The JSON Schema of rule files, with which editors complete and check them. The reader decides; what it finds beyond the
 * schema is told by lint.
 *
 * @see <a href="https://json-schema.org/draft-07">JSON Schema draft 7, which YAML editors know</a>
 */
public final class RuleSchema {
    private static final String DURATION = "^\\d{1,9} ?(ms|s|m|h|d)$";
    private static final ObjectMapper JSON =
            new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

    private RuleSchema() {}

    /** The schema, as it lies beside the rules. */
    public static String json() {
        ObjectNode schema = JSON.createObjectNode();
        schema.put("$schema", "http://json-schema.org/draft-07/schema#");
        schema.put("title", "Tripline rule");
        schema.put("type", "object");
        schema.put("additionalProperties", false);
        ObjectNode properties = schema.putObject("properties");
        for (String key : RuleReader.KEYS) {
            describe(key, properties.putObject(key));
        }
        RuleReader.REQUIRED.forEach(schema.putArray("required")::add);
        ObjectNode fields = schema.putObject("definitions").putObject("event");
        fields.put("type", "object");
        ObjectNode known = fields.putObject("properties");
        for (EcsField field : EcsField.values()) {
            if (field != EcsField.TIMESTAMP) {
                type(field, known.putObject(field.fieldName()));
            }
        }
        try {
            return JSON.writeValueAsString(schema) + "\n";
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("A tree can be written as JSON.", e);
        }
    }

    private static void describe(String key, ObjectNode node) {
        switch (key) {
            case "status" -> words(node, RuleReader.statuses());
            case "over" -> words(node, List.of("events", "alerts"));
            case "level" -> {
                List<String> levels = new ArrayList<>();
                for (Level each : Level.values()) {
                    levels.add(each.label());
                }
                words(node, levels);
            }
            case "id" -> node.put("type", "string").put("pattern", RuleReader.ID.pattern());
            case "window", "suppress" -> duration(node);
            case "tags", "falsepositives", "references" ->
                    node.put("type", "array").putObject("items").put("type", "string");
            case "entity" -> {
                // A list of fields, or each field with those it is taken from.
            }
            case "values" -> node.put("type", "object");
            case "not-evaluated" ->
                    node.put("type", "object")
                            .putObject("additionalProperties")
                            .put("type", "string");
            case "test-lists" -> {
                ObjectNode list = node.put("type", "object").putObject("additionalProperties");
                list.put("type", "array").putObject("items").put("type", "string");
            }
            case "tests" -> tests(node);
            default -> {
                if (RuleReader.TEXTS.contains(key)) {
                    node.put("type", "string");
                }
            }
        }
    }

    private static void tests(ObjectNode node) {
        ObjectNode test = node.put("type", "array").putObject("items");
        test.put("type", "object").put("additionalProperties", false);
        ObjectNode properties = test.putObject("properties");
        properties.putObject("name").put("type", "string");
        properties.putObject("innocent").put("type", "string");
        properties.putObject("except").put("type", "object");
        properties.putObject("defaults").put("$ref", "#/definitions/event");
        ObjectNode entry = properties.putObject("timeline").put("type", "array").putObject("items");
        entry.put("type", "object").put("additionalProperties", false);
        ObjectNode keys = entry.putObject("properties");
        for (String key : TestReader.ENTRY_KEYS) {
            ObjectNode each = keys.putObject(key);
            switch (key) {
                case "repeat" -> each.put("type", "integer").put("minimum", 0);
                case "event" -> each.put("$ref", "#/definitions/event");
                case "id", "source" -> each.put("type", "string");
                case "raw" -> each.putArray("type").add("string").add("object");
                default -> duration(each);
            }
        }
        entry.putArray("required").add("at");
        properties.putObject("expect");
        test.putArray("required").add("name").add("timeline").add("expect");
    }

    private static void duration(ObjectNode node) {
        node.put("type", "string").put("pattern", DURATION);
    }

    private static void words(ObjectNode node, List<String> words) {
        words.forEach(node.putArray("enum")::add);
    }

    /** Numbers may stand for texts, as a port or a code does. */
    private static void type(EcsField field, ObjectNode node) {
        node.put("description", field.type().name().toLowerCase(Locale.ROOT));
    }
}
