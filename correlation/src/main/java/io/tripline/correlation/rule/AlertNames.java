package io.tripline.correlation.rule;

import io.tripline.contracts.EcsField;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What an alert of a rule has under a name: its entity's fields and its values. The rule's texts and tests may name nothing
 * else.
 */
final class AlertNames {
    private static final Pattern PLACEHOLDER = Pattern.compile("\\{([^{}]*)}");

    private static final String SHOWN =
            " To show a field of an event, select it (... as source) and write values: {source: source}.";

    private final Section rule;
    private final List<String> fields;
    private final Set<String> values;
    private final Set<String> doubtful;

    /**
     * Names of a rule.
     *
     * @param doubtful keys that could not be read: what they may hold is not missed
     */
    AlertNames(
            Section rule,
            List<EntityField> entity,
            Map<String, Rule.Value> values,
            Set<String> doubtful) {
        this.rule = rule;
        this.doubtful = doubtful;
        this.fields = entity.stream().map(each -> each.field().fieldName()).toList();
        this.values = values.keySet();
    }

    void checkPlaceholders(String key, String text) {
        Set<String> known = new LinkedHashSet<>(values);
        known.addAll(fields);
        Matcher matcher = PLACEHOLDER.matcher(text);
        while (matcher.find()) {
            String name = matcher.group(1);
            if (!known.contains(name) && !mayBe(name)) {
                rule.problem(
                        rule.placeOf(key),
                        "The "
                                + key
                                + " names {"
                                + name
                                + "}, which is neither in entity nor in values."
                                + (isField(name) ? SHOWN : Suggestion.of(name, known)));
            }
        }
    }

    /** Whether it is a field of an event, or of one that the EPL names: {@code b.source.ip}. */
    private static boolean isField(String name) {
        return EcsField.byName(name).isPresent()
                || EcsField.byName(name.substring(name.indexOf('.') + 1)).isPresent();
    }

    /** Of an entity that could not be read, any field may be one. */
    private boolean mayBe(String name) {
        return doubtful.contains(EcsField.byName(name).isPresent() ? "entity" : "values");
    }

    /** What an alert of this rule never has, no test can find in it. */
    void checkExpectations(RuleTest test) {
        for (RuleTest.Expected expected : test.expected()) {
            for (EcsField field : expected.entity().keySet()) {
                if (!doubtful.contains("entity") && !fields.contains(field.fieldName())) {
                    rule.problem(
                            Place.ofLine(test.line()),
                            "The test \""
                                    + test.name()
                                    + "\" expects the entity to have "
                                    + field.fieldName()
                                    + ", and the rule's entity is "
                                    + String.join(", ", fields)
                                    + ".");
                }
            }
            for (String name : expected.values().keySet()) {
                if (!doubtful.contains("values") && !values.contains(name)) {
                    rule.problem(
                            Place.ofLine(test.line()),
                            "The test \""
                                    + test.name()
                                    + "\" expects a value "
                                    + name
                                    + ", which the rule's values do not have."
                                    + Suggestion.of(name, values));
                }
            }
        }
    }
}
