package io.tripline.deploy.cli;

import io.tripline.deploy.CannotRunException;
import io.tripline.deploy.ExitCode;
import io.tripline.deploy.bench.Recovery;
import io.tripline.deploy.servers.DirectoryTree;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

@Command(
        name = "recovery",
        mixinStandardHelpOptions = true,
        header = "Measure how long correlation needs after a kill until it has caught up.",
        description = {
            "",
            "Starts Kafka and correlation on free ports, fills correlation's state with a day of events that rules want, kills"
                    + " it as kill -9 does, starts it again and waits until it has caught up."
        })
@SuppressWarnings("NullAway.Init") // Picocli sets the fields.
final class RecoveryCommand implements Callable<Integer> {
    @Spec private CommandSpec spec;

    @Option(
            names = "--events",
            paramLabel = "N",
            defaultValue = "500000",
            description = "How many events that rules want the day has; default: ${DEFAULT-VALUE}.")
    private int events;

    @Override
    public Integer call() throws InterruptedException {
        Signals.whenAskedToEnd(Thread.currentThread()::interrupt);
        try {
            Path directory = DirectoryTree.createTemporary("tripline-bench-");
            Recovery.Result result;
            try {
                result =
                        new Recovery(
                                        Tripline.home(),
                                        line -> spec.commandLine().getErr().println(line))
                                .run(directory, Math.max(1, events));
            } finally {
                DirectoryTree.delete(directory);
            }
            spec.commandLine()
                    .getOut()
                    .printf(
                            "%,d events of a day, %,d records of state: caught up %.1f s after kill -9%n",
                            result.events(), result.records(), result.took().toMillis() / 1e3);
            spec.commandLine().getOut().flush();
            return ExitCode.OK.code();
        } catch (IOException e) {
            throw new CannotRunException(
                    ExitCode.FAILED, "The benchmark failed: " + e.getMessage(), e);
        }
    }
}
