package io.tripline.deploy.stack;

import io.tripline.alerting.Secret;
import io.tripline.alerting.access.Role;
import io.tripline.alerting.access.ServiceToken;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;

/**
 * The token of an embedded stack: its hash in one file for the API, itself in another for the commands, which only its
 * owner can read.
 */
public final class ApiToken {
    private static final Duration LIFE = Duration.ofDays(365);

    private final Path directory;

    private ApiToken(Path directory) {
        this.directory = directory;
    }

    /** Of the stack with this data. */
    public static ApiToken in(Path data) {
        return new ApiToken(data.resolve("api"));
    }

    /** Whether one was made. */
    public boolean isThere() {
        return Files.exists(tokensFile());
    }

    /** What the API reads: the hash. */
    public Path tokensFile() {
        return directory.resolve("tokens");
    }

    /** What the commands read: the token. */
    public Path tokenFile() {
        return directory.resolve("token");
    }

    /** Makes one if there is none, or if it is about to expire; then it is given, once. */
    public Optional<Secret> ensure(InstantSource clock) {
        try {
            Instant now = clock.instant();
            if (isThere()
                    && Files.exists(tokenFile())
                    && Files.getLastModifiedTime(tokensFile())
                            .toInstant()
                            .isAfter(now.minus(LIFE.dividedBy(2)))) {
                return Optional.empty();
            }
            ServiceToken.Fresh fresh =
                    ServiceToken.fresh("local", Role.ADMIN, now.plus(LIFE), new SecureRandom());
            Files.createDirectories(directory);
            write(tokenFile(), fresh.secret().reveal());
            write(tokensFile(), fresh.kept().line());
            return Optional.of(fresh.secret());
        } catch (IOException e) {
            throw new UncheckedIOException("The directory " + directory + " can't be written.", e);
        }
    }

    private static void write(Path file, String text) throws IOException {
        Files.deleteIfExists(file);
        Files.createFile(
                file,
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.writeString(file, text + "\n");
    }
}
