package io.tripline.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;

/** The benchmarks run, each for an instant: what they measure is not looked at here. */
class BenchmarksTest {
    @Test
    void every_source_is_normalized_in_turn() throws IOException, RunnerException {
        Collection<RunResult> results =
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
                        .run();
        assertThat(results)
                .extracting(result -> result.getParams().getParam("source"))
                .containsExactlyElementsOf(fixtures());
        assertThat(results)
                .allSatisfy(result -> assertThat(result.getSecondaryResults()).containsKey("cpu"));
    }

    private static List<String> fixtures() throws IOException {
        try (Stream<Path> files = Files.list(Path.of("src/test/resources/fixtures"))) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> name.endsWith(".yml"))
                    .map(name -> name.substring(0, name.length() - ".yml".length()))
                    .sorted()
                    .toList();
        }
    }
}
