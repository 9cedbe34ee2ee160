package io.tripline.alerting.access;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.tripline.alerting.Secret;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Optional;

/**
 * A service token as it is kept: never itself, only its hash. A token is 256 random bits, so one SHA-256 is enough: there
 * is nothing to guess that a slow hash would protect.
 *
 * @param name whose it is
 * @param expires from when on it is worth nothing
 */
@SuppressWarnings("ArrayRecordComponent") // Compared in constant time and nowhere else.
public record ServiceToken(String name, Role role, Instant expires, byte[] hash) {
    private static final String PREFIX = "tripline_";
    private static final String HASH_PREFIX = "sha256:";
    private static final int RANDOM_BYTES = 32;
    private static final int HASH_BYTES = 32;

    /** A fresh token: its secret, to be shown once, and what is kept. */
    public record Fresh(Secret secret, ServiceToken kept) {}

    /** Makes a token. */
    public static Fresh fresh(String name, Role role, Instant expires, SecureRandom random) {
        if (!isName(name)) {
            throw new IllegalArgumentException(
                    "A token's name is letters, digits, dots, dashes and @, e.g. ann@example.com.");
        }
        byte[] bytes = new byte[RANDOM_BYTES];
        random.nextBytes(bytes);
        String token = PREFIX + Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
        return new Fresh(Secret.of(token), new ServiceToken(name, role, expires, hash(token)));
    }

    static boolean looksLikeOne(String token) {
        return token.startsWith(PREFIX);
    }

    static byte[] hash(String token) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(token.getBytes(UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java platform has SHA-256.", e);
        }
    }

    /** Its line in the file of tokens. */
    public String line() {
        return name
                + " "
                + role.label()
                + " "
                + expires
                + " "
                + HASH_PREFIX
                + HexFormat.of().formatHex(hash);
    }

    /** Reads a line; empty if it is none of ours. */
    public static Optional<ServiceToken> parse(String line) {
        String[] parts = line.strip().split("\\s+");
        if (parts.length != 4 || !isName(parts[0]) || !parts[3].startsWith(HASH_PREFIX)) {
            return Optional.empty();
        }
        try {
            byte[] hash = HexFormat.of().parseHex(parts[3].substring(HASH_PREFIX.length()));
            Instant expires = Instant.parse(parts[2]);
            return hash.length == HASH_BYTES
                    ? Role.of(parts[1]).map(role -> new ServiceToken(parts[0], role, expires, hash))
                    : Optional.empty();
        } catch (IllegalArgumentException | DateTimeException e) {
            return Optional.empty();
        }
    }

    /** Whether it is this token's. */
    public boolean isOf(String token) {
        return MessageDigest.isEqual(hash, hash(token));
    }

    /** Without its hash: of no use to an attacker, and of none in a log. */
    @Override
    public String toString() {
        return "ServiceToken[" + name + ", " + role.label() + ", " + expires + "]";
    }

    private static boolean isName(String text) {
        return text.matches("[A-Za-z0-9][A-Za-z0-9.@_-]{0,99}");
    }
}
