package io.tripline.deploy.servers;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** What every JVM is told that runs for long on this machine beside four others. */
public final class JvmOptions {
    private static final Path HUGE_PAGES = Path.of("/sys/kernel/mm/transparent_hugepage/enabled");

    private JvmOptions() {}

    /** Options of the JVM for this machine; what an operator gives comes behind them. */
    public static List<String> forThisMachine() {
        try {
            return forLinux(Files.readString(HUGE_PAGES));
        } catch (IOException e) {
            // Not Linux, or a kernel that leaves nothing to choose.
            return List.of();
        }
    }

    /**
     * For Linux.
     *
     * @param hugePages who gets them, as the kernel says it: {@code always [madvise] never}
     */
    static List<String> forLinux(String hugePages) {
        List<String> options = new ArrayList<>();
        // A heap in pages of 4 KB is touched for the first time half a million times in 2 GB,
        // which a virtual machine may pay for with 13 µs each, in collections too. Where they are
        // off the JVM would warn.
        if (!hugePages.contains("[never]")) {
            options.add("-XX:+UseTransparentHugePages");
        }
        return options;
    }
}
