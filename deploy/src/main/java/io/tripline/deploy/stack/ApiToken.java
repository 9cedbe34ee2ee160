package io.tripline.deploy.stack;

import io.tripline.alerting.Secret;
import io.tripline.alerting.access.Role;
import io.tripline.alerting.access.ServiceToken;
import io.tripline.correlation.WholeFile;
import io.tripline.deploy.CannotRunException;
import io.tripline.deploy.ExitCode;
import io.tripline.deploy.servers.PrivateDirectory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The token of an embedded stack: its hash in one file for the API, itself in another for the commands, which only its
 * owner can read. Tokens that somebody added to the first file stay in it.
 */
public final class ApiToken {
    private static final Duration LIFE = Duration.ofDays(365);
    private static final String NAME = "local";

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
            List<String> kept = isThere() ? Files.readAllLines(tokensFile()) : new ArrayList<>();
            if (isGood(kept, now.plus(LIFE.dividedBy(2)))) {
                return Optional.empty();
            }
            ServiceToken.Fresh fresh =
                    ServiceToken.fresh(NAME, Role.ADMIN, now.plus(LIFE), new SecureRandom());
            List<String> lines = new ArrayList<>(kept);
            lines.removeIf(each -> each.startsWith(NAME + " "));
            lines.addFirst(fresh.kept().line());
            PrivateDirectory.make(directory);
            // The commands' first: a stop between the two leaves one that the API does not know,
            // which is seen.
            WholeFile.write(tokenFile(), List.of(fresh.secret().reveal()));
            WholeFile.write(tokensFile(), lines);
            return Optional.of(fresh.secret());
        } catch (IOException e) {
            throw unusable(e);
        }
    }

    /** Makes another before the one that is there expires; one that somebody took away stays away until the next start. */
    public void renew(InstantSource clock) {
        try {
            Instant now = clock.instant();
            List<String> kept = isThere() ? Files.readAllLines(tokensFile()) : List.of();
            if (isGood(kept, now) && !isGood(kept, now.plus(LIFE.dividedBy(2)))) {
                ensure(clock);
            }
        } catch (IOException e) {
            throw unusable(e);
        }
    }

    private CannotRunException unusable(IOException e) {
        return new CannotRunException(
                ExitCode.UNAVAILABLE,
                "The directory " + directory + " can't be used: " + e + ".",
                e);
    }

    /** Whether the API knows what the commands have, and will at that time. */
    private boolean isGood(List<String> kept, Instant then) throws IOException {
        if (!Files.exists(tokenFile())) {
            return false;
        }
        String token = Files.readString(tokenFile()).strip();
        return kept.stream()
                .flatMap(each -> ServiceToken.parse(each).stream())
                .anyMatch(each -> each.isOf(token) && each.expires().isAfter(then));
    }
}
