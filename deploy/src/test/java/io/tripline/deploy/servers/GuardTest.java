package io.tripline.deploy.servers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tripline.deploy.CannotRunException;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class GuardTest {
    @TempDir Path directory;

    @Test
    void nothingIsLeftRunningWhenTheLauncherIsKilled() throws Exception {
        Process launcher =
                new ProcessBuilder(
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                "-cp",
                                System.getProperty("java.class.path"),
                                Launcher.class.getName(),
                                directory.toString())
                        .redirectError(ProcessBuilder.Redirect.INHERIT)
                        .start();
        List<ProcessHandle> children = new ArrayList<>();
        try (BufferedReader out =
                new BufferedReader(
                        new InputStreamReader(launcher.getInputStream(), StandardCharsets.UTF_8))) {
            for (int i = 0; i < Launcher.CHILDREN; i++) {
                children.add(ProcessHandle.of(Long.parseLong(out.readLine())).orElseThrow());
            }
            List<ProcessHandle> family = launcher.descendants().toList();
            assertThat(family).containsAll(children);

            launcher.destroyForcibly();

            for (ProcessHandle each : family) {
                each.onExit().get(20, TimeUnit.SECONDS);
            }
        } finally {
            launcher.destroyForcibly();
            children.forEach(ProcessHandle::destroyForcibly);
        }
    }

    @Test
    void theProcessIsTheCommandItselfAndItsExitStatusIsKept() {
        ChildProcess child = child(directory, "ends", "exit 7");

        child.start();

        assertThat(child.ended(Duration.ofSeconds(20))).isTrue();
        assertThat(child.exitStatus()).isEqualTo(7);
    }

    @Test
    void anOrderlyStopIsAskedForBeforeItIsForced() throws Exception {
        ChildProcess child =
                child(
                        directory,
                        "orderly",
                        "trap 'exit 3' TERM; echo up; while :; do sleep 0.1; done");
        child.start();
        Await.ready(child, Duration.ofSeconds(20), () -> child.log().toFile().length() > 0);

        child.stop();

        assertThat(child.exitStatus()).isEqualTo(3);
    }

    @Test
    void whatIsRetiredIsNotStartedAnyMore() {
        ChildProcess child = child(directory, "late", "exec sleep 600");

        child.retire();

        assertThatThrownBy(child::start)
                .isInstanceOf(CannotRunException.class)
                .hasMessageContaining("late");
        assertThat(child.everStarted()).isFalse();
    }

    @Test
    void otherProgramsGetNoneOfOurSettings() {
        Map<String, String> ours =
                Map.of(
                        "PATH", "/bin",
                        "TRIPLINE_OPENSEARCH_PASSWORD", "wonderland",
                        "TRIPLINE_GUARD_PATIENCE", "2",
                        "JAVA_TOOL_OPTIONS", "-Xmx1g");
        Map<String, String> foreign = new HashMap<>(ours);
        Map<String, String> service = new HashMap<>(ours);

        ChildProcess.Launch.foreign("kafka", List.of("true"), directory, directory).fill(foreign);
        new ChildProcess.Launch(
                        "ingest",
                        List.of("true"),
                        Map.of("TRIPLINE_HTTP_HOST", "127.0.0.1"),
                        directory,
                        directory)
                .fill(service);

        assertThat(foreign).containsOnlyKeys("PATH", "TRIPLINE_GUARD_PATIENCE");
        assertThat(service)
                .containsOnlyKeys(
                        "PATH",
                        "TRIPLINE_OPENSEARCH_PASSWORD",
                        "TRIPLINE_GUARD_PATIENCE",
                        "TRIPLINE_HTTP_HOST");
    }

    private static ChildProcess child(Path directory, String name, String script) {
        return new ChildProcess(
                new ChildProcess.Launch(
                        name,
                        List.of("/bin/sh", "-c", script),
                        Map.of("TRIPLINE_GUARD_PATIENCE", "2"),
                        directory,
                        directory.resolve(name + ".log")));
    }

    /** A process that starts an obedient child, one that ignores SIGTERM, and a frozen one, and then waits. */
    static final class Launcher {
        static final int CHILDREN = 3;

        private Launcher() {}

        public static void main(String[] arguments) throws Exception {
            Path directory = Path.of(arguments[0]);
            ChildProcess obedient = child(directory, "obedient", "exec sleep 600");
            ChildProcess stubborn =
                    child(directory, "stubborn", "trap '' TERM; while :; do sleep 0.2; done");
            ChildProcess frozen = child(directory, "frozen", "exec sleep 600");
            for (ChildProcess each : List.of(obedient, stubborn, frozen)) {
                each.start();
                System.out.println(each.pid());
            }
            frozen.suspend();
            System.out.flush();
            System.in.read();
        }
    }
}
