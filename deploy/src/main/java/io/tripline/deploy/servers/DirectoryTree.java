package io.tripline.deploy.servers;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import org.jspecify.annotations.Nullable;

/** A directory and all below it. */
public final class DirectoryTree {
    private DirectoryTree() {}

    /**
     * Makes an empty one among the system's temporary files. Where we are root, all users pass through it, because OpenSearch
     * runs as another one then.
     */
    public static Path createTemporary(String prefix) throws IOException {
        Path directory = Files.createTempDirectory(prefix);
        if (Account.isRoot()) {
            PrivateDirectory.open(directory);
        }
        return directory;
    }

    /** Deletes it if it is there; links are deleted, not followed. */
    public static void delete(Path directory) {
        if (!Files.exists(directory)) {
            return;
        }
        try {
            Files.walkFileTree(
                    directory,
                    new SimpleFileVisitor<>() {
                        @Override
                        public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
                                throws IOException {
                            Files.delete(file);
                            return FileVisitResult.CONTINUE;
                        }

                        @Override
                        public FileVisitResult postVisitDirectory(
                                Path visited, @Nullable IOException problem) throws IOException {
                            if (problem != null) {
                                throw problem;
                            }
                            Files.delete(visited);
                            return FileVisitResult.CONTINUE;
                        }
                    });
        } catch (IOException e) {
            throw new UncheckedIOException("The directory " + directory + " can't be deleted.", e);
        }
    }
}
