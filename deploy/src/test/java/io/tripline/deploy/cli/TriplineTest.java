package io.tripline.deploy.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.tripline.deploy.ExitCode;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;
import picocli.CommandLine.Command;

final class TriplineTest {
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @TempDir Path directory;

    @Test
    void helpTeachesByExampleAndTellsTheExitCodes() {
        assertThat(run("--help")).isZero();
        assertThat(out.toString()).contains("tripline up --detach").contains("Exit codes:");
    }

    @ParameterizedTest
    @ValueSource(strings = {"demo", "up", "status", "down", "run", "configuration"})
    void everyCommandHasHelp(String command) {
        assertThat(run(command, "--help")).isZero();
        assertThat(out.toString()).contains("Usage: tripline " + command);
    }

    @Test
    void whereNoCommandIsNamedAllAreThereByTheirOwnNames() {
        Map<String, CommandLine> all = Tripline.commandLine("--help").getSubcommands();

        assertThat(all).hasSizeGreaterThan(15);
        assertThat(all)
                .allSatisfy(
                        (name, line) -> {
                            Object command = line.getCommandSpec().userObject();
                            assertThat(command.getClass().getAnnotation(Command.class).name())
                                    .isEqualTo(name);
                        });
        assertThat(Tripline.commandLine("--config", "demo", "status").getSubcommands())
                .containsOnlyKeys("status");
    }

    @Test
    void aMistypedCommandIsAnsweredWithTheOneThatWasMeant() {
        assertThat(run("stauts")).isEqualTo(ExitCode.USAGE.code());
        assertThat(err.toString()).contains("status");
    }

    @Test
    void aServiceThatDoesNotExistIsAnsweredWithThoseThatDo() {
        assertThat(run("run", "indexer")).isEqualTo(ExitCode.USAGE.code());
        assertThat(err.toString()).containsIgnoringCase("ingest").containsIgnoringCase("alerting");
    }

    @ParameterizedTest
    @ValueSource(strings = {"normalize", "replay"})
    void aLogSourceThatDoesNotExistIsAnsweredWithThoseThatDo(String command) {
        assertThat(run(command, "--source", "bogus")).isEqualTo(ExitCode.USAGE.code());
        assertThat(err.toString()).contains("bogus").contains("linux.auth");
    }

    @Test
    void aReplayWithoutAnyRuleFailsAndSaysSo() throws IOException {
        Files.writeString(directory.resolve("mine.yaml"), "id: x");

        assertThat(run("replay", "--rules", directory.toString(), "/dev/null"))
                .isEqualTo(ExitCode.FAILED.code());
        assertThat(err.toString()).contains("No rule was loaded");
    }

    @Test
    void aReplayOfAFileThatIsNotThereSaysSoBeforeAnythingElse() {
        assertThat(run("replay", "--rules", directory.toString(), "not-there.log"))
                .isEqualTo(ExitCode.NO_INPUT.code());
        assertThat(run("replay", "--from", "7d", "some.log")).isEqualTo(ExitCode.USAGE.code());
    }

    @Test
    void aWrongConfigurationIsAnsweredWithAllItsProblems() throws IOException {
        Path file = Files.writeString(directory.resolve("tripline.yml"), "a: 1\nb: 2\n");

        int status = run("configuration", "--check", "--config", file.toString());

        assertThat(status).isEqualTo(ExitCode.CONFIGURATION.code());
        assertThat(err.toString())
                .contains("no key a")
                .contains("no key b")
                .doesNotContain("\tat ");
    }

    private int run(String... arguments) {
        CommandLine line = Tripline.commandLine(arguments);
        line.setOut(new PrintWriter(out));
        line.setErr(new PrintWriter(err));
        return line.execute(arguments);
    }
}
