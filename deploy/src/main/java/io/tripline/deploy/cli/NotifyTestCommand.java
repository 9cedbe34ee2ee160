package io.tripline.deploy.cli;

import io.tripline.alerting.DestinationConfig;
import io.tripline.alerting.PagingConfig;
import io.tripline.alerting.webhook.Trial;
import io.tripline.deploy.CannotRunException;
import io.tripline.deploy.ExitCode;
import java.time.InstantSource;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

@Command(
        name = "test",
        mixinStandardHelpOptions = true,
        header = "Send one destination a page that says it is a test.",
        description = {"", "Exit code 0 if the destination took it, else 1."})
@SuppressWarnings("NullAway.Init") // Picocli sets the fields.
final class NotifyTestCommand implements Callable<Integer> {
    @ParentCommand private NotifyCommand parent;

    @Spec private CommandSpec spec;

    @Parameters(paramLabel = "NAME", description = "The destination, as in the configuration.")
    private String name;

    @Override
    public Integer call() throws InterruptedException {
        PagingConfig paging = parent.tripline().settings().paging();
        DestinationConfig destination =
                paging.destinations().stream()
                        .filter(each -> each.name().equals(name))
                        .findFirst()
                        .orElseThrow(
                                () ->
                                        new CannotRunException(
                                                ExitCode.USAGE,
                                                "There is no destination "
                                                        + name
                                                        + "; there are: "
                                                        + paging.destinations().stream()
                                                                .map(DestinationConfig::name)
                                                                .collect(Collectors.joining(", "))
                                                        + "."));
        Trial trial = Trial.of(destination, paging.links(), InstantSource.system());
        spec.commandLine().getOut().println(name + " " + trial.answer() + ".");
        spec.commandLine().getOut().flush();
        return (trial.taken() ? ExitCode.OK : ExitCode.FAILED).code();
    }
}
