package io.tripline.deploy.servers;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Pages of 2 MB for the JVMs that we start, where Linux gives them to whoever asks ({@code madvise}, the usual setting).
 * A heap in pages of 4 KB is touched for the first time half a million times in 2 GB, which a virtual machine may pay for
 * with 13 µs each, a good part of them while a collection stops everything.
 */
public final class HugePages {
    private static final Path SWITCH = Path.of("/sys/kernel/mm/transparent_hugepage/enabled");

    private HugePages() {}

    /** The JVM's option that asks for them; none where the JVM would only warn that it can't have them. */
    public static List<String> options() {
        try {
            return options(Files.readString(SWITCH));
        } catch (IOException e) {
            // Not Linux, or a kernel without them.
            return List.of();
        }
    }

    /**
     * @param setting what the kernel says, as {@code always [madvise] never}
     */
    static List<String> options(String setting) {
        return setting.contains("[always]") || setting.contains("[madvise]")
                ? List.of("-XX:+UseTransparentHugePages")
                : List.of();
    }
}
