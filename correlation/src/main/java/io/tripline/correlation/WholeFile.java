package io.tripline.correlation;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Collection;
import java.util.Objects;
import java.util.stream.Collectors;

/** A file that is there as it was or as it is now, and never half of it, wherever its writer is killed. */
public final class WholeFile {
    private WholeFile() {}

    /** Writes lines, and makes the directory that they go into if it is not there. */
    public static void write(Path file, Collection<String> lines) throws IOException {
        Files.createDirectories(Objects.requireNonNull(file.toAbsolutePath().getParent()));
        String text = lines.stream().map(line -> line + "\n").collect(Collectors.joining());
        write(file, text.getBytes(StandardCharsets.UTF_8));
    }

    /** Writes it, for its owner alone to read, into a directory that is there. */
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
