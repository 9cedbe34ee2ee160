package io.tripline.correlation.lint;

import io.tripline.contracts.EcsEvent;
import io.tripline.contracts.EcsField;
import io.tripline.correlation.rule.RuleTest;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.TreeMap;

/** Tests at the edge of a rule's threshold or window: one step away from a test that ends otherwise, or called so. */
public final class Edges {
    private Edges() {}

    /** Those among a rule's tests. */
    public static List<RuleTest> of(List<RuleTest> tests) {
        return tests.stream()
                .filter(
                        each ->
                                each.name().toLowerCase(Locale.ROOT).contains("edge")
                                        || (!fires(each)
                                                && tests.stream()
                                                        .filter(Edges::fires)
                                                        .anyMatch(other -> isOneStep(other, each))))
                .toList();
    }

    /**
     * A test that fires and a quiet one that is most like it.
     *
     * @param differing how many events are missing in one of them, different or moved
     */
    public record Pair(RuleTest firing, RuleTest quiet, int differing) {}

    /** The two that are nearest to an edge; empty if all tests fire, or none does. */
    public static Optional<Pair> nearest(List<RuleTest> tests) {
        return tests.stream()
                .filter(Edges::fires)
                .flatMap(
                        firing ->
                                tests.stream()
                                        .filter(each -> !fires(each))
                                        .map(
                                                quiet ->
                                                        new Pair(
                                                                firing,
                                                                quiet,
                                                                differing(firing, quiet))))
                .min(Comparator.comparingInt(Pair::differing));
    }

    private static boolean fires(RuleTest test) {
        return !test.expected().isEmpty();
    }

    /** Whether one event is missing, different or moved, or all are the same at other times. */
    private static boolean isOneStep(RuleTest one, RuleTest other) {
        return differing(one, other) <= 1 || contents(one).equals(contents(other));
    }

    private static int differing(RuleTest one, RuleTest other) {
        List<String> left = placed(one);
        List<String> right = placed(other);
        List<String> onlyLeft = new ArrayList<>(left);
        List<String> onlyRight = new ArrayList<>(right);
        right.forEach(onlyLeft::remove);
        left.forEach(onlyRight::remove);
        return Math.max(onlyLeft.size(), onlyRight.size());
    }

    private static List<String> placed(RuleTest test) {
        Instant start = start(test);
        return test.events().stream()
                .map(each -> Duration.between(start, each.timestamp()) + content(each))
                .toList();
    }

    private static List<String> contents(RuleTest test) {
        return test.events().stream()
                .sorted(Comparator.comparing(EcsEvent::timestamp))
                .map(Edges::content)
                .toList();
    }

    private static Instant start(RuleTest test) {
        return test.events().stream()
                .map(EcsEvent::timestamp)
                .min(Comparator.naturalOrder())
                .orElse(Instant.EPOCH);
    }

    private static String content(EcsEvent event) {
        TreeMap<String, Object> fields = new TreeMap<>();
        for (EcsField field : EcsField.values()) {
            Object value = event.value(field);
            if (value != null && field != EcsField.TIMESTAMP && field != EcsField.EVENT_ID) {
                fields.put(field.fieldName(), value);
            }
        }
        return fields.toString() + event.vendor();
    }
}
