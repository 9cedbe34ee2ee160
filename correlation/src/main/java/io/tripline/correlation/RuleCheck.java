package io.tripline.correlation;

import io.tripline.contracts.Alert;
import io.tripline.contracts.EcsEvent;
import io.tripline.correlation.engine.CompiledRule;
import io.tripline.correlation.engine.RuleCompiler;
import io.tripline.correlation.engine.RuleSet;
import io.tripline.correlation.rule.Problem;
import io.tripline.correlation.rule.ReviewedException;
import io.tripline.correlation.rule.RuleTest;
import io.tripline.correlation.state.Bounds;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;

/** Runs the tests inside a rule through the engine that runs in production. */
public final class RuleCheck implements AutoCloseable {
    private static final Bounds BOUNDS =
            new Bounds(
                    Duration.ofHours(24),
                    Duration.ofMinutes(1),
                    Duration.ofMinutes(1),
                    10_000,
                    100_000,
                    4,
                    100_000);

    private final RuleCompiler compiler;
    private final CompiledRule rule;

    /** All tests take turns in it: to make one takes longer than most tests. */
    private final Replay replay;

    /** The same for tests with an exception, by what they except. */
    private final Map<List<ReviewedException>, Replay> excepting = new HashMap<>();

    public RuleCheck(CompiledRule rule, RuleCompiler compiler) {
        this.compiler = compiler;
        this.rule = compiler.forTests(rule);
        this.replay = new Replay(new RuleSet(List.of(this.rule), compiler), BOUNDS);
    }

    /** The rule's tests. */
    public List<RuleTest> tests() {
        return rule.rule().tests();
    }

    /** Runs one test with its events in the order in which they are written to arrive. */
    public Trial run(RuleTest test) {
        return run(test, Trial.Order.AS_WRITTEN, test.events());
    }

    /** Runs one test with its events out of order within the lateness, and some of them twice. */
    public Trial run(RuleTest test, RandomGenerator random) {
        return run(test, Trial.Order.SHUFFLED, disturbed(test.events(), random));
    }

    /** What the tests expect and the rule does not do; empty if all is well. */
    public List<Problem> failures() {
        return tests().stream().map(this::run).flatMap(each -> problems(each).stream()).toList();
    }

    /** The same with the events of each test out of order within the lateness, and some of them twice. */
    public List<Problem> failures(RandomGenerator random) {
        return tests().stream()
                .map(test -> run(test, random))
                .flatMap(each -> problems(each).stream())
                .toList();
    }

    private Trial run(RuleTest test, Trial.Order order, List<EcsEvent> events) {
        replay.forget();
        List<Alert> alerts = alerts(replay, events);
        if (test.exceptions().isEmpty()) {
            return new Trial(test, order, Comparison.differences(test, alerts));
        }
        List<String> differences = new ArrayList<>();
        if (alerts.isEmpty()) {
            differences.add(
                    "without the exception nothing is told either, so the test proves nothing of it");
        }
        Replay excepting =
                this.excepting.computeIfAbsent(
                        test.exceptions(),
                        all -> new Replay(new RuleSet(List.of(rule.with(all)), compiler), BOUNDS));
        excepting.forget();
        differences.addAll(Comparison.differences(test, alerts(excepting, events)));
        return new Trial(test, order, differences);
    }

    private List<Alert> alerts(Replay in, List<EcsEvent> events) {
        if (rule.isOverAlerts()) {
            events.forEach(in::acceptAlert);
        } else {
            events.forEach(in::accept);
        }
        in.end();
        return in.alerts();
    }

    private List<Problem> problems(Trial trial) {
        return trial.differences().stream()
                .map(
                        each ->
                                new Problem(
                                        rule.rule().file(),
                                        trial.test().line(),
                                        "The test \""
                                                + trial.test().name()
                                                + "\", "
                                                + trial.order()
                                                + ": "
                                                + each.replaceAll("\\s+", " ")))
                .toList();
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

    @Override
    public void close() {
        replay.close();
        excepting.values().forEach(Replay::close);
    }
}
