package io.tripline.correlation.rule;

import io.tripline.contracts.EcsField;
import io.tripline.contracts.EcsVocabulary;
import io.tripline.contracts.Spelling;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.SortedSet;
import java.util.regex.Pattern;

/** The words that events have in fields whose words are known: ECS's, and the datasets of Tripline's own log sources. */
public final class Words {
    private static final Pattern COUNTRY = Pattern.compile("[A-Z]{2}");

    private static final SortedSet<String> DATASETS = EcsVocabulary.datasets();

    /** Who mistypes begins right: deny is denied, and not end. */
    private static final int BEGINNING = 3;

    /** Others have datasets of their own, but hardly one that differs by so few letters. */
    private static final int NEAR = 2;

    private Words() {}

    /** What is wrong with a word in a field; empty if nothing is known to be. */
    public static String problem(EcsField field, String word) {
        if (field == EcsField.EVENT_DATASET) {
            return dataset(word);
        }
        if (field.fieldName().endsWith(".country_iso_code") && !COUNTRY.matcher(word).matches()) {
            return "%s has two capital letters, like DE, and '%s' has not."
                    .formatted(field.fieldName(), word);
        }
        return EcsVocabulary.allowed(field)
                .filter(allowed -> !allowed.contains(word))
                .map(
                        allowed ->
                                "%s is one of ECS's words, and '%s' is none.%s"
                                        .formatted(field.fieldName(), word, meant(word, allowed)))
                .orElse("");
    }

    private static String meant(String word, Collection<String> allowed) {
        List<String> alike =
                allowed.stream()
                        .filter(each -> word.length() >= BEGINNING)
                        .filter(each -> each.startsWith(word.substring(0, BEGINNING)))
                        .toList();
        if (alike.size() == 1) {
            return " Did you mean " + alike.getFirst() + "?";
        }
        String suggestion = Suggestion.of(word, allowed);
        return suggestion.isEmpty() ? " They are " + String.join(", ", allowed) + "." : suggestion;
    }

    private static String dataset(String word) {
        int dot = word.indexOf('.');
        if (DATASETS.contains(word)
                || (dot > 0 && DATASETS.contains(word.substring(0, dot) + ".*"))) {
            return "";
        }
        return Spelling.nearest(word, DATASETS)
                .filter(each -> !each.endsWith("*"))
                .filter(each -> Spelling.distance(word, each) <= NEAR)
                .map(
                        each ->
                                "No log source of Tripline's has the event.dataset '%s'. Did you mean %s?"
                                        .formatted(word, each))
                .orElse("");
    }

    /** Fields whose words are known. */
    public static Set<EcsField> fields() {
        return Set.of(
                EcsField.EVENT_CATEGORY,
                EcsField.EVENT_DATASET,
                EcsField.EVENT_KIND,
                EcsField.EVENT_OUTCOME,
                EcsField.EVENT_TYPE);
    }
}
