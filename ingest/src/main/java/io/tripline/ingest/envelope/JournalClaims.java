package io.tripline.ingest.envelope;

import io.tripline.ingest.source.RawRecord.Shipped;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Stream;
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

    /** What may stand in front of any text of sshd's. */
    private static final Pattern GRAVITY = Pattern.compile("^(?:error: )?(?:fatal: )?");

    /** How sshd begins what it tells of who is not in yet, or of itself. */
    private static final List<String> BEFORE_SESSION =
            List.of(
                    "/",
                    "Access denied for user ",
                    "Address ",
                    "Authentication refused: ",
                    "Bad protocol version ",
                    "Certificate invalid: ",
                    "Connection from ",
                    "Did not receive identification ",
                    "Invalid user ",
                    "PAM: ",
                    "Partial ",
                    "Postponed ",
                    "ROOT LOGIN REFUSED ",
                    "Received signal ",
                    "Server listening ",
                    "Timeout before authentication ",
                    "Unable to negotiate ",
                    "User ",
                    "banner exchange: ",
                    "drop connection ",
                    "kex_exchange_identification: ",
                    "maximum authentication attempts ",
                    "refused connect ",
                    "reverse mapping checking ");

    /** What it says of such a connection as it ends. */
    private static final List<String> WITHOUT_SESSION =
            List.of(
                    " authenticating user ",
                    " invalid user ",
                    "Too many authentication failures",
                    "Change of username or service not allowed");

    /** What ProFTPD and Pure-FTPd say of whom they turn away, while they are root. */
    private static final Pattern REFUSED_BY_FTP =
            Pattern.compile(
                    "^pam_|\\(login failed\\)|no such user found|security violation"
                            + "|authentication failed for user",
                    Pattern.CASE_INSENSITIVE);

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
        String name = Shipped.programName(program == null ? "" : program);
        // These are read by their text, whatever the program is called.
        if (isAudit(said) || isOfRootsPam(name, userId, said)) {
            return Shipped.UNKNOWN;
        }
        // Without a name, the text would be asked for one.
        if (program != null && !isOfRoot(name, userId, said)) {
            return program;
        }
        return command == null || isOfRoot(Shipped.programName(command), userId, said)
                ? Shipped.UNKNOWN
                : command;
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
     * (pam_unix) ...}. Who is not root opens a session only by what makes him another, or as a daemon that does so.
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
                || (text.contains(" session opened for user ") && !changesUser(service, userId));
    }

    private static boolean changesUser(String service, String userId) {
        return switch (service) {
            // These run as an account of their own until then.
            case "atd", "cockpit" -> !isPerson(userId);
            case "su", "su-l", "sudo", "sudo-i", "runuser", "runuser-l", "polkit-1", "doas" -> true;
            default -> false;
        };
    }

    private static boolean isPerson(String userId) {
        return userId.length() > LONGEST_DAEMON;
    }

    private static boolean isOfRoot(String program, String userId, String text) {
        return switch (program.toLowerCase(Locale.ROOT)) {
            case "sshd", "sshd-session", "sshd-auth" -> isOfSshd(userId, text);
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
            case "vsftpd" -> text.contains(" LOGIN") || text.startsWith("pam_");
            case "xrdp-sesman" ->
                    text.contains(", ip ") || text.contains("AUTHFAIL") || text.startsWith("pam_");
            // Here that it was one, too.
            case "proftpd", "pure-ftpd" -> isPerson(userId) && REFUSED_BY_FTP.matcher(text).find();
            // These may have an account of their own.
            case "charon", "charon-systemd", "dovecot", "polkitd", "smtpd", "xrdp" ->
                    isPerson(userId);
            default -> false;
        };
    }

    /** The rest of a session is written by the user's own process. */
    private static boolean isOfSshd(String userId, String whole) {
        String text = GRAVITY.matcher(whole).replaceFirst("");
        return Stream.of("Accepted ", "Failed ", "pam_", "PAM ").anyMatch(text::startsWith)
                || (isPerson(userId)
                        && (BEFORE_SESSION.stream().anyMatch(text::startsWith)
                                || WITHOUT_SESSION.stream().anyMatch(text::contains)));
    }
}
