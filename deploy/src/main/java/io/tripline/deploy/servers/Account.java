package io.tripline.deploy.servers;

import io.tripline.deploy.CannotRunException;
import io.tripline.deploy.ExitCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * An account that root starts a process as. Which program changes to it depends on the system: setpriv and runuser
 * belong to util-linux, su is everywhere.
 */
record Account(String name) {
    static final String ROOT = "root";

    /** Whether we are root. */
    static boolean isRoot() {
        return ROOT.equals(System.getProperty("user.name"));
    }

    /** The command line that runs a command as this account. */
    List<String> running(List<String> command) {
        List<String> line = new ArrayList<>();
        if (onPath("setpriv")) {
            String group = output(List.of("id", "-gn", name));
            line.addAll(
                    List.of(
                            "setpriv",
                            "--reuid=" + name,
                            "--regid=" + group,
                            "--clear-groups",
                            "--"));
        } else if (onPath("runuser")) {
            line.addAll(List.of("runuser", "-u", name, "--"));
        } else if (onPath("su")) {
            line.addAll(List.of("su", "-s", "/bin/sh", name, "-c", "exec \"$0\" \"$@\"", "--"));
        } else {
            throw new CannotRunException(
                    ExitCode.UNAVAILABLE,
                    "OpenSearch refuses to run as root, and there is no setpriv, runuser or su to become "
                            + name
                            + ": run ./tripline as an ordinary user.");
        }
        line.addAll(command);
        return List.copyOf(line);
    }

    /** Whether this account can run a file, through every directory above it. */
    boolean canRun(Path file) {
        return succeeds(
                running(
                        List.of(
                                "/bin/sh",
                                "-c",
                                "test -x \"$0\" && test -r \"$0\"",
                                file.toString())));
    }

    /** Whether this account can enter a directory. */
    boolean canEnter(Path directory) {
        return succeeds(running(List.of("/bin/sh", "-c", "cd \"$0\"", directory.toString())));
    }

    /** Makes it the owner of a directory and all below. */
    void own(Path directory) {
        if (!succeeds(List.of("chown", "-R", name, directory.toString()))) {
            throw new CannotRunException(
                    ExitCode.UNAVAILABLE,
                    "The directory "
                            + directory
                            + " can't be given to "
                            + name
                            + ": is there such a user? Set embedded.opensearch.user to one that is.");
        }
    }

    private static boolean onPath(String program) {
        return Stream.of(System.getenv().getOrDefault("PATH", "/usr/bin:/bin:/usr/sbin").split(":"))
                .anyMatch(directory -> Files.isExecutable(Path.of(directory, program)));
    }

    private static boolean succeeds(List<String> command) {
        try {
            return new ProcessBuilder(command)
                            .directory(Path.of("/").toFile())
                            .redirectErrorStream(true)
                            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                            .start()
                            .waitFor()
                    == 0;
        } catch (IOException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private String output(List<String> command) {
        try {
            Process process =
                    new ProcessBuilder(command)
                            .redirectError(ProcessBuilder.Redirect.DISCARD)
                            .start();
            String output =
                    new String(
                                    process.getInputStream().readAllBytes(),
                                    java.nio.charset.StandardCharsets.UTF_8)
                            .strip();
            if (process.waitFor() == 0) {
                return output;
            }
        } catch (IOException e) {
            throw new CannotRunException(ExitCode.UNAVAILABLE, "There is no id command.", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        throw new CannotRunException(
                ExitCode.UNAVAILABLE,
                "OpenSearch refuses to run as root, and there is no user "
                        + name
                        + ": set embedded.opensearch.user to one that is.");
    }
}
