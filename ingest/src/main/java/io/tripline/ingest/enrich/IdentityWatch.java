package io.tripline.ingest.enrich;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Who has which accounts, as the file says it now. It looks again and again rather than be told by the file system, which tells
 * nothing on network drives and of mounted configuration. A file that is refused, or gone, changes nothing.
 */
public final class IdentityWatch implements AutoCloseable {
    /** A file is read when it has stayed as it is for so long: whoever writes it may be at it. */
    static final Duration INTERVAL = Duration.ofSeconds(5);

    private static final Logger log = LoggerFactory.getLogger(IdentityWatch.class);

    private final Optional<Path> file;
    private final Thread thread = Thread.ofVirtual().name("identities").unstarted(this::run);
    private volatile Identities current;
    private volatile boolean refused;

    /** What the file was like when it was last looked at, and when it was last read. */
    private String seen = "";

    private String read = "";

    /**
     * A watch that has not looked yet.
     *
     * @param file none if what is known stays as it is
     * @param current what the file said when the configuration was read
     */
    public IdentityWatch(Optional<Path> file, Identities current) {
        this.file = file;
        this.current = current;
    }

    public void start() {
        if (current.accounts() > 0) {
            tell(current);
        }
        if (file.isPresent()) {
            thread.start();
        }
    }

    public Identities current() {
        return current;
    }

    /** Whether the file as it is now was refused, and what it said before holds. */
    public boolean isRefused() {
        return refused;
    }

    private void run() {
        try {
            while (true) {
                Thread.sleep(INTERVAL);
                file.ifPresent(this::look);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Reads the file if it changed, and not since the last look. */
    void look(Path path) {
        String now = fingerprint(path);
        boolean isStill = now.equals(seen);
        seen = now;
        if (!isStill || now.equals(read)) {
            return;
        }
        read = now;
        switch (IdentityFile.read(path)) {
            case IdentityFile.Result.Read(Identities identities) -> {
                refused = false;
                if (!identities.version().equals(current.version())) {
                    current = identities;
                    tell(identities);
                }
            }
            case IdentityFile.Result.Refused(List<String> problems) -> {
                refused = true;
                problems.forEach(
                        problem ->
                                log.atError()
                                        .addKeyValue("problem", problem)
                                        .log(
                                                "The file of who has which accounts is refused, and what it said before holds."));
            }
        }
    }

    /** Says in the log what is known from now on. */
    private static void tell(Identities identities) {
        log.atInfo()
                .addKeyValue("persons", identities.persons())
                .addKeyValue("accounts", identities.accounts())
                .addKeyValue("version", identities.version())
                .log("Read who has which accounts.");
    }

    /** Changes with the file's size, its time of change, and where another takes its place. */
    private static String fingerprint(Path path) {
        try {
            BasicFileAttributes attributes = Files.readAttributes(path, BasicFileAttributes.class);
            return attributes.size()
                    + " "
                    + attributes.lastModifiedTime()
                    + " "
                    + attributes.fileKey();
        } catch (IOException e) {
            return e.getClass().getSimpleName();
        }
    }

    @Override
    public void close() {
        thread.interrupt();
    }
}
