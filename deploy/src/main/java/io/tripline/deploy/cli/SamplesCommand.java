package io.tripline.deploy.cli;

import io.tripline.deploy.CannotRunException;
import io.tripline.deploy.ExitCode;
import io.tripline.deploy.samples.SampleDay;
import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
        name = "samples",
        mixinStandardHelpOptions = true,
        header = "Write the demo's raw logs to files, one per log, a record a line.",
        footerHeading = "%nExample:%n",
        footer = "  tripline samples /tmp/samples && tripline normalize /tmp/samples/*okta*")
@SuppressWarnings("NullAway.Init") // Picocli sets the fields.
final class SamplesCommand implements Callable<Integer> {
    @Spec private CommandSpec spec;

    @Option(
            names = "--seed",
            defaultValue = "2",
            description = "The same seed gives the same day; default: ${DEFAULT-VALUE}.")
    private long seed;

    @Parameters(paramLabel = "DIRECTORY", description = "Where to; made if it is not there.")
    private Path directory;

    @Override
    public Integer call() {
        try {
            SampleDay.ending(InstantSource.system().instant(), seed)
                    .writeTo(directory)
                    .forEach(file -> spec.commandLine().getOut().println(file));
            return ExitCode.OK.code();
        } catch (IOException e) {
            throw new CannotRunException(
                    ExitCode.FAILED, "The samples can't be written to " + directory + ".", e);
        }
    }
}
