package io.tripline.deploy.cli;

import io.tripline.correlation.Trial;
import io.tripline.correlation.rule.Problem;
import java.time.Duration;
import java.util.List;
import java.util.Locale;

/**
 * What the tests of one rule file gave.
 *
 * @param rule the rule's id; empty if the file is none
 * @param problems why the file is no rule
 * @param trials of each test the first that failed, or the last
 */
record RuleResult(String file, String rule, List<Problem> problems, List<Timed> trials) {
    private static final String INDENT = "        ";

    RuleResult {
        problems = List.copyOf(problems);
        trials = List.copyOf(trials);
    }

    /** A trial and how long it took. */
    record Timed(Trial trial, Duration took) {}

    boolean passed() {
        return problems.isEmpty() && failed() == 0;
    }

    private long failed() {
        return trials.stream().filter(each -> !each.trial.passed()).count();
    }

    Duration took() {
        return trials.stream().map(Timed::took).reduce(Duration.ZERO, Duration::plus);
    }

    /** For people: one line if all is well, and else what is not. */
    String text() {
        StringBuilder out = new StringBuilder();
        if (!problems.isEmpty()) {
            out.append("ERROR   ").append(file).append(" is no rule\n");
            problems.forEach(each -> out.append(INDENT).append(each).append('\n'));
            return out.toString();
        }
        out.append(passed() ? "ok      " : "FAILED  ").append(file);
        out.append("  ").append(count(trials.size(), "test"));
        if (!passed()) {
            out.append(", ").append(failed()).append(" failed");
        }
        out.append('\n');
        for (Timed each : trials) {
            if (!each.trial.passed()) {
                append(out, each.trial);
            }
        }
        trials.stream()
                .filter(each -> !each.trial.passed())
                .findFirst()
                .ifPresent(
                        each ->
                                out.append(INDENT)
                                        .append("Why: ./tripline rules explain ")
                                        .append(file)
                                        .append(" --test '")
                                        .append(each.trial.test().name().replace("'", "'\\''"))
                                        .append("'\n"));
        return out.toString();
    }

    private void append(StringBuilder out, Trial trial) {
        out.append(INDENT)
                .append(file)
                .append(':')
                .append(trial.test().line())
                .append(": ")
                .append(trial.test().name())
                .append(" (")
                .append(trial.order())
                .append(")\n");
        for (String difference : trial.differences()) {
            difference
                    .lines()
                    .forEach(line -> out.append(INDENT).append("  ").append(line).append('\n'));
        }
    }

    /** The last line. */
    static String summary(List<RuleResult> results) {
        long tests = results.stream().mapToLong(each -> each.trials.size()).sum();
        long failed = results.stream().mapToLong(RuleResult::failed).sum();
        long unreadable = results.stream().filter(each -> !each.problems.isEmpty()).count();
        return String.format(
                Locale.ROOT,
                "%s, %s: %s%s.",
                count(results.size(), "rule"),
                count(tests, "test"),
                failed == 0 && unreadable == 0 ? "all passed" : failed + " failed",
                unreadable == 0 ? "" : ", " + count(unreadable, "file") + " not a rule");
    }

    private static String count(long number, String what) {
        return String.format(Locale.ROOT, "%,d %s%s", number, what, number == 1 ? "" : "s");
    }
}
