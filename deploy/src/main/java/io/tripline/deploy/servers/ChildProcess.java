package io.tripline.deploy.servers;

import io.tripline.deploy.CannotRunException;
import io.tripline.deploy.ExitCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** One process of the stack, under {@link Guard guard}: it can be stopped, killed, frozen and started again. */
public final class ChildProcess {
    /** How long an orderly stop may take before it is forced. */
    public static final Duration STOP_PATIENCE = Duration.ofSeconds(20);

    /** Secrets may be among ours; of them all, the guard needs this one. */
    private static final String OUR_SETTINGS = "TRIPLINE_";

    private static final String GUARD_PATIENCE = "TRIPLINE_GUARD_PATIENCE";

    private final Launch launch;
    private @Nullable Process process;
    private boolean retired;

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
     * @param settings whether it is a service of ours, which reads our settings from its environment; of another program
     *     the environment may be read by others of its account
     */
    public record Launch(
            String name,
            List<String> command,
            Map<String, String> environment,
            Path directory,
            Path log,
            boolean settings) {
        public Launch {
            command = List.copyOf(command);
            environment = Map.copyOf(environment);
        }

        /** Of a service of ours. */
        public Launch(
                String name,
                List<String> command,
                Map<String, String> environment,
                Path directory,
                Path log) {
            this(name, command, environment, directory, log, true);
        }

        /** Makes of our environment that of the process. */
        void fill(Map<String, String> ours) {
            if (!settings) {
                ours.keySet()
                        .removeIf(
                                each ->
                                        each.startsWith(OUR_SETTINGS)
                                                && !each.equals(GUARD_PATIENCE));
            }
            ours.putAll(environment);
            // These would be read by every JVM below and are meant for the launcher.
            ours.keySet().removeAll(List.of("JAVA_TOOL_OPTIONS", "JDK_JAVA_OPTIONS"));
        }

        /** Of a program that has no need of our settings. */
        static Launch foreign(String name, List<String> command, Path directory, Path log) {
            return new Launch(name, command, Map.of(), directory, log, false);
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
        if (retired) {
            throw new CannotRunException(
                    ExitCode.INTERRUPTED, "Stopped before " + name() + " was started.");
        }
        try {
            Files.createDirectories(launch.log().toAbsolutePath().getParent());
            keepLogBounded();
            ProcessBuilder builder = new ProcessBuilder(Guard.over(launch.command()));
            launch.fill(builder.environment());
            builder.directory(launch.directory().toFile());
            builder.redirectErrorStream(true);
            builder.redirectOutput(ProcessBuilder.Redirect.appendTo(launch.log().toFile()));
            process = builder.start();
            OptimizerPriority.lower(this);
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

    /** Whether it was started, however it went on. */
    public synchronized boolean everStarted() {
        return process != null;
    }

    /** Its process id: the server's own, also where a program such as su stands between. */
    public long pid() {
        return server().pid();
    }

    /** Its exit status; fails if it runs. */
    public int exitStatus() {
        return started().exitValue();
    }

    /** From now on it is not started any more; one that runs goes on until it is stopped. */
    public synchronized void retire() {
        retired = true;
    }

    /** Cuts its log if it is large. */
    public void keepLogBounded() throws IOException {
        new BoundedLog(launch.log()).keepBounded();
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
}
