package io.tripline.deploy.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

@Command(
        name = "check",
        mixinStandardHelpOptions = true,
        header = "Check tripline.ndjson against what Dashboards takes and what our mappings have.")
@SuppressWarnings("NullAway.Init") // Picocli sets the fields.
final class DashboardsCheckCommand implements Callable<Integer> {
    @Mixin private DashboardFiles files;

    @Spec private CommandSpec spec;

    @Override
    public Integer call() {
        DashboardFiles.check(files.read());
        spec.commandLine().getOut().println("The dashboards are good.");
        spec.commandLine().getOut().flush();
        return 0;
    }
}
