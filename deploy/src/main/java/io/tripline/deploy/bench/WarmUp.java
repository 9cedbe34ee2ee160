package io.tripline.deploy.bench;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.HdrHistogram.Histogram;

/**
 * Ships at a rate until the JIT compilers have done most of their work for it. Small batches take other ways through the
 * clients than full ones; what compiling those takes, up to half of a processor for minutes, is the price of a start, and
 * not what a pipeline that runs for months has. How it went is part of the report.
 */
final class WarmUp {
    private static final Duration ROUND = Duration.ofSeconds(30);
    private static final int MOST_ROUNDS = 10;

    /** Of one processor. */
    private static final double QUIET = 0.1;

    private final Supplier<Map<String, ProcessUsage>> usage;
    private final Consumer<String> progress;
    private final List<BenchReport.Compiling> course = new ArrayList<>();

    WarmUp(Supplier<Map<String, ProcessUsage>> usage, Consumer<String> progress) {
        this.usage = usage;
        this.progress = progress;
    }

    /** Gives the last load that it shipped; the next one is of other branches. */
    Load run(LatencyRun run, int eventsPerSecond, Load before, int ordinary)
            throws InterruptedException {
        Load load = before;
        do {
            load = load.ofOtherBranches(eventsPerSecond * (int) ROUND.toSeconds(), ordinary);
            Map<String, ProcessUsage> began = usage.get();
            Histogram millis = run.latencies(eventsPerSecond, ROUND, load);
            Duration compiled = compiled(began, usage.get());
            course.add(
                    new BenchReport.Compiling(
                            ROUND,
                            compiled.toMillis() / (double) ROUND.toMillis(),
                            new BenchReport.Slice(
                                    Duration.ofMillis(millis.getValueAtPercentile(50)),
                                    Duration.ofMillis(millis.getMaxValue()))));
            progress.accept(
                    "Warming up at %,d events/s: the JIT compiler took %.0f %% of a processor for %d s"
                            .formatted(
                                    eventsPerSecond,
                                    100 * course.getLast().jit(),
                                    ROUND.toSeconds()));
        } while (course.getLast().jit() > QUIET && course.size() < MOST_ROUNDS);
        return load;
    }

    /** How each round went. */
    List<BenchReport.Compiling> course() {
        return List.copyOf(course);
    }

    private static Duration compiled(
            Map<String, ProcessUsage> before, Map<String, ProcessUsage> after) {
        return sum(after).minus(sum(before));
    }

    private static Duration sum(Map<String, ProcessUsage> usage) {
        return usage.values().stream()
                .map(ProcessUsage::compiler)
                .reduce(Duration.ZERO, Duration::plus);
    }
}
