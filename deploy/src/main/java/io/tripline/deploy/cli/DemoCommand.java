package io.tripline.deploy.cli;

import io.tripline.contracts.Incident;
import io.tripline.deploy.CannotRunException;
import io.tripline.deploy.ExitCode;
import io.tripline.deploy.config.Keys;
import io.tripline.deploy.config.Settings;
import io.tripline.deploy.samples.SampleDay;
import io.tripline.deploy.servers.DirectoryTree;
import io.tripline.deploy.stack.Shipping;
import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.apache.kafka.clients.producer.ProducerRecord;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

@Command(
        name = "demo",
        mixinStandardHelpOptions = true,
        header = "Start everything, ship a day of sample logs, show the alerts that they raise.",
        description = {
            "",
            "The day is a made-up company's: normal work, and one attack over several log sources. Data is thrown away at the end.",
            "",
            "Nobody is paged of it, whatever the configuration says, but with --page."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  tripline demo",
            "  tripline demo --exit     for scripts: print the alerts and end"
        })
@SuppressWarnings("NullAway.Init") // Picocli sets the fields.
final class DemoCommand implements Callable<Integer> {
    private static final long SEED = 2;

    @ParentCommand private Tripline tripline;

    @Spec private CommandSpec spec;

    @Option(names = "--exit", description = "End after printing the alerts.")
    private boolean exit;

    @Option(
            names = "--page",
            description = "Page whom the configuration names, as if the attack were one.")
    private boolean page;

    @Override
    public Integer call() throws InterruptedException {
        Settings configured = tripline.settings();
        Path data = temporaryData();
        StackRun run = new StackRun(settings(configured, page), data, spec.commandLine().getOut());
        if (!page && !configured.paging().destinations().isEmpty()) {
            run.say("Nobody is paged of this; with --page they would be.");
        }
        try {
            return run.run(
                    () -> {
                        Demonstration demonstration = new Demonstration(run);
                        Optional<Incident> worst = demonstration.show(day());
                        if (run.asked()) {
                            return;
                        }
                        run.sayAddresses();
                        run.sayCommands(worst.map(Incident::id));
                        if (!exit) {
                            run.say("Look around; Ctrl-C stops everything.");
                            run.stay();
                        }
                    });
        } finally {
            run.stack().discardData();
        }
    }

    /** A made-up attack wakes nobody who did not ask for it. */
    static Settings settings(Settings configured, boolean page) {
        return quick(page ? configured : configured.withNobodyToPage());
    }

    /** A demo is over before the optimizing compiler pays; without it everything is up in half the time. */
    private static Settings quick(Settings settings) {
        return settings.find(Keys.EMBEDDED_JAVA_OPTIONS).orElse(List.of()).isEmpty()
                ? settings.with(Keys.EMBEDDED_JAVA_OPTIONS, List.of("-XX:TieredStopAtLevel=1"))
                : settings;
    }

    /** The day that ends now, so that its events are as young as real ones. */
    private static List<ProducerRecord<byte[], byte[]>> day() {
        return SampleDay.ending(InstantSource.system().instant(), SEED).records().stream()
                .map(Shipping::kafkaRecord)
                .toList();
    }

    private static Path temporaryData() {
        try {
            return DirectoryTree.createTemporary("tripline-demo-");
        } catch (IOException e) {
            throw new CannotRunException(
                    ExitCode.UNAVAILABLE,
                    "There is no room for the demo's data in "
                            + System.getProperty("java.io.tmpdir")
                            + ": "
                            + e.getMessage()
                            + ".",
                    e);
        }
    }
}
