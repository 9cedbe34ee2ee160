package io.tripline.deploy.stack;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tripline.correlation.WholeFile;
import io.tripline.deploy.CannotRunException;
import io.tripline.deploy.ExitCode;
import io.tripline.deploy.servers.PrivateDirectory;
import io.tripline.deploy.service.ServiceName;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * What runs in a data directory, kept there in a file for {@code status} and {@code down}.
 *
 * @param ready whether all of it answered
 */
public record StackState(
        Running launcher,
        Map<String, Running> processes,
        String bootstrapServers,
        String openSearch,
        Map<String, String> endpoints,
        boolean ready) {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String FILE = "running.json";

    public StackState {
        processes = new LinkedHashMap<>(processes);
        endpoints = new LinkedHashMap<>(endpoints);
    }

    /**
     * A process. Its number may be another program's by now, so when it started is kept beside it.
     *
     * @param startedMillis since the epoch, as the JDK reckons it
     * @param started since the boot, as Linux counts it; empty where it does not
     */
    public record Running(long pid, long startedMillis, String started) {
        public Running {
            // A file that an earlier version wrote has none.
            started = Objects.requireNonNullElse(started, "");
        }

        static Running of(ProcessHandle process) {
            return new Running(
                    process.pid(), millisOf(process), ProcessStart.of(process.pid()).orElse(""));
        }

        /** The process, if it still is the same. */
        public Optional<ProcessHandle> find() {
            return ProcessHandle.of(pid).filter(ProcessHandle::isAlive).filter(this::isSame);
        }

        private boolean isSame(ProcessHandle process) {
            Optional<String> now = ProcessStart.of(pid);
            // On Linux, the JDK's time of a start moves with every step of the clock.
            return (now.isPresent() && !started.isEmpty())
                    ? now.get().equals(started)
                    : millisOf(process) == startedMillis;
        }

        private static long millisOf(ProcessHandle process) {
            return process.info().startInstant().map(Instant::toEpochMilli).orElse(0L);
        }
    }

    /** What a stack that was started by this process looks like. */
    public static StackState of(Stack stack, boolean ready) {
        Map<String, Running> processes = new LinkedHashMap<>();
        stack.processes()
                .forEach(
                        (name, process) -> {
                            if (process.alive()) {
                                ProcessHandle.of(process.pid())
                                        .ifPresent(each -> processes.put(name, Running.of(each)));
                            }
                        });
        Map<String, String> endpoints = new LinkedHashMap<>();
        for (ServiceName name : ServiceName.values()) {
            endpoints.put(name.label(), stack.endpoint(name).toString());
        }
        return new StackState(
                Running.of(ProcessHandle.current()),
                processes,
                stack.servers().bootstrapServers(),
                stack.servers().openSearch().toString(),
                endpoints,
                ready);
    }

    /** What the file says, if what it says still runs. */
    public static Optional<StackState> running(Path data) {
        Path file = data.resolve(FILE);
        if (Files.isDirectory(data) && !Files.isExecutable(data)) {
            throw unreadable(file);
        }
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        try {
            return Optional.of(JSON.readValue(file.toFile(), StackState.class))
                    .filter(each -> each.launcher().find().isPresent());
        } catch (JacksonException damaged) {
            // Written whole or not at all, so this is none of ours.
            return Optional.empty();
        } catch (IOException e) {
            throw unreadable(file);
        }
    }

    private static CannotRunException unreadable(Path file) {
        return new CannotRunException(
                ExitCode.UNAVAILABLE,
                "The file " + file + " can't be read: is this the account that started the stack?");
    }

    /** Writes the file, whole or not at all. */
    public void write(Path data) {
        try {
            PrivateDirectory.ofData(data);
            WholeFile.write(data.resolve(FILE), JSON.writeValueAsBytes(this));
        } catch (IOException e) {
            throw unwritable(data, e);
        }
    }

    /** Removes the file. */
    public static void remove(Path data) {
        try {
            Files.deleteIfExists(data.resolve(FILE));
        } catch (IOException e) {
            throw unwritable(data, e);
        }
    }

    private static CannotRunException unwritable(Path data, IOException e) {
        return new CannotRunException(
                ExitCode.UNAVAILABLE, "The directory " + data + " can't be written: " + e + ".", e);
    }
}
