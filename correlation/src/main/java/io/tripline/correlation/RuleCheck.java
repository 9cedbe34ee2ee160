package io.tripline.correlation;

import io.tripline.contracts.Alert;
import io.tripline.contracts.EcsEvent;
import io.tripline.correlation.engine.CompiledRule;
import io.tripline.correlation.engine.RuleCompiler;
import io.tripline.correlation.engine.RuleSet;
import io.tripline.correlation.rule.Problem;
import io.tripline.correlation.rule.RuleTest;
import io.tripline.correlation.state.Bounds;
import io.tripline.correlation.state.Outcomes;
import io.tripline.correlation.state.Router;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** Runs the tests inside a rule through the engine that runs in production. */
public final class RuleCheck {
    private static final Bounds BOUNDS = new Bounds(Duration.ofHours(24), 10_000, 4, 100_000);

    private final CompiledRule rule;
    private final RuleSet alone;

    public RuleCheck(CompiledRule rule, RuleCompiler compiler) {
        this.rule = rule;
        this.alone = new RuleSet(List.of(rule), compiler);
    }

    /** What the tests expect and the rule does not do; empty if all is well. */
    public List<Problem> failures() {
        return failures(events -> events);
    }

    /** The same with the events of each test out of order within the lateness, and some of them twice. */
    public List<Problem> failures(RandomGenerator random) {
        return failures(events -> disturbed(events, random));
    }

    private List<Problem> failures(UnaryOperator<List<EcsEvent>> arrivals) {
        // The router has no state and takes a while to compile, so all tests share it.
        try (Router router = new Router(alone, Outcomes.UNCOUNTED)) {
            return rule.rule().tests().stream()
                    .flatMap(test -> failures(test, arrivals.apply(test.events()), router).stream())
                    .toList();
        }
    }

    private List<Problem> failures(RuleTest test, List<EcsEvent> events, Router router) {
        List<Alert> alerts;
        try (Replay replay = new Replay(alone, BOUNDS, router)) {
            events.forEach(replay::accept);
            alerts = replay.alerts();
        }
        List<RuleTest.Expected> missing = new ArrayList<>(test.expected());
        List<Alert> extra = new ArrayList<>();
        for (Alert alert : alerts) {
            RuleTest.Expected met =
                    missing.stream().filter(each -> fits(each, alert)).findFirst().orElse(null);
            if (met == null) {
                extra.add(alert);
            } else {
                missing.remove(met);
            }
        }
        List<Problem> problems = new ArrayList<>();
        missing.forEach(each -> problems.add(problem(test, "expects " + text(each), extra)));
        if (missing.isEmpty()) {
            extra.forEach(
                    each ->
                            problems.add(
                                    problem(
                                            test,
                                            "expects no alert like " + text(each),
                                            List.of())));
        }
        return problems;
    }

    private Problem problem(RuleTest test, String what, List<Alert> instead) {
        String but = instead.isEmpty() ? "." : ", but there is " + text(instead.getFirst()) + ".";
        return new Problem(
                rule.rule().file(), test.line(), "The test \"" + test.name() + "\" " + what + but);
    }

    private static boolean fits(RuleTest.Expected expected, Alert alert) {
        return expected.entity().entrySet().stream()
                        .allMatch(each -> each.getValue().equals(alert.entity().get(each.getKey())))
                && expected.values().entrySet().stream()
                        .allMatch(
                                each -> isEqual(each.getValue(), alert.values().get(each.getKey())))
                && expected.count().stream().allMatch(n -> n == alert.occurrence().count())
                && expected.evidence().stream().allMatch(n -> n == alert.evidence().size());
    }

    /** A rule's author need not care whether a number is whole. */
    private static boolean isEqual(Object expected, @Nullable Object actual) {
        return (expected instanceof Number number && actual instanceof Number other)
                ? number.doubleValue() == other.doubleValue()
                : Objects.equals(expected, actual);
    }

    private static String text(RuleTest.Expected expected) {
        Map<String, Object> parts = new TreeMap<>();
        expected.entity().forEach((field, value) -> parts.put(field.fieldName(), value));
        parts.putAll(expected.values());
        expected.count().ifPresent(count -> parts.put("count", count));
        expected.evidence().ifPresent(evidence -> parts.put("evidence", evidence));
        return "an alert with " + parts;
    }

    private static String text(Alert alert) {
        Map<String, Object> parts = new TreeMap<>();
        alert.entity().forEach((field, value) -> parts.put(field.fieldName(), value));
        parts.putAll(alert.values());
        parts.put("count", alert.occurrence().count());
        parts.put("evidence", alert.evidence().size());
        return "an alert with " + parts;
    }

    /** Each event arrives up to the lateness after it happened, a third of them twice. */
    private static List<EcsEvent> disturbed(List<EcsEvent> events, RandomGenerator random) {
        record Arrival(Instant at, EcsEvent event) {}
        List<Arrival> arrivals = new ArrayList<>();
        long lateness = BOUNDS.lateness().toMillis();
        for (EcsEvent event : events) {
            int times = random.nextInt(3) == 0 ? 2 : 1;
            for (int i = 0; i < times; i++) {
                arrivals.add(
                        new Arrival(
                                event.timestamp().plusMillis(random.nextLong(lateness)), event));
            }
        }
        arrivals.sort(Comparator.comparing(Arrival::at));
        return arrivals.stream().map(Arrival::event).toList();
    }
}
