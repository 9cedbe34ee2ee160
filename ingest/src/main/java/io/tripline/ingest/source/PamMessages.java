package io.tripline.ingest.source;

import io.tripline.contracts.EcsEvent;
import io.tripline.contracts.EcsField;
import io.tripline.contracts.IpAddress;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What PAM modules write through any program: {@code pam_unix(sshd:session): session opened for user alice ...}.
 *
 * @see <a href="https://github.com/linux-pam/linux-pam/tree/master/modules">Linux-PAM modules</a>
 */
final class PamMessages {
    private static final String FAILURES = " more authentication failure";

    /** A text with a user's name between two others. */
    private record Refusal(String before, String after, String outcome, String reason) {}

    private static final List<Refusal> REFUSALS =
            List.of(
                    new Refusal("access denied for user `", "' from `", "failure", "access denied"),
                    new Refusal("account ", " has expired", "failure", "account expired"),
                    new Refusal("expired password for user ", " (", "failure", "password expired"),
                    new Refusal(
                            "user [",
                            "] has blank password; authenticated without it",
                            "success",
                            "blank password"),
                    new Refusal(
                            "auth could not identify password for [",
                            "]",
                            "failure",
                            "no password given"),
                    new Refusal("user '", "' denied access (", "failure", "access denied"),
                    new Refusal("user '", "' granted access", "success", "access granted"),
                    new Refusal("user ", " authenticated as ", "success", "ticket granted"),
                    new Refusal("Access denied for user ", ": ", "failure", "access denied"),
                    new Refusal("Invalid verification code for ", "", "failure", "wrong code"),
                    new Refusal("Accepted google_authenticator for ", "", "success", "right code"),
                    new Refusal("Successful Duo login for '", "'", "success", "second factor"),
                    new Refusal("Failed Duo login for '", "'", "failure", "second factor"),
                    new Refusal("Aborted Duo login for '", "'", "failure", "second factor"),
                    new Refusal(
                            "password check failed for user (",
                            ")",
                            "failure",
                            SignInReason.WRONG_PASSWORD),
                    new Refusal("bad username [", "]", "failure", "bad user name"),
                    new Refusal("Refused user ", " for service ", "failure", "user refused"));

    private static final String RHOST = " rhost=";

    private PamMessages() {}

    /** Whether a PAM module wrote it, whatever the program. */
    static boolean isOne(String message) {
        return isNamed(message) || oldText(message) > 0;
    }

    private static boolean isNamed(String message) {
        int open = message.indexOf('(');
        return message.startsWith("pam_")
                && open > 0
                && open < 40
                && message.indexOf(':', open) > 0
                && message.indexOf("): ", open) > 0;
    }

    /** Behind {@code (pam_unix) }, as PAM wrote up to 0.99; 0 if it is no such text. */
    private static int oldText(String message) {
        int close = message.startsWith("(pam_") ? message.indexOf(") ") : -1;
        return close > 0 && close < 40 ? close + 2 : 0;
    }

    /** What the second factor's and the password's own programs write, without a module's name. */
    static boolean checked(String message, EcsEvent.Builder event) {
        return refused(message, event);
    }

    /**
     * Describes a message; false if its form is not known.
     *
     * @param program which wrote it, that is PAM's service where the message says none
     */
    static boolean describe(String program, String message, EcsEvent.Builder event) {
        int old = oldText(message);
        if (old > 0) {
            event.vendor("linux.pam.module", message.substring(1, old - 2))
                    .vendor("linux.pam.service", program);
            module(message.substring(old), program, "", event);
            return true;
        }
        if (isNamed(message)) {
            int open = message.indexOf('(');
            int close = message.indexOf("): ", open);
            int colon = message.indexOf(':', open);
            if (colon > close) {
                return false;
            }
            String service = message.substring(open + 1, colon);
            String type = message.substring(colon + 1, close);
            event.vendor("linux.pam.module", message.substring(0, open))
                    .vendor("linux.pam.service", service)
                    .vendor("linux.pam.type", type);
            module(message.substring(close + 3), service, type, event);
            return true;
        }
        // sshd sums up: "PAM 2 more authentication failures; logname= ..."
        if (message.startsWith("PAM ") && message.indexOf(FAILURES) > 0) {
            moreFailures(
                    message.substring("PAM ".length()), failures(message) - "PAM ".length(), event);
            return true;
        }
        return false;
    }

    private static void module(String text, String service, String type, EcsEvent.Builder event) {
        if (text.startsWith("session opened for user ")) {
            opened(text.substring("session opened for user ".length()), service, event);
        } else if (text.startsWith("session closed for user ")) {
            LinuxAction.SESSION_CLOSED.on(event, null);
            event.set(
                    changesUser(service) ? EcsField.USER_EFFECTIVE_NAME : EcsField.USER_NAME,
                    text.substring("session closed for user ".length()).strip());
        } else if (text.startsWith("authentication failure;")) {
            LinuxAction.PAM_AUTHENTICATION.on(event, "failure");
            attributes(text, event);
        } else if (text.startsWith("authentication success;")) {
            LinuxAction.PAM_AUTHENTICATION.on(event, "success");
            attributes(text, event);
        } else if (text.startsWith("password changed for ")) {
            LinuxAction.PASSWORD_CHANGED.on(event, "success");
            event.set(EcsField.USER_TARGET_NAME, text.substring("password changed for ".length()));
        } else if (text.startsWith("Consecutive login failures for user ")
                && text.endsWith(" account temporarily locked")) {
            LinuxAction.ACCOUNT_LOCKED.on(event, "success");
            event.set(
                    EcsField.USER_TARGET_NAME,
                    Scan.between(
                            text,
                            "Consecutive login failures for user ",
                            " account temporarily locked"));
        } else if (text.startsWith("user ") && text.contains(" tally ")) {
            tally(text, event);
        } else if (text.startsWith("check pass; user ") && text.endsWith("unknown")) {
            // With the option "audit" the module names the user: "check pass; user (alice)
            // unknown".
            LinuxAction.PAM_AUTHENTICATION.on(event, "failure");
            event.set(EcsField.EVENT_REASON, "user unknown")
                    .set(EcsField.USER_NAME, Scan.between(text, "user (", ") unknown"));
        } else if (failures(text) > 0) {
            moreFailures(text, failures(text), event);
        } else if (!refused(text, event) && (type.equals("auth") || type.equals("account"))) {
            LinuxAction.PAM_MESSAGE.on(event, null);
        }
    }

    /** Where the count of {@code 2 more authentication failures; ...} ends; 0 if it is no such text. */
    private static int failures(String text) {
        int at = text.indexOf(FAILURES);
        return at > 0 && at < 16 && text.indexOf(';', at) > 0 ? at : 0;
    }

    private static void moreFailures(String text, int end, EcsEvent.Builder event) {
        LinuxAction.PAM_AUTHENTICATION.on(event, "failure");
        event.vendor("linux.pam.failures", Scan.number(text.substring(0, Math.max(end, 0))));
        attributes(text, event);
    }

    /** What the modules write that refuse, or let in, for another reason than a password. */
    private static boolean refused(String text, EcsEvent.Builder event) {
        for (Refusal each : REFUSALS) {
            if (text.startsWith(each.before()) && text.contains(each.after())) {
                boolean isDuo = each.before().endsWith("Duo login for '");
                int end = isDuo ? behindDuo(text) : text.lastIndexOf(each.after());
                if (end < each.before().length()) {
                    continue;
                }
                LinuxAction.PAM_AUTHENTICATION.on(event, each.outcome());
                event.set(EcsField.EVENT_REASON, each.reason());
                Principal.user(event, text.substring(each.before().length(), end));
                if (isDuo) {
                    String from = Scan.after(text.substring(end), "' from ", ":");
                    if (from != null && IpAddress.canonical(from) != null) {
                        SshEndpoint.address(from, event);
                    }
                }
                if (each.before().equals("access denied for user `")) {
                    String from = Scan.between(text.substring(end), "' from `", "'");
                    if (from != null) {
                        SshEndpoint.address(from, event);
                    }
                }
                return true;
            }
        }
        return false;
    }

    /**
     * Where the name ends in {@code Failed Duo login for 'NAME'[ from IP][: REASON]}; the reason is Duo's own, and may hold a
     * quote.
     */
    private static int behindDuo(String text) {
        int from = text.lastIndexOf("' from ");
        int reason = text.indexOf("': ");
        return from > 0 ? from : reason > 0 ? reason : text.lastIndexOf('\'');
    }

    /** {@code NAME(uid=N) by NAME(uid=N)}; before Linux-PAM 1.4 the first id is missing, and {@code by} may be nobody. */
    private static void opened(String text, String service, EcsEvent.Builder event) {
        LinuxAction.SESSION_OPENED.on(event, "success");
        int by = text.lastIndexOf(" by ");
        String whom = by < 0 ? text.strip() : text.substring(0, by);
        String actor = by < 0 ? "" : text.substring(by + " by ".length());
        String name = Scan.before(whom, "(uid=");
        String id = Scan.between(whom, "(uid=", ")");
        if (changesUser(service) && !actor.isEmpty()) {
            // Who has no terminal is told by number alone.
            event.set(EcsField.USER_NAME, Scan.before(actor, "(uid="))
                    .set(EcsField.USER_ID, Scan.between(actor, "(uid=", ")"))
                    .set(EcsField.USER_EFFECTIVE_NAME, name)
                    .set(EcsField.USER_EFFECTIVE_ID, id);
        } else {
            event.set(EcsField.USER_NAME, name).set(EcsField.USER_ID, id);
        }
    }

    /** {@code user NAME (ID) tally N, deny M}. */
    private static void tally(String text, EcsEvent.Builder event) {
        LinuxAction.ACCOUNT_LOCKED.on(event, "success");
        int tally = text.lastIndexOf(" tally ");
        String who = text.substring("user ".length(), Math.max(tally, "user ".length()));
        int open = who.lastIndexOf(" (");
        event.set(EcsField.USER_TARGET_NAME, open > 0 ? who.substring(0, open) : who)
                .set(EcsField.USER_TARGET_ID, Scan.between(who, " (", ")"))
                .vendor(
                        "linux.pam.failures",
                        Scan.number(Scan.between(text.substring(tally), " tally ", ",")));
    }

    /** {@code logname= uid=0 euid=0 tty=ssh ruser= rhost=203.0.113.5  user=NAME}; the name is last and free text. */
    private static void attributes(String text, EcsEvent.Builder event) {
        int rhost = host(text);
        int user = text.indexOf(" user=", Math.max(rhost, 0));
        if (user > 0) {
            event.set(EcsField.USER_NAME, text.substring(user + " user=".length()).strip());
        } else if (rhost > 0) {
            event.set(EcsField.USER_NAME, typed(text, rhost));
        }
        if (rhost > 0) {
            String host = word(text.substring(rhost), RHOST);
            if (host != null) {
                SshEndpoint.address(host, event);
            }
        }
        event.vendor("linux.pam.tty", word(text, " tty="))
                .vendor("linux.pam.logname", word(text, " logname="))
                .vendor("linux.pam.ruser", word(text, " ruser="))
                .vendor("linux.pam.uid", word(text, " uid="))
                .vendor("linux.pam.euid", word(text, " euid="));
    }

    /** The name of nobody who is there, which servers of FTP and mail tell as the other side's. */
    private static @Nullable String typed(String text, int rhost) {
        boolean isServer =
                switch (String.valueOf(word(text, " tty="))) {
                    case "ftp", "pure-ftpd", "dovecot" -> true;
                    default -> false;
                };
        int start = text.indexOf(" ruser=") + " ruser=".length();
        return isServer && start > " ruser=".length() && start < rhost
                ? text.substring(start, rhost)
                : null;
    }

    /**
     * Where {@code rhost=} stands; -1 if that is not certain. vsftpd and others write the name that was typed before it too,
     * and the same one behind.
     */
    private static int host(String text) {
        int first = text.indexOf(RHOST);
        int last = text.lastIndexOf(RHOST);
        if (first == last || "ssh".equals(word(text, " tty="))) {
            return first;
        }
        if (!text.contains(" user=")) {
            return last;
        }
        int from = text.indexOf(" ruser=") + " ruser=".length();
        int certain = -1;
        for (int at = first, tries = 0; at > 0 && tries < 8; tries++) {
            if (at >= from && text.endsWith(" user=" + text.substring(from, at))) {
                certain = certain < 0 ? at : Integer.MAX_VALUE;
            }
            at = text.indexOf(RHOST, at + 1);
        }
        return certain == Integer.MAX_VALUE ? -1 : certain;
    }

    private static @Nullable String word(String text, String key) {
        int start = text.indexOf(key);
        if (start < 0) {
            return null;
        }
        start += key.length();
        int end = text.indexOf(' ', start);
        String word = text.substring(start, end < 0 ? text.length() : end);
        return word.isEmpty() ? null : word;
    }

    /** Services in which one user becomes another. */
    private static boolean changesUser(String service) {
        return switch (service) {
            case "su", "su-l", "sudo", "sudo-i", "runuser", "runuser-l", "polkit-1", "doas" -> true;
            default -> false;
        };
    }
}
