package io.tripline.deploy.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/**
 * What a process has used so far, as the operating system counts it.
 *
 * @param cpu user and system time of all its threads
 * @param residentBytes memory it holds now; 0 where the system has no /proc
 */
record ProcessUsage(Duration cpu, long residentBytes) {
    /** The usage of a running process. */
    static ProcessUsage of(long pid) {
        Duration cpu =
                ProcessHandle.of(pid)
                        .flatMap(process -> process.info().totalCpuDuration())
                        .orElse(Duration.ZERO);
        return new ProcessUsage(cpu, residentBytes(pid));
    }

    /** CPU time used between an earlier reading and this one. */
    Duration cpuSince(ProcessUsage earlier) {
        return cpu.minus(earlier.cpu);
    }

    private static long residentBytes(long pid) {
        try {
            return Files.readAllLines(Path.of("/proc", Long.toString(pid), "status")).stream()
                    .filter(line -> line.startsWith("VmRSS:"))
                    .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", "")) * 1024)
                    .findFirst()
                    .orElse(0);
        } catch (IOException e) {
            return 0;
        }
    }
}
