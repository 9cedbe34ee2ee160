package io.tripline.ingest.source;

import io.tripline.contracts.EcsEvent;
import io.tripline.contracts.EcsField;

/** What is written about sessions that are no SSH ones: by systemd-logind, login and cron. */
final class SessionMessages {
    private SessionMessages() {}

    /** {@code New session 12 of user alice.}, since systemd 256 with quotes, class and type; {@code Removed session 12.} */
    static boolean logind(String message, EcsEvent.Builder event) {
        int user = message.indexOf(" of user ");
        if (message.startsWith("New session ") && user >= "New session ".length()) {
            LinuxAction.SESSION_OPENED.on(event, "success");
            String name = message.substring(user + " of user ".length());
            int quoted = name.indexOf("' with class ");
            name = quoted > 0 ? name.substring(0, quoted + 1) : name;
            event.set(EcsField.USER_NAME, unquoted(withoutStop(name)))
                    .vendor(
                            "linux.session.id",
                            unquoted(message.substring("New session ".length(), user)));
            return true;
        }
        if (message.startsWith("Removed session ")) {
            LinuxAction.SESSION_CLOSED.on(event, null);
            event.vendor(
                    "linux.session.id",
                    unquoted(withoutStop(message.substring("Removed session ".length()))));
            return true;
        }
        int loggedOut = message.indexOf(" logged out. Waiting for processes to exit.");
        if (message.startsWith("Session ") && loggedOut > "Session ".length()) {
            // The end is told by "Removed session".
            LinuxAction.SESSION_LOGGED_OUT.on(event, null);
            event.vendor(
                    "linux.session.id",
                    unquoted(message.substring("Session ".length(), loggedOut)));
            return true;
        }
        return false;
    }

    /** The forms of util-linux, and those of shadow, which Debian has had: {@code ROOT LOGIN  on '/dev/tty1'}. */
    static boolean login(String message, EcsEvent.Builder event) {
        if (message.startsWith("TOO MANY LOGIN TRIES (")) {
            LinuxAction.CONSOLE_LOGIN.on(event, "failure");
            int user = message.lastIndexOf(" FOR ");
            event.set(EcsField.EVENT_REASON, "too many login tries")
                    .set(
                            EcsField.USER_NAME,
                            user < 0 ? null : unquoted(message.substring(user + " FOR ".length())));
            return true;
        }
        if (message.startsWith("ROOT LOGIN  on '")) {
            LinuxAction.CONSOLE_LOGIN.on(event, "success");
            String from = Scan.between(message, "' from '", "'");
            event.set(EcsField.USER_NAME, "root")
                    .vendor("linux.login.tty", Scan.after(message, " on '", "'"));
            if (from != null) {
                SshEndpoint.address(from, event);
            }
            return true;
        }
        if (message.startsWith("FAILED LOGIN")) {
            LinuxAction.CONSOLE_LOGIN.on(event, "failure");
            int user = message.indexOf(" FOR ");
            int reason = message.lastIndexOf(", ");
            if (user > 0 && reason > user + " FOR ".length()) {
                event.set(
                                EcsField.USER_NAME,
                                unquoted(message.substring(user + " FOR ".length(), reason)))
                        .set(EcsField.EVENT_REASON, message.substring(reason + 2));
            }
            return true;
        }
        boolean root = message.startsWith("ROOT LOGIN ON ");
        if (!(root || message.startsWith("LOGIN ON "))) {
            return UnixLogins.login(message, event);
        }
        LinuxAction.CONSOLE_LOGIN.on(event, "success");
        int by = message.indexOf(" BY ");
        String tail = root || by < 0 ? message : message.substring(by + " BY ".length());
        String host = Scan.after(message, " FROM ", " ");
        event.set(EcsField.USER_NAME, root ? "root" : by < 0 ? null : Scan.before(tail, " FROM "))
                .vendor("linux.login.tty", Scan.after(message, "LOGIN ON ", " "));
        if (host != null) {
            SshEndpoint.address(host, event);
        }
        return true;
    }

    /** {@code (root) CMD (command)}. */
    static boolean cron(String message, EcsEvent.Builder event) {
        int command = message.indexOf(") CMD (");
        if (!message.startsWith("(") || command < 0 || !message.endsWith(")")) {
            return false;
        }
        LinuxAction.CRON_COMMAND.on(event, "success");
        event.set(EcsField.USER_NAME, message.substring(1, command))
                .set(
                        EcsField.PROCESS_COMMAND_LINE,
                        message.substring(command + ") CMD (".length(), message.length() - 1)
                                .strip());
        return true;
    }

    /** {@code (root) REPLACE (alice)}: who, what, and whose; {@code (bob) AUTH (crontab command not allowed)}. */
    static boolean crontab(String message, EcsEvent.Builder event) {
        int close = message.indexOf(") ");
        int open = message.indexOf(" (", Math.max(close, 0));
        if (!message.startsWith("(") || close < 0 || open < close + 2 || !message.endsWith(")")) {
            return false;
        }
        String behind = message.substring(open + 2, message.length() - 1);
        switch (message.substring(close + 2, open)) {
            case "REPLACE", "DELETE" -> {
                LinuxAction.CRON_CHANGED.on(event, "success");
                event.set(EcsField.USER_TARGET_NAME, behind);
            }
            case "LIST" -> {
                LinuxAction.CRON_READ.on(event, "success");
                event.set(EcsField.USER_TARGET_NAME, behind);
            }
            case "AUTH" -> {
                LinuxAction.CRON_CHANGED.on(event, "failure");
                event.set(EcsField.EVENT_REASON, behind);
            }
            default -> {
                return false;
            }
        }
        event.set(EcsField.USER_NAME, message.substring(1, close));
        return true;
    }

    private static String withoutStop(String text) {
        return text.endsWith(".") ? text.substring(0, text.length() - 1) : text;
    }

    private static String unquoted(String text) {
        return text.length() >= 2 && text.startsWith("'") && text.endsWith("'")
                ? text.substring(1, text.length() - 1)
                : text;
    }
}
