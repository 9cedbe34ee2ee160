package io.tripline.deploy.servers;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * Lets a JVM's optimizing compiler (C2) go behind what it optimizes. For minutes after a start five of them have more to do
 * than two processors can. The quick compiler (C1) must not wait: without its code everything runs in the interpreter, many
 * times slower, and a machine at its limit would stay there. The JVM's own option for priorities
 * ({@code -XX:CompilerThreadPriority}) knows no difference between the two.
 */
final class OptimizerPriority {
    static final int NICE = 10;

    /** As much as Linux keeps of the name {@code C2 CompilerThread0}. */
    private static final String OPTIMIZER = "C2 CompilerThre";

    private static final Duration BETWEEN_LOOKS = Duration.ofMillis(250);

    /** A JVM has its compilers a moment after its start; one that has none after this is told to have none. */
    private static final int LOOKS = 80;

    private OptimizerPriority() {}

    /** Begins to look for it; returns at once. Where it can't be done, nothing is lost but a little speed. */
    static void lower(ProcessHandle process) {
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
                            } catch (IOException e) {
                                // It has just ended, or there is no renice command.
                            }
                        });
    }

    private static void lowerWhenThere(ProcessHandle process)
            throws InterruptedException, IOException {
        for (int look = 0; look < LOOKS && process.isAlive(); look++) {
            List<String> threads = new ArrayList<>();
            for (long pid :
                    Stream.concat(Stream.of(process), process.descendants())
                            .mapToLong(ProcessHandle::pid)
                            .toArray()) {
                threads.addAll(optimizers(pid));
            }
            if (!threads.isEmpty()) {
                List<String> command =
                        new ArrayList<>(List.of("renice", Integer.toString(NICE), "-p"));
                command.addAll(threads);
                new ProcessBuilder(command)
                        .redirectErrorStream(true)
                        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                        .start()
                        .waitFor();
                return;
            }
            TimeUnit.MILLISECONDS.sleep(BETWEEN_LOOKS.toMillis());
        }
    }

    /** The ids of the threads of this process that optimize; none if it is gone. */
    static List<String> optimizers(long pid) throws IOException {
        List<String> threads = new ArrayList<>();
        Path tasks = Path.of("/proc", Long.toString(pid), "task");
        if (!Files.isDirectory(tasks)) {
            return threads;
        }
        try (DirectoryStream<Path> all = Files.newDirectoryStream(tasks)) {
            for (Path each : all) {
                if (Files.readString(each.resolve("comm")).startsWith(OPTIMIZER)) {
                    threads.add(each.getFileName().toString());
                }
            }
        }
        return threads;
    }
}
