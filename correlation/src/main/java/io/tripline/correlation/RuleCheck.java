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
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Supplier;
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

    /** What a rule's tests may take of a processor, together when a rule is loaded; those of the core pack take less than two seconds each. */
    static final Duration MOST_WORK = Duration.ofSeconds(20);

    private final RuleCompiler compiler;
    private final CompiledRule rule;

    /** What the running thread has taken of a processor: that other programs keep a machine busy must not refuse a rule. */
    private final Supplier<Duration> worked;

    /** What the tests that ran one by one as they are written have taken together: a rule that loads is one whose tests pass one by one. */
    private Duration taken = Duration.ZERO;

    /** All tests take turns in it: to make one takes longer than most tests. */
    private final Replay replay;

    /** The same for tests with an exception, by what they except. */
    private final Map<List<ReviewedException>, Replay> excepting = new HashMap<>();

    public RuleCheck(CompiledRule rule, RuleCompiler compiler) {
        this(rule, compiler, RuleCheck::ofThisThread);
    }

    RuleCheck(CompiledRule rule, RuleCompiler compiler, Supplier<Duration> worked) {
        this.compiler = compiler;
        this.worked = worked;
        this.rule = compiler.forTests(rule);
        this.replay = new Replay(new RuleSet(List.of(this.rule), compiler), BOUNDS);
    }

    private static Duration ofThisThread() {
        return Duration.ofNanos(ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime());
    }

    /** The rule's tests. */
    public List<RuleTest> tests() {
        return rule.rule().tests();
    }

    /** Runs one test with its events in the order in which they are written to arrive. What such tests may take they may take together. */
    public Trial run(RuleTest test) {
        Duration begun = worked.get();
        Trial trial =
                run(
                        test,
                        Trial.Order.AS_WRITTEN,
                        test.events(),
                        begun.plus(MOST_WORK).minus(taken));
        taken = taken.plus(worked.get()).minus(begun);
        return trial;
    }

    /** Runs one test with its events out of order within the lateness, and some of them twice. */
    public Trial run(RuleTest test, RandomGenerator random) {
        return run(test, Trial.Order.SHUFFLED, disturbed(test.events(), random), until());
    }

    /** What the tests expect and the rule does not do; empty if all is well. Tests that take too much work are ended. */
    public List<Problem> failures() {
        return failures(test -> test.events(), Trial.Order.AS_WRITTEN);
    }

    /** The same with the events of each test out of order within the lateness, and some of them twice. */
    public List<Problem> failures(RandomGenerator random) {
        return failures(test -> disturbed(test.events(), random), Trial.Order.SHUFFLED);
    }

    private List<Problem> failures(Function<RuleTest, List<EcsEvent>> arrivals, Trial.Order order) {
        List<Problem> problems = new ArrayList<>();
        Duration until = until();
        for (RuleTest test : tests()) {
            problems.addAll(problems(run(test, order, arrivals.apply(test), until)));
            if (isOver(until)) {
                break;
            }
        }
        return problems;
    }

    private Duration until() {
        return worked.get().plus(MOST_WORK);
    }

    private boolean isOver(Duration until) {
        return worked.get().compareTo(until) > 0;
    }

    private Trial run(RuleTest test, Trial.Order order, List<EcsEvent> events, Duration until) {
        List<Alert> alerts = alerts(replay, events, until);
        List<String> differences = new ArrayList<>();
        if (test.exceptions().isEmpty()) {
            differences.addAll(Comparison.differences(test, alerts));
        } else {
            if (alerts.isEmpty()) {
                differences.add(
                        "without the exception nothing is told either, so the test proves nothing of it");
            }
            Replay excepting =
                    this.excepting.computeIfAbsent(
                            test.exceptions(),
                            all ->
                                    new Replay(
                                            new RuleSet(List.of(rule.with(all)), compiler),
                                            BOUNDS));
            differences.addAll(Comparison.differences(test, alerts(excepting, events, until)));
        }
        return new Trial(
                test,
                order,
                isOver(until)
                        ? List.of(
                                "the rule's tests take more than "
                                        + MOST_WORK.toSeconds()
                                        + " s of a processor and were ended here. Write fewer events, or a rule that looks at less of what it keeps.")
                        : differences);
    }

    private List<Alert> alerts(Replay in, List<EcsEvent> events, Duration until) {
        in.forget();
        for (EcsEvent event : events) {
            if (isOver(until)) {
                return List.of();
            }
            if (rule.isOverAlerts()) {
                in.acceptAlert(event);
            } else {
                in.accept(event);
            }
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
