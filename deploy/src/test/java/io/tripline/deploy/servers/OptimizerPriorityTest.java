package io.tripline.deploy.servers;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Renice and the names of threads are Linux's. */
@EnabledOnOs(OS.LINUX)
final class OptimizerPriorityTest {
    /** The field of /proc/PID/task/TID/stat, counted from the one behind the name. */
    private static final int NICE = 16;

    @TempDir Path directory;

    @Test
    void theOptimizerGoesBehindWhatRunsAndTheQuickCompilerDoesNot() throws Exception {
        ChildProcess child =
                new ChildProcess(
                        ChildProcess.Launch.foreign(
                                "sleeper",
                                List.of(
                                        Path.of(System.getProperty("java.home"), "bin", "java")
                                                .toString(),
                                        "-cp",
                                        System.getProperty("java.class.path"),
                                        Sleeper.class.getName()),
                                directory,
                                directory.resolve("log")));
        child.start();
        try {
            int ours = nice(ProcessHandle.current().pid(), ProcessHandle.current().pid());
            int lowered = Math.max(ours, OptimizerPriority.NICE);
            for (int i = 0; i < 300 && !niceOf(child.pid()).containsValue(lowered); i++) {
                TimeUnit.MILLISECONDS.sleep(100);
            }

            assertThat(niceOf(child.pid())).containsEntry("C2", lowered).containsEntry("C1", ours);
        } finally {
            child.kill9();
        }
    }

    private static Map<String, Integer> niceOf(long pid) throws Exception {
        Map<String, Integer> compilers = new TreeMap<>();
        try (var tasks = Files.newDirectoryStream(Path.of("/proc", Long.toString(pid), "task"))) {
            for (Path each : tasks) {
                String name = Files.readString(each.resolve("comm"));
                if (name.startsWith("C1 Comp") || name.startsWith("C2 Comp")) {
                    compilers.put(
                            name.substring(0, 2),
                            nice(pid, Long.parseLong(each.getFileName().toString())));
                }
            }
        }
        return compilers;
    }

    private static int nice(long pid, long thread) throws Exception {
        String stat =
                Files.readString(
                        Path.of(
                                "/proc",
                                Long.toString(pid),
                                "task",
                                Long.toString(thread),
                                "stat"));
        return Integer.parseInt(stat.substring(stat.lastIndexOf(')') + 2).split(" ")[NICE]);
    }

    /** Sleeps. */
    static final class Sleeper {
        private Sleeper() {}

        /** For a minute. */
        public static void main(String[] arguments) throws InterruptedException {
            Thread.sleep(Duration.ofMinutes(1));
        }
    }
}
