package io.tripline.correlation.lint;

import io.tripline.contracts.EcsEvent;
import io.tripline.contracts.EcsField;
import io.tripline.correlation.engine.Remark;
import io.tripline.correlation.rule.Problem;
import io.tripline.correlation.rule.RuleTest;
import io.tripline.correlation.rule.Words;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** What EPL asks that compiles and cannot be meant. */
final class EplChecks {
    private EplChecks() {}

    static List<Problem> conditionsCanHold(Subject subject) {
        return remarks(subject, Remark.Kind.NEVER);
    }

    static List<Problem> conditionsDecide(Subject subject) {
        return remarks(subject, Remark.Kind.ALWAYS);
    }

    static List<Problem> patternsArePatterns(Subject subject) {
        return remarks(subject, Remark.Kind.PATTERN);
    }

    static List<Problem> everyBeforeTheFirstEvent(Subject subject) {
        return remarks(subject, Remark.Kind.EVERY);
    }

    static List<Problem> vendorFieldsAreVendors(Subject subject) {
        return remarks(subject, Remark.Kind.FIELD);
    }

    static List<Problem> missingFieldsAreDecided(Subject subject) {
        return remarks(subject, Remark.Kind.MISSING);
    }

    /** A test that repeats a word's misspelling passes. */
    static List<Problem> wordsAreKnown(Subject subject) {
        List<Problem> problems = new ArrayList<>(remarks(subject, Remark.Kind.WORD));
        for (RuleTest test : subject.rule().tests()) {
            Set<String> unknown = new TreeSet<>();
            for (EcsEvent event : test.events()) {
                for (EcsField field : Words.fields()) {
                    for (String word : words(event, field)) {
                        String problem = Words.problem(field, word);
                        if (!problem.isEmpty()) {
                            unknown.add(problem);
                        }
                    }
                }
            }
            unknown.forEach(
                    each ->
                            problems.add(
                                    subject.at(
                                            test.line(),
                                            "The test \"" + test.name() + "\": " + each)));
        }
        return problems;
    }

    private static List<String> words(EcsEvent event, EcsField field) {
        return switch (event.value(field)) {
            case String word -> List.of(word);
            case List<?> all -> all.stream().map(String::valueOf).toList();
            case null, default -> List.of();
        };
    }

    private static List<Problem> remarks(Subject subject, Remark.Kind kind) {
        return subject.remarks().stream()
                .filter(each -> each.kind() == kind)
                .map(Remark::problem)
                .toList();
    }
}
