package io.tripline.deploy.cli;

import io.tripline.deploy.CannotRunException;
import io.tripline.deploy.ExitCode;
import io.tripline.deploy.bench.Bench;
import io.tripline.deploy.bench.BenchReport;
import io.tripline.deploy.servers.DirectoryTree;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

@Command(
        name = "bench",
        mixinStandardHelpOptions = true,
        subcommands = {RecoveryCommand.class, DetectionCommand.class, IndexingCommand.class},
        header = "Measure rate, CPU, memory and latency of the whole pipeline on this machine.",
        description = {
            "",
            "Starts a stack of its own on free ports, with all rules, and measures: what OpenSearch indexes alone; what"
                    + " goes end to end from raw record to indexed event; how long a webhook takes at 1,000 and 2,000"
                    + " events/s. Takes a few minutes; nothing else should run meanwhile.",
            "",
            "bench --parts [REGEX] [JMH options] measures matching and correlating alone."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  tripline bench --json bench.json",
            "  tripline bench --warm-up 50000 --records 50000 --latency-seconds 10     quick and rough"
        })
@SuppressWarnings("NullAway.Init") // Picocli sets the fields.
final class BenchCommand implements Callable<Integer> {
    /** The load is made beforehand and kept in memory. */
    private static final int MOST_RECORDS = 300_000;

    /** Five days before the one that is measured. */
    private static final int MOST_WARM_UP = 1_500_000;

    private static final int MOST_ORDINARY = 100;
    private static final int MOST_LATENCY_SECONDS = 60;

    @Spec private CommandSpec spec;

    @Option(
            names = "--warm-up",
            paramLabel = "N",
            defaultValue = "200000",
            description =
                    "Raw records that are shipped before anything is measured, so that the JIT compiler has done"
                            + " most of its work; default: ${DEFAULT-VALUE}.")
    private int warmUp;

    @Option(
            names = "--records",
            paramLabel = "N",
            defaultValue = "200000",
            description = "Raw records of the run at full speed; default: ${DEFAULT-VALUE}.")
    private int records;

    @Option(
            names = "--ordinary",
            paramLabel = "N",
            defaultValue = "11",
            description =
                    "Records of ordinary traffic, which no stateful rule wants, with each record of the sample day; 0 is a"
                            + " day of sign-ins and attacks alone; default: ${DEFAULT-VALUE}.")
    private int ordinary;

    @Option(
            names = "--latency-seconds",
            paramLabel = "N",
            defaultValue = "30",
            description = "How long each latency run ships; default: ${DEFAULT-VALUE}.")
    private int latencySeconds;

    @Option(names = "--json", paramLabel = "FILE", description = "Write the results as JSON too.")
    private @Nullable Path json;

    @Override
    public Integer call() throws InterruptedException {
        require("--warm-up", warmUp, MOST_WARM_UP);
        require("--records", records, MOST_RECORDS);
        if (ordinary < 0 || ordinary > MOST_ORDINARY) {
            throw new ParameterException(
                    spec.commandLine(),
                    "--ordinary is a number from 0 to %d, not %d."
                            .formatted(MOST_ORDINARY, ordinary));
        }
        require("--latency-seconds", latencySeconds, MOST_LATENCY_SECONDS);
        try {
            BenchReport report = measure();
            spec.commandLine().getOut().print(report.table());
            spec.commandLine().getOut().flush();
            if (json != null) {
                Files.write(json, report.json());
            }
            return ExitCode.OK.code();
        } catch (IOException e) {
            throw new CannotRunException(
                    ExitCode.FAILED, "The benchmark failed: " + e.getMessage(), e);
        }
    }

    private BenchReport measure() throws IOException, InterruptedException {
        // Whoever asks to end makes every wait end, and so the servers be stopped in order.
        Signals.whenAskedToEnd(Thread.currentThread()::interrupt);
        Path directory = DirectoryTree.createTemporary("tripline-bench-");
        try {
            BenchReport report =
                    new Bench(
                                    InstantSource.system(),
                                    Tripline.home(),
                                    line -> spec.commandLine().getErr().println(line))
                            .run(
                                    directory,
                                    warmUp,
                                    records,
                                    ordinary,
                                    Duration.ofSeconds(latencySeconds));
            DirectoryTree.delete(directory);
            return report;
        } catch (InterruptedException e) {
            DirectoryTree.delete(directory);
            throw e;
        } catch (IOException e) {
            throw new IOException(
                    e.getMessage() + " Logs are in " + directory.resolve("data/logs") + ".", e);
        }
    }

    private void require(String option, int value, int most) {
        if (value < 1 || value > most) {
            throw new ParameterException(
                    spec.commandLine(),
                    "%s is a number from 1 to %,d, not %,d.".formatted(option, most, value));
        }
    }
}
