package io.tripline.deploy.cli;

import io.tripline.deploy.CannotRunException;
import io.tripline.deploy.ExitCode;
import io.tripline.deploy.bench.IndexingCost;
import io.tripline.deploy.servers.DirectoryTree;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

@Command(
        name = "indexing",
        mixinStandardHelpOptions = true,
        header = "Measure what indexing costs alerting itself, per event.",
        description = {
            "",
            "Starts Kafka and alerting on free ports, with a server in place of OpenSearch that takes everything at once, and counts"
                    + " alerting's CPU while events of the sample day's size go through."
        })
@SuppressWarnings("NullAway.Init") // Picocli sets the fields.
final class IndexingCommand implements Callable<Integer> {
    @Spec private CommandSpec spec;

    @Option(
            names = "--events",
            paramLabel = "N",
            defaultValue = "200000",
            description = "Events of a round; default: ${DEFAULT-VALUE}.")
    private int events;

    @Option(
            names = "--rounds",
            paramLabel = "N",
            defaultValue = "5",
            description = "Rounds, of which the first ones warm up; default: ${DEFAULT-VALUE}.")
    private int rounds;

    @Override
    public Integer call() throws InterruptedException {
        Signals.whenAskedToEnd(Thread.currentThread()::interrupt);
        try {
            Path directory = DirectoryTree.createTemporary("tripline-bench-");
            try {
                new IndexingCost(Tripline.home(), line -> spec.commandLine().getErr().println(line))
                        .run(directory, Math.max(1, rounds), Math.max(1, events))
                        .forEach(
                                each ->
                                        spec.commandLine()
                                                .getOut()
                                                .printf(
                                                        "%.1f µs CPU per event, and %.1f of the JIT"
                                                                + " compiler, at %,.0f events/s%n",
                                                        each.cpu(),
                                                        each.compiler(),
                                                        each.perSecond()));
            } finally {
                DirectoryTree.delete(directory);
            }
            spec.commandLine().getOut().flush();
            return ExitCode.OK.code();
        } catch (IOException e) {
            throw new CannotRunException(
                    ExitCode.FAILED, "The benchmark failed: " + e.getMessage(), e);
        }
    }
}
