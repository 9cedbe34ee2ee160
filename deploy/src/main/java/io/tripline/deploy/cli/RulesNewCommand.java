package io.tripline.deploy.cli;

import io.tripline.correlation.rule.RuleSchema;
import io.tripline.deploy.CannotRunException;
import io.tripline.deploy.ExitCode;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

@Command(
        name = "new",
        mixinStandardHelpOptions = true,
        header = "Write a commented rule to begin with, and one test that fails until you fill it.",
        footerHeading = "%nExample:%n",
        footer = "  tripline rules new token-theft --tactic credential-access")
@SuppressWarnings("NullAway.Init") // Picocli sets the fields.
final class RulesNewCommand implements Callable<Integer> {
    private static final Pattern NAME = Pattern.compile("[a-z0-9]+(-[a-z0-9]+)*");

    /** Each tactic with a technique of it, so that the file is right as it stands. */
    private static final Map<String, String> TACTICS =
            new TreeMap<>(
                    Map.ofEntries(
                            Map.entry("reconnaissance", "t1595"),
                            Map.entry("resource-development", "t1583"),
                            Map.entry("initial-access", "t1078"),
                            Map.entry("execution", "t1059"),
                            Map.entry("persistence", "t1098"),
                            Map.entry("privilege-escalation", "t1548"),
                            Map.entry("defense-evasion", "t1562"),
                            Map.entry("credential-access", "t1110.001"),
                            Map.entry("discovery", "t1046"),
                            Map.entry("lateral-movement", "t1021"),
                            Map.entry("collection", "t1114"),
                            Map.entry("command-and-control", "t1071"),
                            Map.entry("exfiltration", "t1048"),
                            Map.entry("impact", "t1486")));

    @ParentCommand private RulesCommand parent;

    @Spec private CommandSpec spec;

    @Parameters(
            paramLabel = "NAME",
            description = "The rule's id and its file's name: lower case with dashes.")
    private String name;

    @Option(
            names = "--tactic",
            paramLabel = "TACTIC",
            defaultValue = "credential-access",
            description = "The ATT&CK tactic, which is the folder too; default: ${DEFAULT-VALUE}.")
    private String tactic;

    @Option(
            names = "--rules",
            paramLabel = "DIR",
            description = "The folder of rules; default: correlation.rules of the configuration.")
    private @Nullable Path rules;

    @Override
    public Integer call() {
        if (!NAME.matcher(name).matches()) {
            throw new ParameterException(
                    spec.commandLine(),
                    "A rule's name is in lower case with dashes, like token-theft, not "
                            + name
                            + ".");
        }
        String technique = TACTICS.get(tactic);
        if (technique == null) {
            throw new ParameterException(
                    spec.commandLine(),
                    "There is no tactic "
                            + tactic
                            + "; there are "
                            + String.join(", ", TACTICS.keySet())
                            + ".");
        }
        Path folder = rules == null ? RuleFiles.folder(parent.tripline().settings()) : rules;
        Path file = folder.resolve(tactic).resolve(name + ".yml");
        write(
                file,
                skeleton()
                        .replace("{path}", file.toString())
                        .replace("{id}", name)
                        .replace("{tactic}", tactic)
                        .replace("{technique}", technique));
        writeSchema(folder.resolve("rule.schema.json"));
        PrintWriter out = spec.commandLine().getOut();
        out.println("Wrote " + file + ". Next:");
        out.println(
                "  1. Edit it: each FILL says what goes there. docs/rules.md explains the keys.");
        out.println("  2. ./tripline rules test " + file + "     until every test passes");
        out.println("  3. ./tripline rules lint " + file);
        out.println(
                "  4. ./tripline replay --rules "
                        + folder
                        + " LOGFILE     what it finds in real logs");
        out.flush();
        return ExitCode.OK.code();
    }

    private static void write(Path file, String content) {
        try {
            Files.createDirectories(Objects.requireNonNull(file.getParent()));
            Files.writeString(file, content, StandardOpenOption.CREATE_NEW);
        } catch (FileAlreadyExistsException e) {
            throw new CannotRunException(
                    ExitCode.FAILED,
                    "There is a rule " + file + " already. Choose another name.",
                    e);
        } catch (IOException e) {
            throw new CannotRunException(
                    ExitCode.FAILED,
                    "The file " + file + " can't be written: " + e.getMessage() + ".",
                    e);
        }
    }

    /** What editors complete the rule with; one that is there is left. */
    private static void writeSchema(Path file) {
        try {
            if (!Files.exists(file)) {
                Files.writeString(file, RuleSchema.json());
            }
        } catch (IOException e) {
            throw new CannotRunException(
                    ExitCode.FAILED,
                    "The file " + file + " can't be written: " + e.getMessage() + ".",
                    e);
        }
    }

    private static String skeleton() {
        try (InputStream in =
                Objects.requireNonNull(
                        RulesNewCommand.class.getResourceAsStream("new-rule.yml"),
                        "The skeleton lies beside this class.")) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new IllegalStateException("A resource can be read.", e);
        }
    }
}
