package io.tripline.deploy.servers;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/**
 * A log that is cut when it is large: what it held is then beside it, with {@code .1} at its end. Whoever writes it keeps it
 * open for appending, so it is copied and emptied, never renamed; a line that is written between the two is lost.
 */
public record BoundedLog(Path file) {
    /** There are two of them at most for each process. */
    static final long BYTES_KEPT = 10L * 1024 * 1024;

    /** Cuts it if it is large; without room for the copy, which would only make the disk fuller, it is emptied. */
    public void keepBounded() throws IOException {
        if (!Files.exists(file) || Files.size(file) <= BYTES_KEPT) {
            return;
        }
        Path before = file.resolveSibling(file.getFileName() + ".1");
        try {
            Files.copy(file, before, StandardCopyOption.REPLACE_EXISTING);
        } finally {
            try (FileChannel log = FileChannel.open(file, StandardOpenOption.WRITE)) {
                log.truncate(0);
            }
        }
    }
}
