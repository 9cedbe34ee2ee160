package io.tripline.deploy.stack;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * When a process started, as Linux counts it: in ticks since a boot, which no step of the clock changes. See proc(5),
 * /proc/[pid]/stat, field 22.
 */
final class ProcessStart {
    private static final Path BOOT = Path.of("/proc/sys/kernel/random/boot_id");

    /** Counted from the process's state, the third field, which follows its name. */
    private static final int TICKS = 22 - 3;

    private ProcessStart() {}

    /** The boot and the ticks; empty where there is no such process, or no such file system. */
    static Optional<String> of(long pid) {
        try {
            String boot = Files.readString(BOOT).strip();
            byte[] stat = Files.readAllBytes(Path.of("/proc", Long.toString(pid), "stat"));
            return ticks(new String(stat, StandardCharsets.ISO_8859_1))
                    .map(ticks -> boot + " " + ticks);
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    /** A process may give itself a name with spaces and parentheses in it. */
    static Optional<String> ticks(String stat) {
        String[] fields = stat.substring(stat.lastIndexOf(')') + 1).strip().split(" ");
        return fields.length > TICKS ? Optional.of(fields[TICKS]) : Optional.empty();
    }
}
