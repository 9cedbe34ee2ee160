package io.tripline.deploy.servers;

import io.tripline.deploy.CannotRunException;
import io.tripline.deploy.ExitCode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** Waits for a child process to answer, by asking it. */
public final class Await {
    private static final Duration BETWEEN_QUESTIONS = Duration.ofMillis(150);
    private static final int LOG_LINES_SHOWN = 15;

    private Await() {}

    /** A question to a server that may not be up yet. */
    @FunctionalInterface
    public interface Question {
        /** Whether it is ready; a failure to connect counts as no. */
        boolean ready() throws InterruptedException;
    }

    /** Asks until the answer is yes; fails with the end of the log if the process ends or the time is over. */
    public static void ready(ChildProcess process, Duration patience, Question question) {
        long deadline = System.nanoTime() + patience.toNanos();
        try {
            while (!question.ready()) {
                if (!process.alive()) {
                    throw failed(
                            process,
                            process.name()
                                    + " ended while starting, with status "
                                    + process.exitStatus());
                }
                if (System.nanoTime() > deadline) {
                    throw failed(
                            process,
                            process.name()
                                    + " did not answer within "
                                    + patience.toSeconds()
                                    + " s");
                }
                Thread.sleep(BETWEEN_QUESTIONS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CannotRunException(
                    ExitCode.INTERRUPTED, "Stopped while " + process.name() + " was starting.", e);
        }
    }

    private static CannotRunException failed(ChildProcess process, String what) {
        return new CannotRunException(
                ExitCode.UNAVAILABLE,
                what + "; its log is " + process.log() + " and ends:\n" + endOf(process.log()));
    }

    private static String endOf(Path log) {
        try {
            List<String> lines =
                    new String(Files.readAllBytes(log), StandardCharsets.UTF_8).lines().toList();
            return String.join(
                    "\n", lines.subList(Math.max(0, lines.size() - LOG_LINES_SHOWN), lines.size()));
        } catch (IOException e) {
            return "(it can't be read: " + e.getMessage() + ")";
        }
    }
}
