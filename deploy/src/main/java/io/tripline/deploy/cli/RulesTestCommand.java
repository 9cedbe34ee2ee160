package io.tripline.deploy.cli;

import io.tripline.correlation.RuleCheck;
import io.tripline.correlation.RuleLoader;
import io.tripline.correlation.Trial;
import io.tripline.correlation.engine.CompiledRule;
import io.tripline.correlation.rule.Problem;
import io.tripline.correlation.rule.RuleTest;
import io.tripline.deploy.CannotRunException;
import io.tripline.deploy.ExitCode;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

@Command(
        name = "test",
        mixinStandardHelpOptions = true,
        header = "Run the tests inside rules through the engine that runs in production.",
        description = {
            "",
            "Each test runs as it is written, and again with its events out of order within the lateness and some of them"
                    + " twice: the alerts must be the same. Exit code 0 if all pass, 1 if one fails or a file is no rule."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  tripline rules test                                   all rules of the configuration",
            "  tripline rules test my-rules/persistence/new-admin.yml",
            "  tripline rules test --junit target/rules.xml my-rules"
        })
@SuppressWarnings("NullAway.Init") // Picocli sets the fields.
final class RulesTestCommand implements Callable<Integer> {
    private static final int MOST_SHUFFLES = 1_000;

    @ParentCommand private RulesCommand parent;

    @Spec private CommandSpec spec;

    @Parameters(
            arity = "0..*",
            paramLabel = "FILE",
            description = "Rule files or folders of them; default: correlation.rules.")
    private List<Path> named = new ArrayList<>();

    @Option(
            names = "--junit",
            paramLabel = "FILE",
            description = "Write the results as JUnit XML too; folders on the way to it are made.")
    private @Nullable Path junit;

    @Option(
            names = "--shuffles",
            paramLabel = "N",
            defaultValue = "1",
            description = "In how many other orders each test runs; default: ${DEFAULT-VALUE}.")
    private int shuffles;

    @Option(
            names = "--seed",
            paramLabel = "N",
            defaultValue = "1",
            description = "What the first of these orders is made from; default: ${DEFAULT-VALUE}.")
    private long seed;

    @Override
    public Integer call() {
        if (shuffles < 0 || shuffles > MOST_SHUFFLES) {
            throw new ParameterException(
                    spec.commandLine(),
                    "--shuffles is a number from 0 to "
                            + MOST_SHUFFLES
                            + ", not "
                            + shuffles
                            + ".");
        }
        PrintWriter out = spec.commandLine().getOut();
        RuleLoader loader = RuleFiles.loader(parent.tripline().settings());
        List<RuleResult> results = new ArrayList<>();
        RuleFiles.Found found = RuleFiles.of(named, parent.tripline().settings());
        for (Problem each : found.odd()) {
            add(results, new RuleResult(each.file(), "", List.of(each), List.of()), out);
        }
        for (Path file : found.files()) {
            add(results, run(loader, file), out);
        }
        out.println(RuleResult.summary(results));
        out.flush();
        write(results);
        return (results.stream().allMatch(RuleResult::passed) ? ExitCode.OK : ExitCode.FAILED)
                .code();
    }

    private static void add(List<RuleResult> results, RuleResult result, PrintWriter out) {
        results.add(result);
        out.print(TerminalText.lines(result.text()));
        out.flush();
    }

    private RuleResult run(RuleLoader loader, Path file) {
        String name = file.toString();
        RuleLoader.Candidate candidate;
        try {
            candidate = loader.candidateForTests(file, name);
        } catch (IOException e) {
            throw new CannotRunException(
                    ExitCode.NO_INPUT,
                    "The file " + file + " can't be read: " + e.getMessage() + ".",
                    e);
        }
        if (candidate.rule().isEmpty()) {
            return new RuleResult(name, "", candidate.problems(), List.of());
        }
        CompiledRule rule = candidate.rule().get();
        List<RuleResult.Timed> trials = new ArrayList<>();
        try (RuleCheck check = new RuleCheck(rule, loader.compiler())) {
            for (RuleTest test : check.tests()) {
                long begun = System.nanoTime();
                Trial trial = check.run(test);
                for (int i = 0; i < shuffles && trial.passed(); i++) {
                    trial = check.run(test, new Random(seed + i));
                }
                trials.add(
                        new RuleResult.Timed(trial, Duration.ofNanos(System.nanoTime() - begun)));
            }
        }
        return new RuleResult(name, rule.id(), List.of(), trials);
    }

    private void write(List<RuleResult> results) {
        if (junit == null) {
            return;
        }
        try {
            JunitReport.write(junit, results);
            spec.commandLine().getErr().println("Wrote " + TerminalText.of(junit.toString()));
            spec.commandLine().getErr().flush();
        } catch (IOException e) {
            throw new CannotRunException(
                    ExitCode.FAILED,
                    String.format(
                            Locale.ROOT,
                            "The file %s can't be written: %s.",
                            junit,
                            e.getMessage()),
                    e);
        }
    }
}
