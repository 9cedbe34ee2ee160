package io.tripline.deploy.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

@Command(
        name = "build",
        mixinStandardHelpOptions = true,
        header = "Write tripline.ndjson from the dashboards' source, if it breaks no rule.")
@SuppressWarnings("NullAway.Init") // Picocli sets the fields.
final class DashboardsBuildCommand implements Callable<Integer> {
    @Mixin private DashboardFiles files;

    @Spec private CommandSpec spec;

    @Override
    public Integer call() throws IOException {
        String export = files.source().export();
        DashboardFiles.check(export);
        Files.writeString(files.export(), export);
        spec.commandLine()
                .getOut()
                .println("Wrote " + export.lines().count() + " objects to " + files.export() + ".");
        spec.commandLine().getOut().flush();
        return 0;
    }
}
