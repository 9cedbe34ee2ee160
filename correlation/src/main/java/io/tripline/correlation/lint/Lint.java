package io.tripline.correlation.lint;

import io.tripline.correlation.RuleFolder;
import io.tripline.correlation.RuleLoader;
import io.tripline.correlation.engine.NamedLists;
import io.tripline.correlation.rule.FolderFiles;
import io.tripline.correlation.rule.Problem;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** Holds rule files against the conventions. One object looks at all files that are to be loaded together. */
public final class Lint {
    private final RuleLoader loader;
    private final Map<String, String> files = new HashMap<>();

    public Lint(RuleLoader loader) {
        this.loader = loader;
    }

    /**
     * All that is to be mended in one file, from its top to its bottom. A convention about what cannot be read is not judged:
     * one mistake is one finding.
     *
     * @param name by which messages call the file
     * @throws IOException if the file cannot be read
     */
    public List<Finding> findings(Path file, String name) throws IOException {
        RuleLoader.Candidate candidate = loader.candidate(file, name);
        List<Finding> findings = new ArrayList<>();
        candidate.ofFile().forEach(each -> findings.add(new Finding(Convention.RULE_FILE, each)));
        candidate.ofEpl().forEach(each -> findings.add(new Finding(Convention.EPL, each)));
        candidate
                .draft()
                .ifPresent(
                        draft -> {
                            Subject subject =
                                    Subject.of(file, candidate, draft.rule(), lines(file));
                            if (!draft.doubtful().contains("id")) {
                                findings.addAll(sameId(subject, name));
                            }
                            for (Convention each : Convention.values()) {
                                if (Collections.disjoint(each.restsOn(), draft.doubtful())) {
                                    findings.addAll(each.check(subject));
                                }
                            }
                        });
        return findings.stream()
                .distinct()
                .sorted(Comparator.comparing(Finding::problem, Problem.READING))
                .toList();
    }

    private List<Finding> sameId(Subject subject, String name) {
        String id = subject.rule().id();
        String other = files.putIfAbsent(id, name);
        return other == null
                ? List.of()
                : List.of(
                        new Finding(
                                Convention.UNIQUE_ID,
                                subject.at(
                                        "id",
                                        "The rule in "
                                                + other
                                                + " has the id "
                                                + id
                                                + " too. Choose another.")));
    }

    /**
     * What is to be mended in a directory of rules beside its rules: lists, exceptions, and what is meant to be a rule and is
     * none.
     *
     * @throws IOException if they cannot be read
     */
    public List<Finding> beside(Path directory) throws IOException {
        List<Finding> findings = new ArrayList<>();
        NamedLists.beside(directory)
                .problems()
                .forEach(each -> findings.add(new Finding(Convention.LIST_FILE, each)));
        FolderFiles rules = RuleFolder.rules(directory);
        rules.problems().forEach(each -> findings.add(new Finding(Convention.RULE_FILE, each)));
        Set<String> ids = new TreeSet<>();
        for (Path file : rules.files()) {
            ids.add(String.valueOf(file.getFileName()).replaceAll("\\.yml$", ""));
        }
        loader.exceptionProblems(directory, ids)
                .forEach(each -> findings.add(new Finding(Convention.EXCEPTION_FILE, each)));
        return findings;
    }

    /** The rule was read from this file a moment ago. */
    private static List<String> lines(Path file) {
        try {
            return Files.readString(file, StandardCharsets.UTF_8).lines().toList();
        } catch (IOException e) {
            return List.of();
        }
    }
}
