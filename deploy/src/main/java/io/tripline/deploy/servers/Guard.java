package io.tripline.deploy.servers;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * The shell script that a child process is started through, so that it ends when its launcher does. The script becomes
 * the command, so process id and exit status are the command's own.
 */
final class Guard {
    private static final String SCRIPT = script();

    private Guard() {}

    /** The command line that runs a command under guard; its standard input must be a pipe of ours. */
    static List<String> over(List<String> command) {
        List<String> guarded = new ArrayList<>(List.of("/bin/sh", "-c", SCRIPT, "tripline-guard"));
        guarded.addAll(command);
        return List.copyOf(guarded);
    }

    private static String script() {
        try (InputStream in = Guard.class.getResourceAsStream("guard.sh")) {
            return new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
