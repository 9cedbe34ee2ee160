package io.tripline.ingest.envelope;

import org.jspecify.annotations.Nullable;

/**
 * What a program is called in the journal is its own word, and whoever may log on a host may call himself {@code sshd}. Who it
 * was that wrote, the journal has from the kernel: what only root's programs write is of nobody else.
 */
final class JournalClaims {
    /** What the writer is called of whom nothing else is known. */
    private static final String UNKNOWN = "unknown";

    private JournalClaims() {}

    /**
     * The program that is believed to have written a text.
     *
     * @param program what the writer calls itself
     * @param userId by number, as the journal has it; null if it is not told, as of the kernel
     * @param command what the kernel calls it
     */
    static @Nullable String believed(
            @Nullable String program,
            @Nullable String userId,
            @Nullable String command,
            String text) {
        if (program == null || userId == null || userId.equals("0") || !isOfRoot(program, text)) {
            return program;
        }
        return command == null || isOfRoot(command, text) ? UNKNOWN : command;
    }

    private static boolean isOfRoot(String program, String text) {
        return switch (program) {
            // The rest of a session is written by the user's own process.
            case "sshd", "sshd-session", "sshd-auth" ->
                    text.startsWith("Accepted ")
                            || text.startsWith("Failed ")
                            || text.startsWith("pam_");
            case "kernel",
                    "audit",
                    "auditd",
                    "audisp-syslog",
                    "audispd",
                    "chpasswd",
                    "dropbear",
                    "groupadd",
                    "groupdel",
                    "groupmod",
                    "login",
                    "newusers",
                    "systemd-logind",
                    "useradd",
                    "userdel",
                    "usermod" ->
                    true;
            default -> false;
        };
    }
}
