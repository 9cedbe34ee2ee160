package io.tripline.deploy.servers;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Objects;

/** A file of ours alone that is written whole or not at all, whatever happens meanwhile. */
public final class WholeFile {
    private WholeFile() {}

    /** Writes it into a directory that is there. */
    public static void write(Path file, byte[] content) throws IOException {
        // Java makes temporary files that nobody else can read.
        Path aside =
                Files.createTempFile(
                        Objects.requireNonNull(file.toAbsolutePath().getParent()),
                        Objects.requireNonNull(file.getFileName()).toString(),
                        ".tmp");
        try {
            Files.write(aside, content);
            Files.move(aside, file, StandardCopyOption.ATOMIC_MOVE);
        } finally {
            Files.deleteIfExists(aside);
        }
    }
}
