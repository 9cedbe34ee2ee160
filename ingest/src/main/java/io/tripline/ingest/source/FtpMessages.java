package io.tripline.ingest.source;

import io.tripline.contracts.EcsEvent;
import io.tripline.contracts.EcsField;
import io.tripline.contracts.IpAddress;
import org.jspecify.annotations.Nullable;

/**
 * Who signs in to a server of FTP, as vsftpd, ProFTPD and Pure-FTPd write it. A name is whatever the other side typed: each
 * form is taken apart at the server's own words that stand first or last.
 */
final class FtpMessages {
    private static final String OK = "OK LOGIN: ";
    private static final String FAIL = "FAIL LOGIN: ";
    private static final String CLIENT = "Client \"";
    private static final String FAILED = " (Login failed): ";
    private static final String NOBODY = ": no such user found from ";
    private static final String REFUSED = "Authentication failed for user [";
    private static final String ENTERED = " is now logged in";

    private FtpMessages() {}

    /**
     * What vsftpd's and ProFTPD's own files have in front of a sign-in, {@code Mon Mar  2 08:00:00 2026 [pid N] [NAME] ...} and
     * {@code 2026-03-02 08:00:00,123 HOST proftpd[N] ...}, as a header; null if it is neither's line.
     */
    static @Nullable SyslogHeader ownFile(RawRecord raw) {
        String line = raw.text();
        if (raw.json().isPresent() || line.length() < 40) {
            return null;
        }
        if (line.charAt(19) == ',' && line.charAt(10) == ' ' && line.contains(" proftpd[")) {
            String iso =
                    line.substring(0, 10) + "T" + line.substring(11, 19) + "." + line.substring(20);
            return SyslogHeader.parse(iso.stripTrailing(), raw.received(), raw.zone())
                    .filter(header -> "proftpd".equals(header.program()))
                    .orElse(null);
        }
        OwnFile file =
                line.startsWith(" [pid ", 24) && line.contains(" LOGIN: Client \"")
                        ? OwnFile.openVpn(raw)
                        : null;
        return file == null
                ? null
                : new SyslogHeader(
                        null,
                        file.time(),
                        null,
                        "vsftpd",
                        Scan.after(file.text(), "[pid ", "]"),
                        null,
                        false,
                        file.text());
    }

    /**
     * {@code [pid N] [NAME] OK LOGIN: Client "IP"}, and of who is anonymous the password that was typed. So are names of who
     * is refused, and what vsftpd's other lines tell, files and commands: a line that may be read as two is neither.
     */
    static boolean vsftpd(String message, EcsEvent.Builder event) {
        int start = message.startsWith("[pid ") ? message.indexOf("] ") + 2 : 0;
        int close = message.indexOf("] ", start);
        if (close < 0 || !message.startsWith("[", start)) {
            return false;
        }
        // Nobody is let in whose name has a bracket.
        String said = message.substring(close + 2);
        boolean ok = said.startsWith(OK);
        String client =
                ok || said.startsWith(FAIL) ? said.substring(ok ? OK.length() : FAIL.length()) : "";
        String address = address(client);
        int end = close;
        if (address == null) {
            ok = false;
            end = message.lastIndexOf("] " + FAIL);
            address = end < close ? null : address(message.substring(end + 2 + FAIL.length()));
            int other = message.indexOf(": " + CLIENT, close);
            if (other > 0 && other < end && message.substring(other, end).contains("\", ")) {
                return false;
            }
        }
        if (address == null) {
            return false;
        }
        login(event, ok, message.substring(start + 1, end));
        SshEndpoint.address(address, event);
        return true;
    }

    /**
     * Of {@code Client "IP"}, perhaps with {@code , anon password "TEXT"} or {@code , "REASON"} behind; null if it is
     * something else, or may be.
     */
    private static @Nullable String address(String text) {
        int close = text.startsWith(CLIENT) ? text.indexOf('"', CLIENT.length()) : -1;
        if (close < 0) {
            return null;
        }
        String behind = text.substring(close + 1);
        boolean isWhole =
                behind.isEmpty()
                        || (behind.startsWith(", ")
                                && behind.endsWith("\"")
                                && !behind.contains(": " + CLIENT));
        String address = text.substring(CLIENT.length(), close);
        return isWhole && IpAddress.canonical(address) != null ? address : null;
    }

    /** {@code SERVER (NAME[IP]) - USER NAME: Login successful.}; where no colon stood behind the program, one stands for the dash. */
    static boolean proftpd(String message, EcsEvent.Builder event) {
        int open = message.indexOf(" (");
        int close = message.indexOf("])", Math.max(open, 0));
        int bracket = close < 0 ? -1 : message.lastIndexOf('[', close);
        if (open < 0 || bracket < open) {
            return false;
        }
        String said = message.substring(close + 2);
        said =
                said.startsWith(" - ")
                        ? said.substring(3)
                        : said.startsWith(": ") ? said.substring(2) : "";
        said = said.strip();
        if (said.regionMatches(true, 0, "SECURITY VIOLATION: root login", 0, 30)) {
            login(event, false, "root");
        } else if (!said.startsWith("USER ") && !said.startsWith("ANON ")) {
            return false;
        } else {
            String rest = said.substring("USER ".length());
            int failed = rest.lastIndexOf(FAILED);
            int nobody = rest.lastIndexOf(NOBODY);
            String done = rest.endsWith(".") ? rest.substring(0, rest.length() - 1) : rest;
            if (done.endsWith(": Login successful")) {
                login(
                        event,
                        true,
                        done.substring(0, done.length() - ": Login successful".length()));
            } else if (failed >= 0 && failed > nobody) {
                login(event, false, rest.substring(0, failed));
                event.set(EcsField.EVENT_REASON, rest.substring(failed + FAILED.length()));
            } else if (nobody >= 0) {
                login(event, false, rest.substring(0, nobody));
                event.set(EcsField.EVENT_REASON, SignInReason.NO_SUCH_USER);
            } else {
                return false;
            }
        }
        SshEndpoint.address(message.substring(bracket + 1, close), event);
        return true;
    }

    /** {@code (?@IP) [WARNING] Authentication failed for user [NAME]}, {@code (?@IP) [INFO] NAME is now logged in}. */
    static boolean pureFtpd(String message, EcsEvent.Builder event) {
        int close = message.indexOf(") [");
        int said = message.indexOf("] ", Math.max(close, 0)) + 2;
        int at = close < 0 ? -1 : message.lastIndexOf('@', close);
        if (!message.startsWith("(") || at < 0 || said < close) {
            return false;
        }
        if (message.startsWith(REFUSED, said) && message.endsWith("]")) {
            login(event, false, message.substring(said + REFUSED.length(), message.length() - 1));
        } else if (message.startsWith("(?@")
                && message.endsWith(ENTERED)
                && said + ENTERED.length() < message.length()) {
            login(event, true, message.substring(said, message.length() - ENTERED.length()));
        } else {
            return false;
        }
        SshEndpoint.address(message.substring(at + 1, close), event);
        return true;
    }

    private static void login(EcsEvent.Builder event, boolean success, String name) {
        LinuxAction.FTP_LOGIN.on(event, Flow.outcome(success));
        Principal.user(event, name.isEmpty() ? null : name);
    }
}
