package io.tripline.deploy.bench;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * What a process has used so far, as the operating system counts it.
 *
 * @param cpu user and system time of all its threads
 * @param compiler of it what the JIT compiler took, which a process that runs for months does not; zero where the system
 *     has no /proc
 * @param residentBytes memory it holds now; 0 where the system has no /proc
 */
record ProcessUsage(Duration cpu, Duration compiler, long residentBytes) {
    /** Linux counts in these, whatever the kernel's own clock. */
    private static final Duration TICK = Duration.ofMillis(10);

    /** Behind the thread's name in brackets: user and system time. */
    private static final int USER_TIME = 11;

    /** The usage of a running process. */
    static ProcessUsage of(long pid) {
        Duration cpu =
                ProcessHandle.of(pid)
                        .flatMap(process -> process.info().totalCpuDuration())
                        .orElse(Duration.ZERO);
        return new ProcessUsage(cpu, compiler(pid), residentBytes(pid));
    }

    /** CPU time used between an earlier reading and this one. */
    Duration cpuSince(ProcessUsage earlier) {
        return cpu.minus(earlier.cpu);
    }

    /** The JIT compiler's part of it. */
    Duration compilerSince(ProcessUsage earlier) {
        return compiler.minus(earlier.compiler);
    }

    private static Duration compiler(long pid) {
        long ticks = 0;
        try (DirectoryStream<Path> threads =
                Files.newDirectoryStream(Path.of("/proc", Long.toString(pid), "task"))) {
            for (Path thread : threads) {
                ticks += compilerTicks(thread);
            }
        } catch (IOException | DirectoryIteratorException e) {
            return Duration.ZERO;
        }
        return TICK.multipliedBy(ticks);
    }

    /** Nothing for a thread of another kind, or one that has just ended. */
    private static long compilerTicks(Path thread) {
        try {
            String stat = Files.readString(thread.resolve("stat"));
            int end = stat.lastIndexOf(')');
            String name = stat.substring(stat.indexOf('(') + 1, end);
            if (!name.startsWith("C1 Compiler") && !name.startsWith("C2 Compiler")) {
                return 0;
            }
            List<String> fields = List.of(stat.substring(end + 2).split(" ", -1));
            return Long.parseLong(fields.get(USER_TIME))
                    + Long.parseLong(fields.get(USER_TIME + 1));
        } catch (IOException e) {
            return 0;
        }
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
