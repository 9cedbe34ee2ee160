package io.tripline.deploy.cli;

import io.tripline.deploy.CannotRunException;
import io.tripline.deploy.ExitCode;
import io.tripline.deploy.stack.StackState;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

@Command(
        name = "down",
        mixinStandardHelpOptions = true,
        header = "Stop what up started, in order. It is no error if nothing runs.")
@SuppressWarnings("NullAway.Init") // Picocli sets the fields.
final class DownCommand implements Callable<Integer> {
    private static final Duration PATIENCE = Duration.ofSeconds(90);

    @ParentCommand private Tripline tripline;

    @Spec private CommandSpec spec;

    @Override
    public Integer call() throws InterruptedException {
        Path data = UpCommand.data(tripline.settings());
        Optional<ProcessHandle> launcher =
                StackState.running(data).flatMap(each -> each.launcher().find());
        if (launcher.isEmpty()) {
            spec.commandLine().getOut().println("Nothing runs in " + data + ".");
            return ExitCode.OK.code();
        }
        launcher.get().destroy();
        try {
            launcher.get().onExit().get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException e) {
            throw new CannotRunException(
                    ExitCode.FAILED,
                    "Process "
                            + launcher.get().pid()
                            + " has not ended after "
                            + PATIENCE.toSeconds()
                            + " s: kill -9 "
                            + launcher.get().pid()
                            + " ends it and all that it started.",
                    e);
        }
        spec.commandLine().getOut().println("Stopped.");
        return ExitCode.OK.code();
    }
}
