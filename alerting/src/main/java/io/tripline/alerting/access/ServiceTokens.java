package io.tripline.alerting.access;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermission;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The service tokens of a file, one a line: name, role, expiry, hash. A changed file counts within seconds, so that
 * deleting a line is enough to take a token away.
 */
public final class ServiceTokens {
    private static final Logger log = LoggerFactory.getLogger(ServiceTokens.class);

    private static final Duration BETWEEN_LOOKS = Duration.ofSeconds(2);

    /** All are compared with every call. */
    static final int MAX_TOKENS = 1_000;

    private static final long MAX_BYTES = 1 << 20;

    private final Path file;
    private final InstantSource clock;
    private List<ServiceToken> tokens;
    private FileTime modified;
    private Instant looked;

    private ServiceTokens(
            Path file, InstantSource clock, List<ServiceToken> tokens, FileTime modified) {
        this.file = file;
        this.clock = clock;
        this.tokens = tokens;
        this.modified = modified;
        this.looked = clock.instant();
    }

    /**
     * Those of this file.
     *
     * @throws IllegalArgumentException with a sentence that names the mend, if it cannot be used
     */
    public static ServiceTokens of(Path file, InstantSource clock) {
        try {
            FileTime modified = Files.getLastModifiedTime(file);
            return new ServiceTokens(file, clock, read(file), modified);
        } catch (IOException e) {
            throw new IllegalArgumentException(
                    "api.tokens-file: the file "
                            + file
                            + " can't be read. `tripline tokens new` makes one.",
                    e);
        }
    }

    Verdict verdict(String token) {
        byte[] hash = ServiceToken.hash(token);
        // Every one is compared in full, whichever it is.
        ServiceToken found = null;
        for (ServiceToken each : current()) {
            if (MessageDigest.isEqual(each.hash(), hash)) {
                found = each;
            }
        }
        if (found == null) {
            return Verdict.denied(Denial.UNKNOWN_TOKEN);
        }
        return clock.instant().isBefore(found.expires())
                ? new Verdict.Known(new Caller(found.name(), found.role(), Caller.Via.TOKEN))
                : Verdict.denied(Denial.EXPIRED);
    }

    private synchronized List<ServiceToken> current() {
        Instant now = clock.instant();
        if (Duration.between(looked, now).abs().compareTo(BETWEEN_LOOKS) < 0) {
            return tokens;
        }
        looked = now;
        try {
            FileTime time = Files.getLastModifiedTime(file);
            if (!time.equals(modified)) {
                tokens = read(file);
                modified = time;
                log.atInfo().addKeyValue("tokens", tokens.size()).log("Read the tokens anew.");
            }
        } catch (IOException | IllegalArgumentException e) {
            // Whoever takes the file away wants nobody in; and a broken one may lack a line.
            tokens = List.of();
            modified = FileTime.fromMillis(0);
            log.atError().setCause(e).log("The file of tokens cannot be used: nobody is let in.");
        }
        return tokens;
    }

    private static List<ServiceToken> read(Path file) throws IOException {
        requireOwnersOnly(file);
        if (Files.size(file) > MAX_BYTES) {
            throw new IllegalArgumentException("api.tokens-file: " + file + " is too large.");
        }
        List<ServiceToken> tokens = new ArrayList<>();
        int number = 0;
        for (String line : Files.readAllLines(file)) {
            number++;
            if (!line.isBlank() && !line.startsWith("#")) {
                int at = number;
                tokens.add(
                        ServiceToken.parse(line)
                                .orElseThrow(
                                        () ->
                                                new IllegalArgumentException(
                                                        "api.tokens-file: line "
                                                                + at
                                                                + " of "
                                                                + file
                                                                + " is not: name, role, expiry, sha256:... as `tripline"
                                                                + " tokens new` writes it.")));
            }
        }
        if (tokens.size() > MAX_TOKENS) {
            throw new IllegalArgumentException(
                    "api.tokens-file: " + file + " holds more than " + MAX_TOKENS + " tokens.");
        }
        return List.copyOf(tokens);
    }

    /** Whoever could write the file could let themselves in. */
    private static void requireOwnersOnly(Path file) throws IOException {
        Set<PosixFilePermission> permissions;
        try {
            permissions = Files.getPosixFilePermissions(file);
        } catch (UnsupportedOperationException e) {
            return;
        }
        if (permissions.contains(PosixFilePermission.OTHERS_WRITE)
                || permissions.contains(PosixFilePermission.GROUP_WRITE)) {
            throw new IllegalArgumentException(
                    "api.tokens-file: " + file + " can be written by others: chmod 600 it.");
        }
    }
}
