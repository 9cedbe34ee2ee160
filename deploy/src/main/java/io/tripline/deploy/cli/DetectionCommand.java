package io.tripline.deploy.cli;

import io.tripline.deploy.CannotRunException;
import io.tripline.deploy.ExitCode;
import io.tripline.deploy.bench.Detection;
import io.tripline.deploy.servers.DirectoryTree;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

@Command(
        name = "detection",
        mixinStandardHelpOptions = true,
        header = "Measure how long correlation needs from an event to its alert.",
        description = {
            "",
            "Starts Kafka and correlation on free ports, ships events at a steady rate with attacks among them, and takes the"
                    + " time from the append of an attack's last event to that of its alert."
        })
@SuppressWarnings("NullAway.Init") // Picocli sets the fields.
final class DetectionCommand implements Callable<Integer> {
    @Spec private CommandSpec spec;

    @Option(
            names = "--rate",
            paramLabel = "N",
            defaultValue = "1000",
            description = "Events per second; default: ${DEFAULT-VALUE}.")
    private int rate;

    @Option(
            names = "--seconds",
            paramLabel = "N",
            defaultValue = "60",
            description = "For how long; default: ${DEFAULT-VALUE}.")
    private int seconds;

    @Override
    public Integer call() throws InterruptedException {
        Signals.whenAskedToEnd(Thread.currentThread()::interrupt);
        try {
            Path directory = DirectoryTree.createTemporary("tripline-bench-");
            Detection.Result result;
            try {
                result =
                        new Detection(
                                        InstantSource.system(),
                                        Tripline.home(),
                                        line -> spec.commandLine().getErr().println(line))
                                .run(
                                        directory,
                                        Math.max(1_000, rate),
                                        Duration.ofSeconds(Math.max(1, seconds)));
            } finally {
                DirectoryTree.delete(directory);
            }
            spec.commandLine()
                    .getOut()
                    .printf(
                            "%,d events/s, %d attacks, %d without an alert%n"
                                    + "alert readable: p50 %d ms, p99 %d ms, most %d ms%n",
                            result.eventsPerSecond(),
                            result.attacks(),
                            result.missing(),
                            result.readable().p50().toMillis(),
                            result.readable().p99().toMillis(),
                            result.readable().most().toMillis());
            spec.commandLine().getOut().flush();
            return ExitCode.OK.code();
        } catch (IOException e) {
            throw new CannotRunException(
                    ExitCode.FAILED, "The benchmark failed: " + e.getMessage(), e);
        }
    }
}
