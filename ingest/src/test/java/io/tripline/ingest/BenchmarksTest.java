package io.tripline.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;

/** The benchmarks run, each for an instant: what they measure is not looked at here. */
class BenchmarksTest {
    @Test
    void every_source_is_normalized_in_turn() throws RunnerException {
        assertThat(
                        new Runner(
                                        new OptionsBuilder()
                                                .include("io\\.tripline\\.ingest\\..*")
                                                .forks(0)
                                                .warmupIterations(0)
                                                .measurementIterations(1)
                                                .measurementTime(TimeValue.milliseconds(1))
                                                .addProfiler(CpuTime.class)
                                                .shouldFailOnError(true)
                                                .verbosity(VerboseMode.SILENT)
                                                .build())
                                .run())
                .hasSizeGreaterThanOrEqualTo(16)
                .allSatisfy(result -> assertThat(result.getSecondaryResults()).containsKey("cpu"));
    }
}
