package io.tripline.deploy.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
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
        executable("bin/mvn", "#!/bin/sh\nexit 1\n");
        Files.writeString(project.resolve("jdk/release"), "JAVA_VERSION=\"25.0.1\"\n");
        Files.createDirectories(project.resolve("deploy/target/tripline"));
        Files.createFile(project.resolve("deploy/target/tripline/.built"));
        // Newer than the build.
        Files.createFile(project.resolve("pom.xml"));
    }

    @ParameterizedTest
    @CsvSource({
        "run ingest, -Xmx256m",
        "run correlation, -Xmx512m",
        "--config my.yml run Correlation, -Xmx512m",
        "run --config correlation alerting, -Xmx256m"
    })
    void aServiceRunsAsInProductionAndBuildsNothing(String line, String heap) throws Exception {
        List<String> java = java("", line.split(" "));

        assertThat(java)
                .startsWith(heap, "-XX:+UseSerialGC", "-XX:+ExitOnOutOfMemoryError")
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

    private List<String> java(String options, String... arguments) throws Exception {
        ProcessBuilder builder =
                new ProcessBuilder(
                        Stream.concat(
                                        Stream.of(project.resolve("tripline").toString()),
                                        Stream.of(arguments))
                                .toList());
        builder.environment().put("JAVA_HOME", project.resolve("jdk").toString());
        builder.environment().put("TRIPLINE_JAVA_OPTIONS", options);
        builder.environment().remove("TRIPLINE_SKIP_BUILD");
        builder.environment()
                .merge("PATH", project.resolve("bin").toString(), (path, own) -> own + ":" + path);
        Process process = builder.redirectErrorStream(true).start();
        String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(out).isZero();
        return out.lines().toList();
    }

    private void executable(String name, String content) throws IOException {
        Path file = project.resolve(name);
        Files.createDirectories(file.getParent());
        Files.writeString(file, content);
        assertThat(file.toFile().setExecutable(true)).isTrue();
    }
}
