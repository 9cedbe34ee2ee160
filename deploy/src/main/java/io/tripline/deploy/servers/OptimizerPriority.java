package io.tripline.deploy.servers;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Lets a JVM's optimizing compiler (C2) go behind what it optimizes. For minutes after a start five of them have more to do
 * than two processors can. The quick compiler (C1) must not wait: without its code everything runs in the interpreter, many
 * times slower, and a machine at its limit would stay there. The JVM's own option for priorities
 * ({@code -XX:CompilerThreadPriority}) knows no difference between the two.
 */
final class OptimizerPriority {
    static final int NICE = 10;

    /** As much as Linux keeps of the names of the compilers' threads. */
    private static final String OPTIMIZER = "C2 CompilerThre";

    private static final String QUICK = "C1 CompilerThre";

    private static final Duration BETWEEN_LOOKS = Duration.ofMillis(250);

    /** A JVM has its compilers a moment after its start; what has none by then is no JVM. */
    private static final int LOOKS = 80;

    private OptimizerPriority() {}

    /** Begins to look for it; returns at once. Where it can't be done, nothing is lost but a little speed. */
    static void lower(ChildProcess process) {
        if (!Files.isDirectory(Path.of("/proc/self/task"))) {
            return;
        }
        Thread.ofVirtual()
                .name("optimizer-priority")
                .start(
                        () -> {
                            try {
                                lowerWhenThere(process);
                            } catch (InterruptedException e) {
                                Thread.currentThread().interrupt();
                            } catch (IOException | DirectoryIteratorException e) {
                                // It has just ended, or there is no renice command.
                            }
                        });
    }

    private static void lowerWhenThere(ChildProcess process)
            throws InterruptedException, IOException {
        boolean hadCompilers = false;
        for (int look = 0; look < LOOKS && process.alive(); look++) {
            Path tasks = Path.of("/proc", Long.toString(process.pid()), "task");
            List<String> optimizers = threads(tasks, OPTIMIZER);
            if (!optimizers.isEmpty()) {
                lower(optimizers);
                return;
            }
            if (hadCompilers) {
                // With -XX:TieredStopAtLevel=1 there is only the quick one.
                return;
            }
            hadCompilers = !threads(tasks, QUICK).isEmpty();
            TimeUnit.MILLISECONDS.sleep(BETWEEN_LOOKS.toMillis());
        }
    }

    private static void lower(List<String> threads) throws InterruptedException, IOException {
        List<String> command = new ArrayList<>(List.of("renice", Integer.toString(NICE), "-p"));
        command.addAll(threads);
        new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start()
                .waitFor();
    }

    private static List<String> threads(Path tasks, String name) throws IOException {
        List<String> threads = new ArrayList<>();
        try (DirectoryStream<Path> all = Files.newDirectoryStream(tasks)) {
            for (Path each : all) {
                if (name(each).startsWith(name)) {
                    threads.add(each.getFileName().toString());
                }
            }
        }
        return threads;
    }

    /** A JVM that starts has many threads that are gone before they are looked at. */
    private static String name(Path task) {
        try {
            return Files.readString(task.resolve("comm"));
        } catch (IOException gone) {
            return "";
        }
    }
}
