package io.tripline.alerting.opensearch;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What is made of files, and made anew once they hold something else. What cannot be used leaves the one before at work. */
final class Renewed<T> {
    private static final Logger log = LoggerFactory.getLogger(Renewed.class);

    private final List<Path> files;
    private final Supplier<T> making;
    private List<String> read;
    private T made;

    /**
     * Made at once.
     *
     * @param making reads the files
     * @throws IllegalArgumentException of {@code making}, if they are no good now
     */
    Renewed(List<Path> files, Supplier<T> making) {
        this.files = List.copyOf(files);
        this.making = making;
        this.read = contents();
        this.made = making.get();
    }

    /** The one of what is in the files now; asked at every handshake, so that a restart is not needed. */
    synchronized T present() {
        List<String> contents = contents();
        if (!contents.equals(read)) {
            // Whatever comes of it: it is tried once.
            read = contents;
            try {
                made = making.get();
                log.atInfo().addKeyValue("files", files).log("Took renewed certificates.");
            } catch (IllegalArgumentException e) {
                log.atError()
                        .addKeyValue("reason", e.getMessage())
                        .log("Renewed certificates cannot be used; those before stay at work.");
            }
        }
        return made;
    }

    private List<String> contents() {
        List<String> contents = new ArrayList<>();
        for (Path each : files) {
            try {
                contents.add(Files.readString(each, ISO_8859_1));
            } catch (IOException e) {
                contents.add("");
            }
        }
        return contents;
    }
}
