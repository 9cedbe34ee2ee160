package io.tripline.deploy.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

@Command(
        name = "notify",
        mixinStandardHelpOptions = true,
        header = "Pages: try a destination, why an alert goes where it goes, who was told when.",
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {NotifyTestCommand.class, NotifyExplainCommand.class, NotifyLogCommand.class},
        footerHeading = "%nExamples:%n",
        footer = {
            "  tripline notify test on-call",
            "  tripline notify explain 5b0c... ",
            "  tripline notify log --last 20"
        })
@SuppressWarnings("NullAway.Init") // Picocli sets the fields.
final class NotifyCommand implements Runnable {
    @ParentCommand private Tripline tripline;

    @Spec private CommandSpec spec;

    Tripline tripline() {
        return tripline;
    }

    @Override
    public void run() {
        throw new ParameterException(
                spec.commandLine(), "Say what to do with pages: test, explain or log.");
    }
}
