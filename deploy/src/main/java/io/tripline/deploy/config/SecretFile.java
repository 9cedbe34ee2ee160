package io.tripline.deploy.config;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** A secret that lies in a file of its own, as Docker and Kubernetes hand them out. */
final class SecretFile {
    private static final long MOST_BYTES = 64 * 1024;

    /** What is said, behind its key, of a secret for which there is a file as well. */
    static final String TWICE =
            "must not stand beside secret-file, as only one of them can be meant.";

    private SecretFile() {}

    /** Its content without the line end; a problem if it can't be read. */
    static Optional<String> read(String path, String namedBy, List<String> problems) {
        try {
            Path file = Path.of(path);
            if (Files.size(file) <= MOST_BYTES) {
                return Optional.of(Files.readString(file).strip());
            }
            problems.add(namedBy + ": the file " + file + " is too large to be a secret.");
        } catch (IOException | InvalidPathException e) {
            problems.add(namedBy + ": " + named(path) + " can't be read.");
        }
        return Optional.empty();
    }

    /** Never a secret that was written in the place of its file: it has no folder. */
    private static String named(String path) {
        try {
            Path folder = Path.of(path).getParent();
            if (folder != null && folder.getNameCount() > 0 && Files.isDirectory(folder)) {
                return "the file " + path;
            }
        } catch (InvalidPathException e) {
            // It is no path.
        }
        return "the file that it names (no folder of it is there; a secret itself does not belong here)";
    }
}
