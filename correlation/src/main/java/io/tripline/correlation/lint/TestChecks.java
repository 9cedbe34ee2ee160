package io.tripline.correlation.lint;

import io.tripline.contracts.EcsEvent;
import io.tripline.contracts.EcsField;
import io.tripline.correlation.engine.AddressBlocks;
import io.tripline.correlation.rule.Problem;
import io.tripline.correlation.rule.RuleTest;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** What the tests inside a rule try. */
final class TestChecks {
    /** RFC 5737, RFC 3849, RFC 1918, RFC 4193, loopback, link-local, shared (RFC 6598), and MaxMind's test addresses. */
    private static final AddressBlocks INVENTED =
            AddressBlocks.of(
                    List.of(
                            "192.0.2.0/24",
                            "198.51.100.0/24",
                            "203.0.113.0/24",
                            "2001:db8::/32",
                            "10.0.0.0/8",
                            "172.16.0.0/12",
                            "192.168.0.0/16",
                            "fc00::/7",
                            "127.0.0.0/8",
                            "::1/128",
                            "169.254.0.0/16",
                            "fe80::/10",
                            "100.64.0.0/10",
                            "0.0.0.0/32",
                            "::/128",
                            "81.2.69.0/24",
                            "89.160.20.0/24",
                            "175.16.199.0/24",
                            "216.160.83.0/24",
                            "67.43.156.0/24",
                            "2.125.160.216/32",
                            "2001:218::/32",
                            "224.0.0.0/4",
                            "ff00::/8",
                            "255.255.255.255/32"));

    private TestChecks() {}

    static List<Problem> hasFiringTest(Subject subject) {
        return subject.rule().tests().stream().anyMatch(TestChecks::fires)
                ? List.of()
                : List.of(
                        subject.at(
                                "tests",
                                "No test expects an alert. Add one with the events of an attack."));
    }

    static List<Problem> hasQuietTest(Subject subject) {
        return subject.rule().tests().stream().allMatch(TestChecks::fires)
                ? List.of(
                        subject.at(
                                "tests",
                                "Every test expects an alert. Add one with expect: none, e.g. of somebody innocent."))
                : List.of();
    }

    static List<Problem> hasEdgeTest(Subject subject) {
        return !Edges.of(subject.rule().tests()).isEmpty()
                ? List.of()
                : List.of(
                        subject.at(
                                "tests",
                                "No test stands at the edge. Add a quiet one that differs from a firing one by one event, or only in its times: four failures instead of five, ten minutes instead of nine."
                                        + Edges.nearest(subject.rule().tests())
                                                .map(TestChecks::words)
                                                .orElse("")));
    }

    private static String words(Edges.Pair nearest) {
        return " Nearest are \""
                + nearest.firing().name()
                + "\", which fires, and \""
                + nearest.quiet().name()
                + "\", which does not: "
                + nearest.differing()
                + " events differ.";
    }

    static List<Problem> hasInnocentTest(Subject subject) {
        return subject.rule().tests().stream().anyMatch(each -> !each.innocent().isEmpty())
                ? List.of()
                : List.of(
                        subject.at(
                                "tests",
                                "No test is about somebody innocent. Say in one that expects none who it is: innocent: A backup that reads all hosts at night."));
    }

    static List<Problem> testNamesAreUnique(Subject subject) {
        Set<String> names = new HashSet<>();
        return subject.rule().tests().stream()
                .filter(each -> !names.add(each.name()))
                .map(
                        each ->
                                subject.at(
                                        each.line(),
                                        "There is another test \""
                                                + each.name()
                                                + "\". Say what is different about this one."))
                .toList();
    }

    static List<Problem> expectationNamesEntity(Subject subject) {
        return subject.rule().tests().stream()
                .filter(test -> test.expected().stream().anyMatch(each -> each.entity().isEmpty()))
                .map(
                        test ->
                                subject.at(
                                        test.line(),
                                        "The test \""
                                                + test.name()
                                                + "\" does not say which entity its alert is about. Write expect: [{entity: {"
                                                + subject.rule()
                                                        .entity()
                                                        .getFirst()
                                                        .field()
                                                        .fieldName()
                                                + ": ...}}]."))
                .toList();
    }

    static List<Problem> testsBringLists(Subject subject) {
        return subject.lists().stream()
                .filter(each -> !subject.rule().testLists().containsKey(each))
                .map(
                        each ->
                                subject.at(
                                        "tests",
                                        "The tests rest on what the list "
                                                + each
                                                + " holds today. Write test-lists: {"
                                                + each
                                                + ": [...]} with what it holds in them."))
                .toList();
    }

    static List<Problem> inventedAddresses(Subject subject) {
        List<Problem> problems = new ArrayList<>();
        for (RuleTest test : subject.rule().tests()) {
            Set<String> real = new TreeSet<>();
            for (EcsEvent event : test.events()) {
                for (EcsField field : EcsField.values()) {
                    if (field.type() == EcsField.Type.IP
                            && event.value(field) instanceof String address
                            && !INVENTED.holds(address)) {
                        real.add(address);
                    }
                }
            }
            if (!real.isEmpty()) {
                problems.add(
                        subject.at(
                                test.line(),
                                "The test \""
                                        + test.name()
                                        + "\" uses addresses that somebody may have: "
                                        + String.join(", ", real)
                                        + ". Use 203.0.113.0/24, or 81.2.69.142 where it must be in London."));
            }
        }
        return problems;
    }

    private static boolean fires(RuleTest test) {
        return !test.expected().isEmpty();
    }
}
