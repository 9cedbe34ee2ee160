package io.tripline.correlation.bench;

import static org.assertj.core.api.Assertions.assertThat;

import io.tripline.correlation.state.Outcomes;
import io.tripline.correlation.state.Router;
import io.tripline.correlation.streams.MemoryBenchmark;
import org.junit.jupiter.api.Test;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;

/** The benchmarks run, each for an instant: what they measure is not looked at here. */
class BenchmarksTest {

    @Test
    void every_benchmark_runs() throws RunnerException {
        System.setProperty(BenchRules.SIMPLE_RULES, "24");
        System.setProperty(MemoryBenchmark.ENTITIES, "100");
        try {
            assertThat(
                            new Runner(
                                            new OptionsBuilder()
                                                    .include("io\\.tripline\\.correlation\\..*")
                                                    .forks(0)
                                                    .warmupIterations(0)
                                                    .measurementIterations(1)
                                                    .measurementTime(TimeValue.milliseconds(1))
                                                    .shouldFailOnError(true)
                                                    .verbosity(VerboseMode.SILENT)
                                                    .build())
                                    .run())
                    .hasSizeGreaterThanOrEqualTo(8);
        } finally {
            System.clearProperty(BenchRules.SIMPLE_RULES);
            System.clearProperty(MemoryBenchmark.ENTITIES);
        }
    }

    @Test
    void one_event_in_twenty_is_wanted() {
        int events = 10_000;
        int wanted = 0;
        int routed = 0;
        BenchEvents stream = new BenchEvents(7, 100, 2_000, 0);
        try (Router router = new Router(BenchRules.fifty(), Outcomes.UNCOUNTED)) {
            for (int i = 0; i < events; i++) {
                int routes = router.route(stream.next(), "").size();
                wanted += routes > 0 ? 1 : 0;
                routed += routes;
            }
        }
        assertThat(wanted).isBetween(events * 4 / 100, events * 6 / 100);
        assertThat(routed).isGreaterThan(wanted * 3 / 2);
    }
}
