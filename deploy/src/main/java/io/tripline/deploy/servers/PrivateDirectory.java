package io.tripline.deploy.servers;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.EnumSet;
import java.util.Set;

/** A directory that other accounts can't look into: raw logs, pages and tokens lie below. */
public final class PrivateDirectory {
    private static final String OURS_ALONE = "rwx------";
    private static final String TO_PASS_THROUGH = "rwx--x--x";
    private static final Set<PosixFilePermission> OTHERS =
            EnumSet.of(
                    PosixFilePermission.OTHERS_READ,
                    PosixFilePermission.OTHERS_WRITE,
                    PosixFilePermission.OTHERS_EXECUTE);

    private PrivateDirectory() {}

    /**
     * Makes it if need be; one that all can enter, as earlier versions made it, is closed. A link is somebody's own choice:
     * what it leads to is left as it is.
     */
    public static void make(Path directory) throws IOException {
        if (Files.isSymbolicLink(directory)) {
            return;
        }
        boolean fresh = !Files.exists(directory);
        Files.createDirectories(directory);
        Set<PosixFilePermission> permissions =
                EnumSet.copyOf(Files.getPosixFilePermissions(directory));
        if (fresh || permissions.removeAll(OTHERS)) {
            set(directory, OURS_ALONE);
        }
    }

    /**
     * Makes the directory of all data if need be. One that is there keeps its mode: it may be anything that somebody
     * named in the configuration. Where root starts OpenSearch as another account, that one passes through.
     */
    public static void ofData(Path directory) throws IOException {
        if (!Files.exists(directory)) {
            Files.createDirectories(directory);
            set(directory, Account.isRoot() ? TO_PASS_THROUGH : OURS_ALONE);
        }
    }

    /** Closes it, whatever its mode was. */
    static void close(Path directory) throws IOException {
        set(directory, OURS_ALONE);
    }

    /** Lets all pass through it, and nobody list it. */
    static void open(Path directory) throws IOException {
        set(directory, TO_PASS_THROUGH);
    }

    private static void set(Path directory, String mode) throws IOException {
        Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString(mode));
    }
}
