package io.tripline.deploy.stack;

import io.tripline.deploy.CannotRunException;
import io.tripline.deploy.ExitCode;
import io.tripline.deploy.servers.PrivateDirectory;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The lock on a data directory that a launcher holds for its life, from before it writes anything there; the operating
 * system lets go of it however the launcher ends.
 */
public final class DataLock implements AutoCloseable {
    private static final String FILE = "launcher.lock";

    private final FileChannel channel;

    private DataLock(FileChannel channel) {
        this.channel = channel;
    }

    /** Takes it; refuses if another launcher has it. */
    public static DataLock take(Path data) {
        try {
            PrivateDirectory.ofData(data);
            FileChannel channel =
                    FileChannel.open(
                            data.resolve(FILE),
                            Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE),
                            // Who may read it could lock it.
                            PosixFilePermissions.asFileAttribute(
                                    PosixFilePermissions.fromString("rw-------")));
            if (lock(channel) == null) {
                channel.close();
                throw new CannotRunException(
                        ExitCode.FAILED,
                        StackState.running(data)
                                .map(
                                        state ->
                                                "It runs already in "
                                                        + data
                                                        + " (process "
                                                        + state.launcher().pid()
                                                        + "): stop it with ./tripline down, or give"
                                                        + " embedded.data another directory.")
                                .orElse(
                                        "Another process is just starting or stopping in "
                                                + data
                                                + "."));
            }
            return new DataLock(channel);
        } catch (IOException e) {
            throw new CannotRunException(
                    ExitCode.UNAVAILABLE,
                    "The directory "
                            + data
                            + " can't be used: "
                            + e
                            + "; free or mend it, or set embedded.data.",
                    e);
        }
    }

    private static @Nullable FileLock lock(FileChannel channel) throws IOException {
        try {
            return channel.tryLock();
        } catch (OverlappingFileLockException ours) {
            return null;
        }
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException e) {
            throw new IllegalStateException("A lock can always be let go of.", e);
        }
    }
}
