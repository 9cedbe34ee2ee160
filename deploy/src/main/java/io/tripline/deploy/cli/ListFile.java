package io.tripline.deploy.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Objects;

/** A file of lines that others read, in their own accounts, at any time. */
final class ListFile {
    private ListFile() {}

    /** Writes all of it at once. Who may read it stays as it was, or is whom the umask lets. */
    static void write(Path list, List<String> lines) throws IOException {
        Path folder = Objects.requireNonNull(list.toAbsolutePath().getParent());
        Files.createDirectories(folder);
        // A temporary file of Java's is its owner's alone.
        Path beside =
                folder.resolve("." + list.getFileName() + "." + ProcessHandle.current().pid());
        try {
            Files.write(beside, lines);
            if (Files.exists(list)) {
                Files.setPosixFilePermissions(beside, Files.getPosixFilePermissions(list));
                if (!Files.getOwner(list).equals(Files.getOwner(beside))) {
                    Files.setOwner(beside, Files.getOwner(list));
                }
            }
            Files.move(beside, list, StandardCopyOption.REPLACE_EXISTING);
        } finally {
            Files.deleteIfExists(beside);
        }
    }
}
