package io.tripline.deploy.cli;

import io.tripline.correlation.RuleLoader;
import io.tripline.deploy.CannotRunException;
import io.tripline.deploy.ExitCode;
import io.tripline.deploy.config.Keys;
import io.tripline.deploy.config.ModuleConfigs;
import io.tripline.deploy.config.Settings;
import io.tripline.ingest.TestLines;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.TreeSet;

/** The rule files that a command is about: those that are named, those of folders that are named, or all. */
final class RuleFiles {
    private RuleFiles() {}

    /** A loader whose rules' tests may have raw lines of all log sources there are here. */
    static RuleLoader loader(Settings settings) {
        return new RuleLoader(
                InstantSource.system(), new TestLines(() -> ModuleConfigs.ingest(settings))::read);
    }

    /** In the order of their names, each once. */
    static List<Path> of(List<Path> named, Settings settings) {
        List<Path> places = named.isEmpty() ? List.of(folder(settings)) : named;
        TreeSet<Path> files = new TreeSet<>();
        for (Path place : places) {
            if (Files.isDirectory(place)) {
                files.addAll(in(place));
            } else if (Files.isReadable(place)) {
                files.add(place);
            } else {
                throw new CannotRunException(
                        ExitCode.NO_INPUT,
                        "There is no rule file " + place + ": is the name right?");
            }
        }
        if (files.isEmpty()) {
            throw new CannotRunException(
                    ExitCode.NO_INPUT,
                    "There is no rule in "
                            + places.getFirst()
                            + ": rules are files TACTIC/NAME.yml, neither .yaml nor deeper.");
        }
        return List.copyOf(files);
    }

    /** The configured folder, as short as it can be said from here. */
    static Path folder(Settings settings) {
        Path folder = Tripline.home().resolve(settings.get(Keys.CORRELATION_RULES)).normalize();
        Path here = Path.of("").toAbsolutePath();
        return folder.startsWith(here) && !folder.equals(here) ? here.relativize(folder) : folder;
    }

    private static List<Path> in(Path folder) {
        try {
            return RuleLoader.files(folder);
        } catch (IOException e) {
            throw new CannotRunException(
                    ExitCode.NO_INPUT,
                    "The folder " + folder + " can't be read: " + e.getMessage() + ".",
                    e);
        }
    }
}
