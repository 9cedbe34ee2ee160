package io.tripline.deploy.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The script {@code tripline}, with a java that says what it was called with and a Maven that fails. */
final class LauncherTest {
    @TempDir Path project;

    @BeforeEach
    void makeAProjectThatIsBuilt() throws IOException {
        Files.copy(Path.of("..", "tripline"), project.resolve("tripline"));
        executable("tripline", Files.readString(project.resolve("tripline")));
        executable("jdk/bin/java", "#!/bin/sh\nprintf '%s\\n' \"$@\"\n");
        executable("jdk/bin/javac", "");
        executable("bin/mvn", "#!/bin/sh\necho \"mvn $*\"\nexit ${MAVEN_STATUS:-1}\n");
        Files.writeString(project.resolve("jdk/release"), "JAVA_VERSION=\"25.0.1\"\n");
        Files.createDirectories(project.resolve("deploy/target/tripline"));
        Files.createFile(project.resolve("deploy/target/tripline/.built"));
        Files.createFile(project.resolve("pom.xml"));
        Files.setLastModifiedTime(project.resolve("pom.xml"), FileTime.fromMillis(0));
    }

    private void changeASource() throws IOException {
        Files.setLastModifiedTime(
                project.resolve("pom.xml"), FileTime.from(Instant.parse("2100-01-01T00:00:00Z")));
    }

    @ParameterizedTest
    @CsvSource({
        "run ingest, -Xmx256m, -XX:+UseSerialGC",
        "run correlation, -Xmx512m, -XX:+UseG1GC",
        "--config my.yml run Correlation, -Xmx512m, -XX:+UseG1GC",
        "run --config correlation alerting, -Xmx256m, -XX:+UseSerialGC"
    })
    void aServiceRunsAsInProductionAndBuildsNothing(String line, String heap, String collector)
            throws Exception {
        changeASource();
        List<String> java = java("", line.split(" "));

        assertThat(java)
                .startsWith(heap)
                .contains(collector, "-XX:+ExitOnOutOfMemoryError")
                .endsWith(line.split(" "))
                .noneMatch(each -> each.contains("TieredStopAtLevel"))
                .noneMatch(each -> each.contains("Archive"));
    }

    @ParameterizedTest
    @CsvSource({"-Xmx3g", "-XX:MaxRAMPercentage=70"})
    void aHeapThatIsGivenIsTheOnlyOne(String option) throws Exception {
        assertThat(java(option, "run", "ingest")).contains(option).doesNotContain("-Xmx256m");
    }

    @Test
    void aCollectorThatIsGivenIsTheOnlyOne() throws Exception {
        assertThat(java("-XX:+UseZGC", "run", "correlation"))
                .contains("-Xmx512m", "-XX:+UseZGC")
                .noneMatch(each -> each.contains("G1"));
    }

    @Test
    void theCommandLineItselfIsSmall() throws Exception {
        assertThat(java("", "status")).contains("-Xmx192m", "-XX:TieredStopAtLevel=1");
    }

    @Test
    void helpIsAskedForInAnyWay() throws Exception {
        assertThat(java("", "help")).endsWith("io.tripline.deploy.cli.Tripline", "--help");
        assertThat(java("", "help", "status")).endsWith("status", "--help");
        assertThat(java("", "test", "--help"))
                .isEqualTo(java("", "help", "test"))
                .contains("Usage: tripline test [ARGUMENT...]");
    }

    @Test
    void aLookAtWhatRunsFromTheBuildDoesNotBuildAnew() throws Exception {
        changeASource();
        Process stack = somethingThatRunsFromTheBuild();
        try {
            assertThat(java("", "incidents", "list"))
                    .endsWith("incidents", "list")
                    .first()
                    .asString()
                    .contains("process " + stack.pid() + " runs from it");
            assertThat(output(0, "test", "-pl", "rules", "-am")).contains("verify -pl rules -am");
            for (String each : List.of("test", "build", "test -pl deploy")) {
                assertThat(output(69, each.split(" ")))
                        .contains("process " + stack.pid() + " runs from")
                        .doesNotContain("mvn -B");
            }
        } finally {
            stack.destroyForcibly().waitFor();
        }
        assertThat(output(69, "incidents", "list")).contains("the build failed");
    }

    @Test
    void oneBuildsAtATime() throws Exception {
        Path lock = project.resolve("deploy/target/.lock");
        Process other = new ProcessBuilder("sleep", "60").start();
        Files.createSymbolicLink(lock, Path.of(identity(other)));
        Process build = launcher(0, "build").start();
        try (BufferedReader out = build.inputReader()) {
            assertThat(out.readLine()).contains("Waiting for process " + other.pid());
            assertThat(project.resolve("deploy/target/build.log")).doesNotExist();

            other.destroyForcibly().waitFor();

            assertThat(build.waitFor()).isZero();
        } finally {
            other.destroyForcibly();
            build.destroyForcibly();
        }
        assertThat(project.resolve("deploy/target/build.log")).content().contains("package");
        assertThat(lock).doesNotExist();
    }

    @Test
    void aLockThatABuildLeftBehindIsTakenAway() throws Exception {
        Path lock = project.resolve("deploy/target/.lock");
        // Of a process that started at another time than the one with its number.
        Files.createSymbolicLink(lock, Path.of(ProcessHandle.current().pid() + ":1"));

        assertThat(output(0, "build")).doesNotContain("Waiting");

        assertThat(lock).doesNotExist();
    }

    /** As the script tells one process from another. */
    private static String identity(Process process) throws IOException {
        Path stat = Path.of("/proc", Long.toString(process.pid()), "stat");
        return process.pid()
                + ":"
                + (Files.exists(stat)
                        ? Files.readString(stat).replaceFirst(".*\\) ", "").split(" ")[19]
                        : "");
    }

    /** What has the build's jars on its class path, as every process of a stack has. */
    private Process somethingThatRunsFromTheBuild() throws IOException {
        Path app = project.toRealPath().resolve("deploy/target/tripline");
        return new ProcessBuilder(
                        "/bin/sh",
                        "-c",
                        "read -r line",
                        "-cp",
                        app.resolve("tripline.jar") + ":" + app.resolve("lib") + "/*")
                .start();
    }

    private List<String> java(String options, String... arguments) throws Exception {
        ProcessBuilder builder = launcher(1, arguments);
        builder.environment().put("TRIPLINE_JAVA_OPTIONS", options);
        return output(0, builder).lines().toList();
    }

    private String output(int status, String... arguments) throws Exception {
        return output(status, launcher(status, arguments));
    }

    private static String output(int status, ProcessBuilder builder) throws Exception {
        Process process = builder.start();
        String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(out).isEqualTo(status);
        return out;
    }

    private ProcessBuilder launcher(int mavenStatus, String... arguments) {
        ProcessBuilder builder =
                new ProcessBuilder(
                        Stream.concat(
                                        Stream.of(project.resolve("tripline").toString()),
                                        Stream.of(arguments))
                                .toList());
        builder.environment().put("JAVA_HOME", project.resolve("jdk").toString());
        builder.environment().put("MAVEN_STATUS", Integer.toString(mavenStatus));
        builder.environment().remove("TRIPLINE_SKIP_BUILD");
        builder.environment()
                .merge("PATH", project.resolve("bin").toString(), (path, own) -> own + ":" + path);
        return builder.redirectErrorStream(true);
    }

    private void executable(String name, String content) throws IOException {
        Path file = project.resolve(name);
        Files.createDirectories(file.getParent());
        Files.writeString(file, content);
        assertThat(file.toFile().setExecutable(true)).isTrue();
    }
}
