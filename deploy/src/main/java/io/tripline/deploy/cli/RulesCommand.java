package io.tripline.deploy.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

@Command(
        name = "rules",
        mixinStandardHelpOptions = true,
        header = "Write rules: a new one, its tests and conventions, why it fires, what all cover.",
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {
            RulesNewCommand.class,
            RulesTestCommand.class,
            RulesLintCommand.class,
            RulesExplainCommand.class,
            RulesCoverageCommand.class,
            RulesLearnEgressCommand.class
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  tripline rules new token-theft --tactic credential-access",
            "  tripline rules test rules/credential-access/token-theft.yml",
            "  tripline rules lint"
        })
@SuppressWarnings("NullAway.Init") // Picocli sets the fields.
final class RulesCommand implements Runnable {
    @ParentCommand private Tripline tripline;

    @Spec private CommandSpec spec;

    Tripline tripline() {
        return tripline;
    }

    @Override
    public void run() {
        throw new ParameterException(
                spec.commandLine(),
                "Say what to do with rules: new, test, lint, explain, coverage or learn-egress.");
    }
}
