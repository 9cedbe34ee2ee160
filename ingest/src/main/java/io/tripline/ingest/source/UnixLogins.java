package io.tripline.ingest.source;

import io.tripline.contracts.EcsEvent;
import io.tripline.contracts.EcsField;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** How su and login of other systems than Linux' distributions write: FreeBSD, Solaris, AIX, IRIX, BusyBox. */
final class UnixLogins {
    private static final String FAILURE = "failure";
    private static final String SUCCESS = "success";
    private static final String BAD = "BAD SU ";

    private UnixLogins() {}

    /**
     * {@code alice to root on /dev/pts/0} and {@code BAD SU alice to root on /dev/pts/0}, of AIX {@code from alice to root at
     * /dev/pts/0}, of Solaris {@code 'su root' failed for alice on /dev/pts/3}, of IRIX {@code failed: ttyq4 changing from
     * alice to root}. No account has a blank in its name.
     */
    static boolean su(String message, EcsEvent.Builder event) {
        boolean bad = message.startsWith(BAD);
        String said = bad ? message.substring(BAD.length()) : message;
        List<String> words = List.of(said.split(" ", 8));
        if (words.size() == 6 && words.getFirst().equals("from")) {
            words = words.subList(1, 6);
        }
        if (words.size() == 5
                && words.get(1).equals("to")
                && (words.get(3).equals("on") || words.get(3).equals("at"))) {
            return became(event, !bad, words.get(0), words.get(2), words.get(4));
        }
        if (words.size() == 7 && said.startsWith("'su ") && words.get(3).equals("for")) {
            String whom = words.get(1);
            boolean succeeded = words.get(2).equals("succeeded");
            return whom.endsWith("'")
                    && (succeeded || words.get(2).equals("failed"))
                    && became(
                            event,
                            succeeded,
                            words.get(4),
                            whom.substring(0, whom.length() - 1),
                            words.get(6));
        }
        boolean failed = said.startsWith("failed: ");
        return words.size() == 7
                && (failed || said.startsWith("succeeded: "))
                && words.get(2).equals("changing")
                && became(event, !failed, words.get(4), words.get(6), words.get(1));
    }

    private static boolean became(
            EcsEvent.Builder event, boolean success, String who, String whom, String terminal) {
        LinuxAction.SU_SESSION.on(event, Flow.outcome(success));
        event.set(EcsField.USER_NAME, who)
                .set(EcsField.USER_EFFECTIVE_NAME, whom)
                .vendor("linux.su.tty", terminal);
        return true;
    }

    /** A name at the console is whatever was typed, so it is looked for where the line ends. */
    static boolean login(String message, EcsEvent.Builder event) {
        if (message.startsWith("invalid password for '")) {
            // BusyBox: "invalid password for 'root' on 'ttyS0'".
            int end = message.lastIndexOf("' on '");
            String name = Scan.between(message.substring(0, Math.max(end, 0) + 1), " for '", "'");
            return logged(event, FAILURE, name, Scan.afterLast(message, "' on '", "'"), null);
        }
        if (message.startsWith("root login on '")) {
            return logged(event, SUCCESS, "root", Scan.after(message, " on '", "'"), null);
        }
        if (message.startsWith("Login failure on ")) {
            // Solaris: "Login failure on /dev/pts/2 from 203.0.113.7, root", without a name if
            // there is none such.
            String rest = message.substring("Login failure on ".length());
            int comma = rest.indexOf(", ");
            String where = comma < 0 ? rest : rest.substring(0, comma);
            return logged(
                    event,
                    FAILURE,
                    comma < 0 ? null : rest.substring(comma + 2),
                    Scan.before(where, " "),
                    Scan.after(where, " from ", " "));
        }
        if (message.startsWith("ROOT LOGIN /") || message.startsWith("ROOT LOGIN (root) ON ")) {
            String rest = Scan.after(message, "ROOT LOGIN (root) ON ", " ");
            rest = rest == null ? Scan.after(message, "ROOT LOGIN ", " ") : rest;
            return logged(event, SUCCESS, "root", rest, Scan.after(message, " FROM ", " "));
        }
        int as = message.lastIndexOf(" as ");
        if (message.startsWith("login on ") && as > 0) {
            return logged(
                    event,
                    SUCCESS,
                    message.substring(as + 4),
                    Scan.before(message.substring("login on ".length()), " "),
                    null);
        }
        return failures(message, event);
    }

    /** FreeBSD: {@code 2 LOGIN FAILURES ON ttyv0, alice}, or {@code FROM} another host. */
    private static boolean failures(String message, EcsEvent.Builder event) {
        int login = message.indexOf(" LOGIN FAILURE");
        Long count = login < 0 ? null : Scan.number(message.substring(0, login));
        int comma = message.indexOf(", ");
        if (count == null || comma < login) {
            return false;
        }
        String where = message.substring(login, comma);
        event.vendor("linux.login.failures", count);
        return logged(
                event,
                FAILURE,
                message.substring(comma + 2),
                Scan.after(where, " ON ", " "),
                Scan.after(where, " FROM ", " "));
    }

    private static boolean logged(
            EcsEvent.Builder event,
            String outcome,
            @Nullable String name,
            @Nullable String terminal,
            @Nullable String host) {
        LinuxAction.CONSOLE_LOGIN.on(event, outcome);
        event.set(EcsField.USER_NAME, name == null || name.isEmpty() ? null : name)
                .vendor("linux.login.tty", terminal);
        if (host != null) {
            SshEndpoint.address(host, event);
        }
        return true;
    }
}
