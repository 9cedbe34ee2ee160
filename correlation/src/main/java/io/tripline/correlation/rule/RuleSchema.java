package io.tripline.correlation.rule;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tripline.contracts.EcsField;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * The JSON Schema of rule files, with which editors complete and check them. The reader decides; what it finds beyond the
 * schema is told by lint.
 *
 * @see <a href="https://json-schema.org/draft-07">JSON Schema draft 7, which YAML editors know</a>
 */
public final class RuleSchema {
    private static final String DURATION = "^\\d{1,9} ?(ms|s|m|h|d)$";
    private static final String FIELD = "#/definitions/field";

    /** What an editor shows beside a key. */
    private static final Map<String, String> MEANINGS =
            Map.ofEntries(
                    Map.entry("title", "What an alert is called: one line, no full stop."),
                    Map.entry("id", "The file's name without .yml."),
                    Map.entry(
                            "status",
                            "Of an experimental rule matches are kept and counted, and nobody is paged."),
                    Map.entry(
                            "description",
                            "Who does what, how often and within which time; and what it misses."),
                    Map.entry(
                            "tags",
                            "ATT&CK's tactic and techniques: attack.lateral-movement, attack.t1021.001."),
                    Map.entry("falsepositives", "Who triggers it innocently."),
                    Map.entry("over", "What the rule looks at: events, or Tripline's own alerts."),
                    Map.entry(
                            "entity",
                            "Whom an alert is about: fields, or a field with those of which the first that is there is taken."),
                    Map.entry(
                            "profiles",
                            "What is remembered of an entity beyond the window, in whole days from 1d to 90d."),
                    Map.entry("window", "How far back a match may look, at most 10d."),
                    Map.entry("suppress", "Matches of one entity closer than this are one alert."),
                    Map.entry(
                            "epl", "One Esper select over Event, which sees one entity's events."),
                    Map.entry(
                            "message",
                            "With {field} of the entity and {name} of values filled in."),
                    Map.entry(
                            "values",
                            "What an alert shows: a column of the EPL, or a constant such as the threshold."),
                    Map.entry("runbook", "What to look at first, and what to do then, in steps."),
                    Map.entry(
                            "not-evaluated",
                            "By reason, a condition: events that the rule is about and can say nothing on."),
                    Map.entry(
                            "test-lists",
                            "What named lists hold in the tests, whatever you write into them."),
                    Map.entry("tests", "Timelines, and the alerts they must raise."));

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
            ObjectNode property = properties.putObject(key);
            if (MEANINGS.containsKey(key)) {
                property.put("description", MEANINGS.get(key));
            }
            describe(key, property);
        }
        RuleReader.REQUIRED.forEach(schema.putArray("required")::add);
        ObjectNode definitions = schema.putObject("definitions");
        words(definitions.putObject("field"), RuleReader.FIELD_NAMES);
        ObjectNode fields = definitions.putObject("event");
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
            case "id" ->
                    node.put("type", "string").put("pattern", "^" + RuleReader.ID.pattern() + "$");
            case "window", "suppress" -> duration(node);
            case "tags", "falsepositives", "references" ->
                    node.put("type", "array").putObject("items").put("type", "string");
            case "entity" -> entity(node);
            case "profiles" -> profiles(node);
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

    /** A list of fields, or each field with those it is taken from. */
    private static void entity(ObjectNode node) {
        ArrayNode forms = node.putArray("anyOf");
        forms.addObject().put("type", "array").putObject("items").put("$ref", FIELD);
        ObjectNode taken = forms.addObject().put("type", "object");
        taken.putObject("propertyNames").put("$ref", FIELD);
        ObjectNode from = taken.putObject("additionalProperties").put("type", "array");
        from.putObject("items").put("$ref", FIELD);
    }

    private static void profiles(ObjectNode node) {
        ObjectNode profile = node.put("type", "object").putObject("additionalProperties");
        profile.put("type", "object").put("additionalProperties", false);
        ObjectNode keys = profile.putObject("properties");
        keys.putObject("of").put("$ref", FIELD);
        duration(keys.putObject("within"));
        profile.putArray("required").add("of");
    }

    /** Alerts, or none. */
    private static void expect(ObjectNode node) {
        ArrayNode forms = node.putArray("anyOf");
        forms.addObject().putArray("enum").add("none");
        ObjectNode alert = forms.addObject().put("type", "array").putObject("items");
        alert.put("type", "object").put("additionalProperties", false);
        ObjectNode keys = alert.putObject("properties");
        for (String key : TestReader.ALERT_KEYS) {
            ObjectNode each = keys.putObject(key);
            switch (key) {
                case "count" -> each.put("type", "integer").put("minimum", 0);
                case "evidence" -> each.putArray("type").add("integer").add("array");
                default -> each.put("type", "object");
            }
        }
    }

    private static void tests(ObjectNode node) {
        ObjectNode test = node.put("type", "array").putObject("items");
        test.put("type", "object").put("additionalProperties", false);
        ObjectNode properties = test.putObject("properties");
        properties.putObject("name").put("type", "string");
        properties.putObject("innocent").put("type", "string");
        ObjectNode except = properties.putObject("except").put("type", "object");
        except.putObject("propertyNames").put("$ref", FIELD);
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
        expect(properties.putObject("expect"));
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
