package io.tripline.ingest.envelope;

import io.tripline.ingest.source.RawRecord.Shipped;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What a program is called in the journal is its own word, and whoever may log on a host may call himself {@code sshd}. Who it
 * was that wrote, the journal has from the kernel: what only root's programs write is of nobody else.
 */
final class JournalClaims {
    /** An account's number of more digits is a person's, not a daemon's. */
    private static final int LONGEST_DAEMON = 3;

    /** How far an audit record's head may reach. */
    private static final int LONGEST_HEAD = 400;

    private static final int LONGEST_MODULE = 40;

    private static final String TOO_MANY = "error: maximum authentication attempts";

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
        if (userId == null || userId.equals("0")) {
            return program;
        }
        String said = unrepeated(text);
        // These are read by their text, whatever the program is called.
        if (isAudit(said) || isOfRootsPam(program == null ? "" : program, userId, said)) {
            return Shipped.UNKNOWN;
        }
        if (program == null || !isOfRoot(program, userId, said)) {
            return program;
        }
        return command == null || isOfRoot(command, userId, said) ? Shipped.UNKNOWN : command;
    }

    /** What stands within rsyslog's {@code message repeated 2 times: [ ... ]}. */
    private static String unrepeated(String text) {
        int open = text.startsWith("message repeated ") ? text.indexOf(" times: [") : -1;
        return open < 0 ? text : text.substring(open + " times: [".length()).stripLeading();
    }

    private static boolean isAudit(String text) {
        return (text.startsWith("type=") || text.startsWith("node="))
                && text.substring(0, Math.min(text.length(), LONGEST_HEAD)).contains(" msg=audit(");
    }

    /**
     * Whether PAM would say it within a service that is root's: {@code pam_unix(sshd:auth): ...}, and before 1.0 {@code
     * (pam_unix) ...}. Who is not root opens a session only by what makes him another.
     */
    private static boolean isOfRootsPam(String program, String userId, String text) {
        String service = program;
        if (text.startsWith("pam_")) {
            int open = text.indexOf('(');
            int colon = open < 0 || open > LONGEST_MODULE ? -1 : text.indexOf(':', open);
            if (colon < 0) {
                return false;
            }
            service = text.substring(open + 1, colon);
        } else if (!text.startsWith("(pam_")) {
            return false;
        }
        return isOfRoot(service, userId, "pam_")
                || (text.contains(" session opened for user ") && !changesUser(service));
    }

    private static boolean changesUser(String service) {
        return switch (service) {
            // Cockpit's runs as the account of its web server until then.
            case "cockpit" -> true;
            case "su", "su-l", "sudo", "sudo-i", "runuser", "runuser-l", "polkit-1", "doas" -> true;
            default -> false;
        };
    }

    private static boolean isOfRoot(String program, String userId, String text) {
        return switch (program.toLowerCase(Locale.ROOT)) {
            // The rest of a session is written by the user's own process.
            case "sshd", "sshd-session", "sshd-auth" ->
                    text.startsWith("Accepted ")
                            || text.startsWith("Failed ")
                            || text.startsWith("pam_")
                            || (userId.length() > LONGEST_DAEMON
                                    && (text.startsWith("Invalid user ")
                                            || text.startsWith(TOO_MANY)));
            // Here, too, where it gives up being root once somebody is in.
            case "dropbear" ->
                    !text.regionMatches(true, 0, "Exit (", 0, 6)
                            && !text.regionMatches(true, 0, "Exit after auth ", 0, 16);
            case "kernel",
                    "audit",
                    "auditd",
                    "audisp-syslog",
                    "audispd",
                    "chpasswd",
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
            // What follows a sign-in is written by the user's own process.
            case "vsftpd" -> text.contains(" LOGIN");
            case "xrdp-sesman" -> text.contains(", ip ") || text.contains("AUTHFAIL");
            // These may have an account of their own.
            case "charon",
                    "charon-systemd",
                    "dovecot",
                    "proftpd",
                    "pure-ftpd",
                    "smtpd",
                    "postfix/smtpd",
                    "xrdp" ->
                    userId.length() > LONGEST_DAEMON;
            default -> false;
        };
    }
}
