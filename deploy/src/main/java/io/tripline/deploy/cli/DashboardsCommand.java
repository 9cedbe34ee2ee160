package io.tripline.deploy.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

@Command(
        name = "dashboards",
        mixinStandardHelpOptions = true,
        header = "Bring the dashboards into OpenSearch Dashboards, or build and check them.",
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {
            DashboardsImportCommand.class,
            DashboardsBuildCommand.class,
            DashboardsCheckCommand.class
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  tripline dashboards import --url http://127.0.0.1:5601",
            "  tripline dashboards import --url https://dashboards.example.com --ca ca.pem",
            "  tripline dashboards build        after a change in deploy/dashboards"
        })
@SuppressWarnings("NullAway.Init") // Picocli sets the field.
final class DashboardsCommand implements Runnable {
    @Spec private CommandSpec spec;

    @Override
    public void run() {
        throw new ParameterException(
                spec.commandLine(), "Say what to do with dashboards: import, build or check.");
    }
}
