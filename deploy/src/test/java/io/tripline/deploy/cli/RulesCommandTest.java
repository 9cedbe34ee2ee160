package io.tripline.deploy.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.tripline.deploy.ExitCode;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

/** What a rule's author sees, from a new rule to one that is ready. */
final class RulesCommandTest {
    private StringWriter out = new StringWriter();
    private StringWriter err = new StringWriter();

    @TempDir Path folder;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "initial-access",
                "credential-access",
                "lateral-movement",
                "command-and-control",
                "impact"
            })
    void aNewRulePassesLintAndHasOneTestToFill(String tactic) {
        assertThat(run("rules", "new", "my-rule", "--tactic", tactic, "--rules", folder.toString()))
                .isZero();
        assertThat(out.toString()).contains("Next:").contains("./tripline rules test ");

        assertThat(run("rules", "lint", folder.toString())).as(out.toString()).isZero();
        assertThat(out.toString()).contains("1 rule, nothing to mend.");

        assertThat(run("rules", "test", folder.toString())).isEqualTo(ExitCode.FAILED.code());
        assertThat(out.toString())
                .contains("my-rule.yml  4 tests, 1 failed")
                .contains("an attack (as written)")
                .contains("expected an alert with count=1 evidence=5 failures=5")
                .contains("1 rule, 4 tests: 1 failed.");
    }

    @Test
    void aNewRuleWhoseTestIsFilledPasses() throws IOException {
        Path rule = newRule();
        Files.writeString(
                rule,
                Files.readString(rule)
                        .replace(
                                "{at: 0s, event: {event.action: ssh_login}}\n    expect:",
                                "{at: 0s, repeat: 5, every: 1m, event: {event.action: ssh_login}}\n    expect:"));

        assertThat(run("rules", "test", "--shuffles", "20", rule.toString())).isZero();
        assertThat(out.toString()).contains("1 rule, 4 tests: all passed.");
    }

    @Test
    void aNewRuleNeverTakesThePlaceOfAnother() throws IOException {
        Path rule = newRule();
        Files.writeString(rule, "mine");

        assertThat(run("rules", "new", "my-rule", "--rules", folder.toString()))
                .isEqualTo(ExitCode.FAILED.code());
        assertThat(err.toString()).contains("already");
        assertThat(rule).hasContent("mine");
    }

    @ParameterizedTest
    @ValueSource(strings = {"../evil", "My-Rule", "a b", "-", "a/b"})
    void aNameThatIsNoRulesNameIsRefused(String name) {
        assertThat(run("rules", "new", "--rules", folder.toString(), "--", name))
                .isEqualTo(ExitCode.USAGE.code());
        assertThat(err.toString()).contains("lower case with dashes");
        assertThat(folder).isEmptyDirectory();
    }

    @Test
    void aFileThatIsNoRuleFailsTheTestsWithAllItsProblems() throws IOException {
        Path rule = newRule();
        Files.writeString(
                rule,
                Files.readString(rule)
                        .replace("level: medium", "level: hihg")
                        .replace("window: 10m", "windoe: 10m"));

        assertThat(run("rules", "test", rule.toString())).isEqualTo(ExitCode.FAILED.code());
        assertThat(out.toString())
                .contains("is no rule")
                .contains("Did you mean high?")
                .contains("Did you mean window?")
                .contains("1 file not a rule");
    }

    @Test
    void otherPeoplesBuildServersGetJunitXml() throws IOException {
        Path rule = newRule();
        Path report = folder.resolve("reports/rules.xml");
        Files.writeString(
                rule, Files.readString(rule).replace("name: an attack", "name: \"<&\\u0007>\""));

        run("rules", "test", "--junit", report.toString(), rule.toString());

        assertThat(report)
                .content()
                .contains("tests=\"4\" failures=\"1\" errors=\"0\"")
                .contains("name=\"&lt;&amp;\ufffd&gt;\" classname=\"my-rule\"")
                .contains("expected an alert with count=1 evidence=5");
    }

    @Test
    void aFileThatIsNotThereIsNamed() {
        assertThat(run("rules", "test", folder.resolve("no.yml").toString()))
                .isEqualTo(ExitCode.NO_INPUT.code());
        assertThat(err.toString()).contains("no.yml").contains("is the name right?");
        assertThat(run("rules", "lint", folder.toString())).isEqualTo(ExitCode.NO_INPUT.code());
    }

    /** A device that never ends stands for all that is no file: opening a pipe would wait for a writer. */
    @ParameterizedTest
    @ValueSource(strings = {"test", "lint", "coverage"})
    void whatIsNoFileIsRefusedAndNotWaitedFor(String command) {
        assertThat(run("rules", command, "/dev/zero")).isEqualTo(ExitCode.NO_INPUT.code());
        assertThat(err.toString())
                .contains("The rule /dev/zero can't be read. This is no ordinary file");
    }

    @Test
    void aFolderThatLeadsIntoItselfIsReadOnce() throws IOException {
        newRule();
        Files.createSymbolicLink(folder.resolve("credential-access/again"), folder);
        Files.createSymbolicLink(folder.resolve("again"), folder);

        run("rules", "lint", folder.toString());
        assertThat(out.toString()).contains("1 rule, ").doesNotContain("again/again");
    }

    @Test
    void ofAFileThatIsNamedNothingBesideItIsTold() throws IOException {
        Path rule = newRule();
        Files.createDirectories(folder.resolve("x/y"));
        Files.writeString(folder.resolve("x/y/deep.yml"), "id: deep\n");

        assertThat(run("rules", "lint", rule.toString())).as(out.toString()).isZero();
        assertThat(run("rules", "lint", folder.toString())).isEqualTo(ExitCode.FAILED.code());
        assertThat(out.toString()).contains("deep");
    }

    @Test
    void theChecksOfLintAreListed() {
        assertThat(run("rules", "lint", "--checks")).isZero();
        assertThat(out.toString()).contains("says-what-it-misses").contains("has-edge-test");
    }

    /** What production would not read is no rule when it is named, either. */
    @ParameterizedTest
    @ValueSource(strings = {"my-rule.yaml", "my-rule", ".my-rule.yml"})
    void aFileThatProductionDoesNotReadIsNoRuleForAnyCommand(String name) throws IOException {
        Path rule = newRule();
        Path renamed = Files.move(rule, rule.resolveSibling(name));

        for (String command : new String[] {"test", "lint", "coverage"}) {
            assertThat(run("rules", command, renamed.toString()))
                    .as(command)
                    .isEqualTo(ExitCode.FAILED.code());
            assertThat(out.toString() + err).as(command).contains("Rename it, or it is not read.");
        }
        assertThat(run("rules", "explain", renamed.toString(), "--test", "an attack"))
                .isEqualTo(ExitCode.FAILED.code());
    }

    @Test
    void coverageOfLessThanAllFails() throws IOException {
        Path rule = newRule();
        assertThat(run("rules", "coverage", folder.toString())).isZero();
        assertThat(out.toString()).contains("1 rule, 1 technique, 1 tactic.");
        Files.writeString(rule.resolveSibling("other.yml"), "id: other\n");

        assertThat(run("rules", "coverage", folder.toString())).isEqualTo(ExitCode.FAILED.code());
        assertThat(err.toString()).contains("Left out: ").contains("other.yml");
        assertThat(out.toString()).contains("1 rule, ");
    }

    @Test
    void aTestThatFailsSaysHowToFindOutWhy() throws IOException {
        Path rule = newRule();
        run("rules", "test", rule.toString());
        assertThat(out.toString())
                .contains("Why: ./tripline rules explain " + rule + " --test 'an attack'\n");

        assertThat(run("rules", "explain", rule.toString(), "--test", "an attack")).isZero();
        assertThat(out.toString())
                .contains("the threshold was not reached; the nearest row has failures=1");
        assertThat(run("rules", "explain", rule.toString(), "--test", "an atack"))
                .isEqualTo(ExitCode.USAGE.code());
        assertThat(err.toString()).contains("Did you mean an attack?");
        assertThat(run("rules", "explain", rule.toString())).isEqualTo(ExitCode.USAGE.code());
    }

    private Path newRule() {
        assertThat(run("rules", "new", "my-rule", "--rules", folder.toString())).isZero();
        return folder.resolve("credential-access/my-rule.yml");
    }

    private int run(String... arguments) {
        out = new StringWriter();
        err = new StringWriter();
        CommandLine line = Tripline.commandLine(arguments);
        line.setOut(new PrintWriter(out));
        line.setErr(new PrintWriter(err));
        return line.execute(arguments);
    }
}
