package io.tripline.deploy.cli;

import io.tripline.correlation.RuleFolder;
import io.tripline.correlation.RuleLoader;
import io.tripline.correlation.rule.FolderFiles;
import io.tripline.correlation.rule.Problem;
import io.tripline.deploy.CannotRunException;
import io.tripline.deploy.ExitCode;
import io.tripline.deploy.config.ModuleConfigs;
import io.tripline.deploy.config.Settings;
import io.tripline.ingest.TestLines;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
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

    /**
     * What was found.
     *
     * @param files in the order of their names, each once
     * @param odd what is meant to be a rule in one of the folders and cannot be read as one
     */
    record Found(List<Path> files, List<Problem> odd) {
        Found {
            files = List.copyOf(files);
            odd = List.copyOf(odd);
        }
    }

    static Found of(List<Path> named, Settings settings) {
        List<Path> places = named.isEmpty() ? List.of(folder(settings)) : named;
        TreeSet<Path> files = new TreeSet<>();
        List<Problem> odd = new ArrayList<>();
        for (Path place : places) {
            if (Files.isDirectory(place)) {
                FolderFiles found = in(place);
                files.addAll(found.files());
                found.problems().forEach(each -> odd.add(in(place, each)));
            } else if (Files.isReadable(place)) {
                // A pipe that nobody writes to, or a device that never ends, would be waited for.
                mustBeFile(place);
                files.add(place);
            } else {
                throw new CannotRunException(
                        ExitCode.NO_INPUT,
                        "There is no rule file " + place + ": is the name right?");
            }
        }
        if (files.isEmpty() && odd.isEmpty()) {
            throw new CannotRunException(
                    ExitCode.NO_INPUT,
                    "There is no rule in "
                            + places.getFirst()
                            + ": rules are files TACTIC/NAME.yml, neither .yaml nor deeper.");
        }
        return new Found(List.copyOf(files), odd);
    }

    /** Refuses what can be read and is no file. */
    static void mustBeFile(Path place) {
        String odd = FolderFiles.odd(place);
        if (!odd.isEmpty()) {
            throw new CannotRunException(
                    ExitCode.NO_INPUT, "The rule " + place + " can't be read. " + odd);
        }
    }

    /** The configured folder, as short as it can be said from here. */
    static Path folder(Settings settings) {
        Path folder = ModuleConfigs.rules(settings).toAbsolutePath().normalize();
        Path here = Path.of("").toAbsolutePath();
        return folder.startsWith(here) && !folder.equals(here) ? here.relativize(folder) : folder;
    }

    private static Problem in(Path folder, Problem problem) {
        return new Problem(
                folder.resolve(problem.file()).toString(), problem.place(), problem.message());
    }

    private static FolderFiles in(Path folder) {
        try {
            return RuleFolder.rules(folder);
        } catch (IOException e) {
            throw new CannotRunException(
                    ExitCode.NO_INPUT,
                    "The folder " + folder + " can't be read: " + e.getMessage() + ".",
                    e);
        }
    }
}
