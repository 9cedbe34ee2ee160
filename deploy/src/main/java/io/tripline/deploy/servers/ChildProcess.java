package io.tripline.deploy.servers;

import io.tripline.deploy.CannotRunException;
import io.tripline.deploy.ExitCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** One process of the stack, under {@link Guard guard}: it can be stopped, killed, frozen and started again. */
public final class ChildProcess {
    /** How long an orderly stop may take before it is forced. */
    public static final Duration STOP_PATIENCE = Duration.ofSeconds(20);

    private static final long LOG_BYTES_KEPT = 10L * 1024 * 1024;

    private final Launch launch;
    private @Nullable Process process;

    /** A process that is not yet started. */
    public ChildProcess(Launch launch) {
        this.launch = launch;
    }

    /**
     * How to start it.
     *
     * @param name what people call it: kafka, opensearch, ingest, ...
     * @param environment added to ours
     * @param log where its output is appended
     */
    public record Launch(
            String name,
            List<String> command,
            Map<String, String> environment,
            Path directory,
            Path log) {
        public Launch {
            command = List.copyOf(command);
            environment = Map.copyOf(environment);
        }
    }

    /** What people call it. */
    public String name() {
        return launch.name();
    }

    /** Where its output is. */
    public Path log() {
        return launch.log();
    }

    /** Starts it, or starts it again after it ended. */
    public synchronized void start() {
        if (alive()) {
            throw new IllegalStateException(name() + " runs already.");
        }
        try {
            Files.createDirectories(launch.log().toAbsolutePath().getParent());
            keepLogBounded();
            ProcessBuilder builder = new ProcessBuilder(Guard.over(launch.command()));
            builder.environment().putAll(launch.environment());
            // These would be read by every JVM below and are meant for the launcher.
            builder.environment()
                    .keySet()
                    .removeAll(List.of("JAVA_TOOL_OPTIONS", "JDK_JAVA_OPTIONS"));
            builder.directory(launch.directory().toFile());
            builder.redirectErrorStream(true);
            builder.redirectOutput(ProcessBuilder.Redirect.appendTo(launch.log().toFile()));
            process = builder.start();
        } catch (IOException e) {
            throw new CannotRunException(
                    ExitCode.UNAVAILABLE,
                    "The process " + name() + " can't be started: " + e.getMessage() + ".",
                    e);
        }
    }

    /** Whether it runs. */
    public synchronized boolean alive() {
        return process != null && process.isAlive();
    }

    /** Its process id: the server's own, also where a program such as su stands between. */
    public long pid() {
        return server().pid();
    }

    /** Its exit status; fails if it runs. */
    public int exitStatus() {
        return started().exitValue();
    }

    /** Asks it to stop, waits {@link #STOP_PATIENCE}, then forces it. Returns at once if it does not run. */
    public void stop() {
        requestStop();
        if (!ended(STOP_PATIENCE)) {
            kill9();
        }
    }

    /** Asks it to stop, and returns at once. */
    public void requestStop() {
        if (alive()) {
            started().destroy();
        }
    }

    /** Waits until it ended; false if it still runs after that time. */
    public boolean ended(Duration patience) {
        if (!alive()) {
            return true;
        }
        try {
            return started().waitFor(patience.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /** Kills it as {@code kill -9} does, and waits until it is gone. */
    public void kill9() {
        if (alive()) {
            server().destroyForcibly();
            if (!ended(STOP_PATIENCE)) {
                throw new IllegalStateException(name() + " survived SIGKILL.");
            }
        }
    }

    /** Freezes it (SIGSTOP). */
    public void suspend() {
        signal("STOP");
    }

    /** Lets a frozen process go on (SIGCONT). */
    public void resume() {
        signal("CONT");
    }

    private void signal(String signal) {
        try {
            int status =
                    new ProcessBuilder("kill", "-" + signal, Long.toString(pid()))
                            .inheritIO()
                            .start()
                            .waitFor();
            if (status != 0) {
                throw new IllegalStateException("kill -" + signal + " failed for " + name() + ".");
            }
        } catch (IOException e) {
            throw new IllegalStateException("There is no kill command.", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private ProcessHandle server() {
        Process process = started();
        return process.descendants()
                .filter(each -> each.info().command().orElse("").endsWith("/java"))
                .findFirst()
                .orElse(process.toHandle());
    }

    private synchronized Process started() {
        if (process == null) {
            throw new IllegalStateException(name() + " was never started.");
        }
        return process;
    }

    private void keepLogBounded() throws IOException {
        if (Files.exists(launch.log()) && Files.size(launch.log()) > LOG_BYTES_KEPT) {
            Files.move(
                    launch.log(),
                    launch.log().resolveSibling(launch.log().getFileName() + ".1"),
                    StandardCopyOption.REPLACE_EXISTING);
        }
    }
}
