package io.tripline.correlation;

import io.tripline.correlation.engine.NamedLists;
import io.tripline.correlation.rule.ExceptionReader;
import io.tripline.correlation.rule.FolderFiles;
import io.tripline.correlation.rule.Problem;
import io.tripline.correlation.rule.ReviewedException;
import io.tripline.correlation.rule.RuleReader;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.Set;

/**
 * A directory of rules: {@code <tactic>/<rule>.yml}, with {@code lists/} and {@code exceptions/} beside the tactics. What is
 * meant to be a rule and cannot be read as one is told, never passed over in silence.
 */
public final class RuleFolder {
    private static final String EXCEPTIONS = "exceptions";
    private static final String SUFFIX = ".yml";

    /** What people write instead. */
    private static final String OTHER_SUFFIX = ".yaml";

    /** Folders beside those of tactics. */
    private static final Set<String> BESIDE_RULES = Set.of(NamedLists.FOLDER, EXCEPTIONS);

    private static final int MAX_FILES = 10_000;

    /** What a file of the directory is meant to be. */
    enum Kind {
        RULE,
        LIST,
        EXCEPTION
    }

    private RuleFolder() {}

    /** By its name, as problems call it. */
    static Kind kind(String file) {
        if (file.startsWith(EXCEPTIONS + "/")) {
            return Kind.EXCEPTION;
        }
        return file.startsWith(NamedLists.FOLDER + "/") ? Kind.LIST : Kind.RULE;
    }

    /**
     * The rule files of a directory, and what is there that is none. Links are followed, to tactics too.
     *
     * @throws IOException if the directory itself cannot be read
     */
    public static FolderFiles rules(Path directory) throws IOException {
        List<Path> files = new ArrayList<>();
        List<Problem> problems = new ArrayList<>();
        FolderFiles.mustBeReadable(directory);
        for (Path each : FolderFiles.entries(directory, "rules", problems)) {
            String name = String.valueOf(each.getFileName());
            if (BESIDE_RULES.contains(name)) {
                continue;
            }
            if (Files.isDirectory(each)) {
                add(files, problems, FolderFiles.in(each, name, RuleFolder::isMeant, MAX_FILES));
                problems.addAll(tooDeep(each, name));
            } else if (isMeant(name) || leadsNowhere(each)) {
                String odd = FolderFiles.odd(each);
                if (odd.isEmpty()) {
                    files.add(each);
                } else {
                    problems.add(new Problem(name, 0, odd));
                }
            }
        }
        List<Path> rules = new ArrayList<>();
        for (Path each : files) {
            String refusal = refusal(each);
            if (refusal.isEmpty()) {
                rules.add(each);
            } else {
                problems.add(new Problem(directory.relativize(each).toString(), 0, refusal));
            }
        }
        if (rules.size() > MAX_FILES) {
            problems.add(
                    new Problem(
                            "rules",
                            0,
                            "There are at most " + MAX_FILES + " rules; the first are loaded."));
        }
        return new FolderFiles(rules.stream().limit(MAX_FILES).toList(), problems);
    }

    private static void add(List<Path> files, List<Problem> problems, FolderFiles more) {
        files.addAll(more.files());
        problems.addAll(more.problems());
    }

    /** Why a file is not read as a rule, whatever is in it, by its name; empty if it is. */
    static String refusal(Path file) {
        String name = String.valueOf(file.getFileName());
        if (name.startsWith(".")) {
            return "A file whose name begins with a dot is passed over. Rename it, or it is not read.";
        }
        return name.endsWith(SUFFIX)
                ? ""
                : "A rule's file ends in .yml. Rename it, or it is not read.";
    }

    private static boolean isMeant(String name) {
        return name.endsWith(SUFFIX) || name.endsWith(OTHER_SUFFIX);
    }

    /** A link whose end is gone may have been a whole tactic. */
    private static boolean leadsNowhere(Path path) {
        return Files.isSymbolicLink(path) && !Files.exists(path);
    }

    /** Folders within a tactic that hold what looks like rules. */
    private static List<Problem> tooDeep(Path tactic, String name) {
        List<Problem> problems = new ArrayList<>();
        for (Path inner : FolderFiles.entries(tactic, name, new ArrayList<>())) {
            String shown = name + "/" + inner.getFileName();
            if (Files.isDirectory(inner)
                    && !isMeant(shown)
                    && FolderFiles.entries(inner, shown, new ArrayList<>()).stream()
                            .anyMatch(each -> isMeant(each.toString()))) {
                problems.add(
                        new Problem(
                                shown,
                                0,
                                "Rules are files TACTIC/NAME.yml. Those in this folder lie too deep and are not read; move them up."));
            }
        }
        return problems;
    }

    /**
     * What rules of these ids do not tell, decided by a person.
     *
     * @param problems where all is added that is wrong with the files
     */
    static List<ReviewedException> exceptions(
            Path directory, Collection<String> rules, List<Problem> problems) {
        Path folder = directory.resolve(EXCEPTIONS);
        List<ReviewedException> exceptions = new ArrayList<>();
        if (!Files.exists(folder, LinkOption.NOFOLLOW_LINKS)) {
            return exceptions;
        }
        FolderFiles files = FolderFiles.in(folder, EXCEPTIONS, _ -> true, MAX_FILES);
        problems.addAll(files.problems());
        for (Path file : files.files()) {
            String name = String.valueOf(file.getFileName());
            try {
                ExceptionReader.read(name, bytes(file), rules, problems).ifPresent(exceptions::add);
            } catch (IOException e) {
                problems.add(unreadable(EXCEPTIONS + "/" + name, e));
            }
        }
        return ExceptionReader.withoutSilencing(exceptions, problems);
    }

    /** The directory of rules that a file is in: above its tactic, or, where no tactics are, its own. */
    public static Path of(Path file) {
        Path own = Objects.requireNonNull(file.toAbsolutePath().normalize().getParent());
        Path above = own.getParent();
        return above == null || BESIDE_RULES.stream().map(own::resolve).anyMatch(Files::isDirectory)
                ? own
                : above;
    }

    /** At most one byte more than a rule file may have, so that the reader sees that it is too long. */
    static byte[] bytes(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            return in.readNBytes(RuleReader.MAX_BYTES + 1);
        }
    }

    static Problem unreadable(String name, IOException why) {
        return new Problem(
                name,
                0,
                "The file can't be read: "
                        + why
                        + ". Give its owner and mode to whoever runs correlation.");
    }
}
