package io.tripline.deploy.servers;

import io.tripline.contracts.StableId;
import io.tripline.deploy.CannotRunException;
import io.tripline.deploy.ExitCode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Where OpenSearch's programs and data lie so that the account it runs as can reach them. That is the project and the
 * data directory, or copies under a shared directory where those are private (a checkout in root's home).
 */
record ReachableFiles(Path home, Path data) {

    static ReachableFiles locate(EmbeddedSettings settings, Optional<Account> account) {
        Path home = settings.distribution().openSearch();
        Path data = settings.data().resolve("opensearch");
        if (account.isEmpty()) {
            return new ReachableFiles(home, data);
        }
        Account user = account.get();
        try {
            Path shared = settings.sharedDirectory();
            if (!user.canEnter(home)) {
                home = copied(home, shared.resolve("opensearch-" + identityOf(home)));
            }
            PrivateDirectory.ofData(settings.data());
            if (!user.canEnter(settings.data())) {
                data =
                        shared.resolve("data-" + hash(settings.data().toString()))
                                .resolve("opensearch");
                Files.createDirectories(data);
            }
        } catch (IOException e) {
            throw new CannotRunException(
                    ExitCode.UNAVAILABLE,
                    "The user "
                            + user.name()
                            + " can't reach "
                            + settings.data()
                            + ", and "
                            + settings.sharedDirectory()
                            + " can't be written: set embedded.data to a directory that all users can enter.",
                    e);
        }
        return new ReachableFiles(home, data);
    }

    /** A copy is good for one build of one distribution. */
    private static String identityOf(Path home) throws IOException {
        return hash(home + " " + Files.getLastModifiedTime(home.resolve("lib")).toMillis());
    }

    private static Path copied(Path from, Path to) throws IOException {
        if (Files.isDirectory(to)) {
            return to;
        }
        Files.createDirectories(to.getParent());
        // Copied aside and then moved, so that a copy cut short is never taken for a whole one.
        Path aside = Files.createTempDirectory(to.getParent(), "copying-");
        try (Stream<Path> files = Files.walk(from)) {
            files.forEach(
                    file -> {
                        try {
                            Path target = aside.resolve(from.relativize(file).toString());
                            if (!target.equals(aside)) {
                                Files.copy(file, target, StandardCopyOption.COPY_ATTRIBUTES);
                            }
                        } catch (IOException e) {
                            throw new UncheckedIOException(e);
                        }
                    });
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
        Files.setPosixFilePermissions(aside, PosixFilePermissions.fromString("rwxr-xr-x"));
        return Files.move(aside, to, StandardCopyOption.ATOMIC_MOVE);
    }

    private static String hash(String text) {
        return StableId.of(text);
    }
}
