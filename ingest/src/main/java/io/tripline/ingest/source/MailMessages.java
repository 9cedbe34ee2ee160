package io.tripline.ingest.source;

import io.tripline.contracts.EcsEvent;
import io.tripline.contracts.EcsField;

/** Who signs in to fetch or send mail, as Dovecot and Postfix write it. */
final class MailMessages {
    private static final String USER = "user=<";
    private static final String FAILED = "(auth failed, ";
    private static final String REMOTE = "rip=";
    private static final String SASL = "]: SASL ";
    private static final String REFUSED = " authentication failed: ";
    private static final String NAME = "sasl_username=";
    private static final String METHOD = "], sasl_method=";

    private MailMessages() {}

    /**
     * {@code imap-login: Login: user=<NAME>, method=PLAIN, rip=IP, lip=IP, ...}, {@code imap-login: Disconnected (auth failed,
     * 2 attempts): user=<NAME>, ...}. The name was typed, what stands in front of it and behind the addresses was not.
     */
    static boolean dovecot(String message, EcsEvent.Builder event) {
        int said = message.indexOf("-login: ") + "-login: ".length();
        int user = message.indexOf(USER);
        int rip = message.lastIndexOf(" " + REMOTE);
        int head = user < 0 ? rip : user;
        if (said < "-login: ".length() || head < said || message.indexOf(' ') != said - 1) {
            return false;
        }
        String verb = message.substring(said, head);
        verb = verb.startsWith("Info: ") ? verb.substring("Info: ".length()) : verb;
        boolean success = verb.startsWith("Login: ");
        if (!success && !verb.contains(FAILED)) {
            return false;
        }
        LinuxAction.MAIL_LOGIN.on(event, Flow.outcome(success));
        event.set(EcsField.NETWORK_PROTOCOL, message.substring(0, said - "-login: ".length()))
                .vendor("linux.mail.attempts", Scan.number(Scan.after(verb, FAILED, " ")));
        int end = rip < 0 ? message.length() : rip;
        int close = message.lastIndexOf(">, ", end);
        if (user >= 0 && close > user + USER.length()) {
            Principal.user(event, message.substring(user + USER.length(), close));
        }
        if (rip >= 0) {
            String behind = message.substring(rip + 1 + REMOTE.length());
            SshEndpoint.address(Scan.before(Scan.before(behind, ","), " "), event);
        }
        event.vendor(
                "linux.mail.method",
                close < 0 ? null : Scan.after(message.substring(close), "method=", ","));
        return true;
    }

    /**
     * {@code warning: HOST[IP]: SASL LOGIN authentication failed: REASON[, sasl_username=NAME]}, {@code QUEUE: client=HOST[IP],
     * sasl_method=PLAIN, sasl_username=NAME}: of who signs in only the mail tells that comes.
     */
    static boolean postfix(String message, EcsEvent.Builder event) {
        int sasl = message.indexOf(SASL);
        int refused = message.indexOf(REFUSED, Math.max(sasl, 0));
        int client = message.indexOf(": client=");
        int method = message.indexOf(METHOD, Math.max(client, 0));
        if (message.startsWith("warning: ") && sasl > 0 && refused > sasl) {
            LinuxAction.MAIL_LOGIN.on(event, "failure");
            int name = message.indexOf(", " + NAME, refused);
            String reason =
                    message.substring(
                            refused + REFUSED.length(), name < 0 ? message.length() : name);
            event.vendor("linux.mail.method", message.substring(sasl + SASL.length(), refused))
                    .set(EcsField.EVENT_REASON, reason);
            SshEndpoint.address(message.substring(message.lastIndexOf('[', sasl) + 1, sasl), event);
            user(message, name, event);
        } else if (client > 0 && method > 0 && message.indexOf(' ') == client + 1) {
            LinuxAction.MAIL_LOGIN.on(event, "success");
            int name = message.indexOf(", " + NAME, method);
            event.vendor("linux.mail.method", Scan.after(message.substring(method), METHOD, ","));
            SshEndpoint.address(
                    message.substring(message.lastIndexOf('[', method) + 1, method), event);
            user(message, name, event);
        } else {
            return false;
        }
        event.set(EcsField.NETWORK_PROTOCOL, "smtp");
        return true;
    }

    private static void user(String message, int name, EcsEvent.Builder event) {
        String account = name < 0 ? "" : message.substring(name + 2 + NAME.length());
        Principal.user(event, account.isEmpty() ? null : account);
    }
}
