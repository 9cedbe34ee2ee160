package io.tripline.deploy.endtoend;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;

/**
 * Lines for who watches a long test, each with the seconds since it began, in {@code deploy/target/faults.txt}: Maven shows a
 * test's own output only once its class has ended.
 */
final class Progress {
    private static final Path FILE = Path.of("target", "faults.txt");
    private static final long BETWEEN = Duration.ofSeconds(10).toNanos();

    private final long begin = System.nanoTime();
    private long last = begin;

    synchronized void say(String line) {
        last = System.nanoTime();
        try {
            Files.writeString(
                    FILE,
                    "%5d s  %s%n".formatted(Duration.ofNanos(last - begin).toSeconds(), line),
                    StandardOpenOption.CREATE,
                    StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Says it if nothing was said for ten seconds. */
    synchronized void sayNowAndThen(String line) {
        if (System.nanoTime() - last > BETWEEN) {
            say(line);
        }
    }
}
