package io.tripline.deploy.cli;

import io.tripline.deploy.config.Reference;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

@Command(
        name = "configuration",
        mixinStandardHelpOptions = true,
        header = "Print the reference of all configuration keys, or check a configuration.",
        footerHeading = "%nExample:%n",
        footer = "  tripline configuration --check --config /etc/tripline.yml")
@SuppressWarnings("NullAway.Init") // Picocli sets the fields.
final class ConfigurationCommand implements Callable<Integer> {
    @ParentCommand private Tripline tripline;

    @Spec private CommandSpec spec;

    @Option(
            names = "--check",
            description = "Read the configuration, tell all its problems, start nothing.")
    private boolean check;

    @Override
    public Integer call() {
        if (check) {
            RoutedRules.warnings(tripline.settings())
                    .forEach(each -> spec.commandLine().getOut().println(TerminalText.of(each)));
            spec.commandLine().getOut().println("The configuration is good.");
        } else {
            spec.commandLine().getOut().print(Reference.markdown());
        }
        spec.commandLine().getOut().flush();
        return 0;
    }
}
