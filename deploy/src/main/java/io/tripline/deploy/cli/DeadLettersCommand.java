package io.tripline.deploy.cli;

import io.tripline.deploy.config.Settings;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

@Command(
        name = "dead-letters",
        mixinStandardHelpOptions = true,
        header =
                "What could not be read or indexed: list it, look at it, send it through again after the mend.",
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {
            DeadLettersListCommand.class,
            DeadLettersShowCommand.class,
            DeadLettersReplayCommand.class
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  tripline dead-letters list",
            "  tripline dead-letters show 0-41",
            "  tripline dead-letters replay --reason unknown_source --as acme.vpn"
        })
@SuppressWarnings("NullAway.Init") // Picocli sets the fields.
final class DeadLettersCommand implements Runnable {
    @ParentCommand private Tripline tripline;

    @Spec private CommandSpec spec;

    Settings settings() {
        return tripline.settings();
    }

    KafkaAccess kafka() {
        return new KafkaAccess(settings());
    }

    @Override
    public void run() {
        throw new ParameterException(
                spec.commandLine(), "Say what to do with dead letters: list, show or replay.");
    }
}
