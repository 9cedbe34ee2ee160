package io.tripline.deploy.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tripline.deploy.CannotRunException;
import io.tripline.deploy.ExitCode;
import io.tripline.deploy.dashboards.StandInDashboards;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** {@code tripline dashboards} as it is typed. */
final class DashboardsCommandTest {
    private static final Path SHIPPED =
            Path.of(System.getProperty("tripline.project"), "deploy", "dashboards");

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @TempDir Path directory;

    @Test
    void whatWeShipIsImportedWhole() throws IOException {
        try (StandInDashboards dashboards = new StandInDashboards("/base")) {
            int status =
                    run(
                            "import",
                            "--directory",
                            SHIPPED.toString(),
                            "--url",
                            dashboards.address().toString() + "/");

            assertThat(err.toString()).isEmpty();
            assertThat(status).isZero();
            assertThat(dashboards.kept()).containsKey("dashboard:tripline-overview");
            assertThat(out.toString())
                    .contains("Imported " + dashboards.kept().size() + " objects.")
                    .contains("/base/app/dashboards#/view/tripline-overview");
        }
    }

    @Test
    void anExportThatBreaksARuleIsNotSent() throws IOException {
        Files.writeString(
                directory.resolve("tripline.ndjson"),
                Files.readString(SHIPPED.resolve("tripline.ndjson"))
                        .replace("entire_time_range", "last_value"));
        try (StandInDashboards dashboards = new StandInDashboards("")) {
            int status =
                    run(
                            "import",
                            "--directory",
                            directory.toString(),
                            "--url",
                            dashboards.address().toString());

            assertThat(status).isEqualTo(ExitCode.FAILED.code());
            assertThat(err.toString()).contains("set time_range_mode to entire_time_range");
            assertThat(dashboards.kept()).isEmpty();
        }
    }

    @Test
    void aBuildWritesWhatIsShipped() throws IOException {
        try (Stream<Path> files = Files.walk(SHIPPED)) {
            for (Path each : files.toList()) {
                Path copy = directory.resolve(SHIPPED.relativize(each).toString());
                if (Files.isDirectory(each)) {
                    Files.createDirectories(copy);
                } else if (!each.endsWith("tripline.ndjson")) {
                    Files.copy(each, copy);
                }
            }
        }

        assertThat(run("build", "--directory", directory.toString())).isZero();

        assertThat(directory.resolve("tripline.ndjson"))
                .hasSameTextualContentAs(SHIPPED.resolve("tripline.ndjson"));
        assertThat(run("check", "--directory", directory.toString())).isZero();
    }

    @Test
    void aMistakeInTheSourceNamesItsPlace() throws IOException {
        Files.writeString(
                directory.resolve("index-patterns.yml"),
                "alerts: {title: tripline-alerts, time: '@timestamp'}\n");
        Files.writeString(
                directory.resolve("mine.yml"),
                """
                title: Mine
                description: Mine
                rows:
                  - height: 5
                    panels:
                      - total: Open
                        of: alarms
                """);

        int status = run("build", "--directory", directory.toString());

        assertThat(status).isEqualTo(ExitCode.FAILED.code());
        assertThat(err.toString())
                .contains(
                        "mine.yml, rows 1, panels 1 is of alarms, which index-patterns.yml does not have");
    }

    @Test
    void aFolderWithoutAnExportIsTold() {
        assertThat(run("check", "--directory", directory.toString()))
                .isEqualTo(ExitCode.NO_INPUT.code());
        assertThat(err.toString()).contains("There are no dashboards to read at");
    }

    @Test
    void thePasswordCanLieInAFile() throws IOException {
        Path file = Files.writeString(directory.resolve("password"), "s3cret\n");

        assertThat(
                        DashboardsImportCommand.account(
                                        Map.of(
                                                "TRIPLINE_DASHBOARDS_USER",
                                                "mira",
                                                "TRIPLINE_DASHBOARDS_PASSWORD_FILE",
                                                file.toString()),
                                        Optional.empty())
                                .password())
                .contains("s3cret");
    }

    @Test
    void halfAnAccountIsRefused() {
        assertThatThrownBy(
                        () ->
                                DashboardsImportCommand.account(
                                        Map.of("TRIPLINE_DASHBOARDS_USER", "mira"),
                                        Optional.empty()))
                .isInstanceOf(CannotRunException.class)
                .hasMessageContaining("or none");
    }

    private int run(String... arguments) {
        CommandLine line = Tripline.commandLine(arguments);
        line.setOut(new PrintWriter(out, true));
        line.setErr(new PrintWriter(err, true));
        return line.execute(
                Stream.concat(Stream.of("dashboards"), Stream.of(arguments))
                        .toArray(String[]::new));
    }
}
