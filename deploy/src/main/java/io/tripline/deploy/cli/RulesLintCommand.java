package io.tripline.deploy.cli;

import io.tripline.correlation.RuleFolder;
import io.tripline.correlation.lint.Convention;
import io.tripline.correlation.lint.Finding;
import io.tripline.correlation.lint.Lint;
import io.tripline.deploy.CannotRunException;
import io.tripline.deploy.ExitCode;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

@Command(
        name = "lint",
        mixinStandardHelpOptions = true,
        header = "Hold rule files against the conventions, and say all that is to be mended.",
        description = {
            "",
            "Each problem is one line, FILE:LINE: what and how to mend it [check]. Runs no tests. Exit code 0 if there is no"
                    + " problem, 1 if there is one."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  tripline rules lint",
            "  tripline rules lint my-rules/persistence/new-admin.yml",
            "  tripline rules lint --checks     what is checked, by name"
        })
@SuppressWarnings("NullAway.Init") // Picocli sets the fields.
final class RulesLintCommand implements Callable<Integer> {
    @ParentCommand private RulesCommand parent;

    @Spec private CommandSpec spec;

    @Parameters(
            arity = "0..*",
            paramLabel = "FILE",
            description = "Rule files or folders of them; default: correlation.rules.")
    private List<Path> named = new ArrayList<>();

    @Option(names = "--checks", description = "List the checks and what each asks for.")
    private boolean checks;

    @Override
    public Integer call() {
        PrintWriter out = spec.commandLine().getOut();
        if (checks) {
            Table table = new Table("check", "asks for");
            for (Convention each : Convention.values()) {
                table.row(each.label(), each.demand());
            }
            out.print(table);
            out.flush();
            return ExitCode.OK.code();
        }
        Lint lint = new Lint(RuleFiles.loader(parent.tripline().settings()));
        RuleFiles.Found found = RuleFiles.of(named, parent.tripline().settings());
        List<Path> files = found.files();
        Set<Path> directories = new TreeSet<>();
        if (files.isEmpty()) {
            found.odd().forEach(each -> out.println(TerminalText.of(each.toString())));
            out.flush();
            return ExitCode.FAILED.code();
        }
        int problems = 0;
        // What lies beside a file that was named is nobody's question.
        boolean onlyFiles = !named.isEmpty() && named.stream().allMatch(Files::isRegularFile);
        for (Path file : files) {
            directories.add(RuleFolder.of(file));
            problems += print(out, findings(() -> lint.findings(file, file.toString()), file));
        }
        for (Path directory : directories) {
            problems +=
                    print(
                            out,
                            findings(() -> lint.beside(directory), directory).stream()
                                    .filter(
                                            each ->
                                                    !onlyFiles
                                                            || each.convention()
                                                                    != Convention.RULE_FILE)
                                    .toList());
        }
        out.printf(
                "%d rule%s, %s.%n",
                files.size(),
                files.size() == 1 ? "" : "s",
                problems == 0 ? "nothing to mend" : problems + " to mend");
        out.flush();
        return (problems == 0 ? ExitCode.OK : ExitCode.FAILED).code();
    }

    private static int print(PrintWriter out, List<Finding> findings) {
        findings.forEach(each -> out.println(TerminalText.of(each.toString())));
        return findings.size();
    }

    /** What may fail because a file cannot be read. */
    @FunctionalInterface
    private interface Look {
        List<Finding> findings() throws IOException;
    }

    private static List<Finding> findings(Look look, Path file) {
        try {
            return look.findings();
        } catch (IOException e) {
            throw new CannotRunException(
                    ExitCode.NO_INPUT,
                    "The file " + file + " can't be read: " + e.getMessage() + ".",
                    e);
        }
    }
}
