package io.tripline.deploy.cli;

import io.tripline.deploy.CannotRunException;
import io.tripline.deploy.ExitCode;
import io.tripline.deploy.dashboards.DashboardSource;
import io.tripline.deploy.dashboards.DashboardsException;
import io.tripline.deploy.dashboards.FieldCatalogue;
import io.tripline.deploy.dashboards.Validator;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The folder of dashboards, its source and its export. */
final class DashboardFiles {
    @Option(
            names = "--directory",
            paramLabel = "DIRECTORY",
            description = "The folder of dashboards; default: deploy/dashboards.")
    private @Nullable Path directory;

    Path export() {
        return directory().resolve(DashboardSource.EXPORT);
    }

    /** The source; what is wrong in it ends the command. */
    DashboardSource source() {
        Path folder = directory();
        try {
            return DashboardSource.read(folder);
        } catch (DashboardsException e) {
            throw new CannotRunException(ExitCode.FAILED, String.valueOf(e.getMessage()), e);
        }
    }

    /** The export as it lies there. */
    String read() {
        try {
            return Files.readString(export());
        } catch (IOException e) {
            throw new CannotRunException(
                    ExitCode.NO_INPUT, "There are no dashboards to read at " + export() + ".", e);
        }
    }

    /** Ends the command if the export breaks a rule. */
    static void check(String export) {
        List<String> problems;
        try {
            problems = Validator.problems(export, FieldCatalogue.ofMappings());
        } catch (DashboardsException e) {
            problems = List.of(String.valueOf(e.getMessage()));
        }
        if (!problems.isEmpty()) {
            throw new CannotRunException(
                    ExitCode.FAILED,
                    "The dashboards have problems:\n  " + String.join("\n  ", problems));
        }
    }

    private Path directory() {
        return directory == null ? Tripline.home().resolve("deploy/dashboards") : directory;
    }
}
