package io.tripline.ingest.source;

import io.tripline.contracts.EcsEvent;
import io.tripline.contracts.EcsField;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Who signs in to fetch or send mail, as Dovecot and Postfix write it. */
final class MailMessages {
    private static final String USER = "user=<";
    private static final String FAILED = "(auth failed, ";
    private static final String REMOTE = "rip=";
    private static final String WARNING = "warning: ";
    private static final String SASL = ": SASL ";
    private static final String REFUSED = " authentication failed: ";
    private static final String CLIENT = ": client=";
    private static final String NAME = ", sasl_username=";
    private static final String METHOD = ", sasl_method=";

    /** What Postfix tells behind the name of who signed in; the first is a word of the client's. */
    private static final List<String> BEHIND = List.of(", sasl_sender=", ", orig_");

    /** {@code HOST[IP]}, or {@code HOST[IP]:PORT} where Postfix is told to log ports: one word, which strangers can't write. */
    private record Client(String address, @Nullable Long port, int end) {
        /** Null if there is none at this place, with these words right behind it. */
        static @Nullable Client at(int start, String behind, String message) {
            int close = message.indexOf(']', start);
            int open = close < 0 ? -1 : message.lastIndexOf('[', close);
            int blank = message.indexOf(' ', start);
            if (open <= start || (blank >= 0 && blank < close)) {
                return null;
            }
            int end = close + 1;
            if (message.startsWith(":", end) && !message.startsWith(": ", end)) {
                end++;
                while (end < message.length() && Character.isDigit(message.charAt(end))) {
                    end++;
                }
            }
            return message.startsWith(behind, end)
                    ? new Client(
                            message.substring(open + 1, close),
                            SshEndpoint.port(message.substring(Math.min(close + 2, end), end)),
                            end + behind.length())
                    : null;
        }

        void fill(EcsEvent.Builder event) {
            SshEndpoint.address(address, event);
            event.set(EcsField.SOURCE_PORT, port);
        }
    }

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
     * sasl_method=PLAIN, sasl_username=NAME}: of who signs in only the mail tells that comes. Other warnings quote what a
     * stranger sent, so the words count where Postfix writes them.
     */
    static boolean postfix(String message, EcsEvent.Builder event) {
        int queued = message.indexOf(CLIENT);
        if (message.startsWith(WARNING)) {
            Client client = Client.at(WARNING.length(), SASL, message);
            int refused = client == null ? -1 : message.indexOf(REFUSED, client.end());
            if (client == null || refused < 0) {
                return false;
            }
            LinuxAction.MAIL_LOGIN.on(event, "failure");
            int name = message.indexOf(NAME, refused);
            String reason =
                    message.substring(
                            refused + REFUSED.length(), name < 0 ? message.length() : name);
            event.vendor("linux.mail.method", message.substring(client.end(), refused))
                    .set(EcsField.EVENT_REASON, reason);
            client.fill(event);
            user(name < 0 ? "" : message.substring(name + NAME.length()), event);
        } else if (queued > 0 && message.indexOf(' ') == queued + 1) {
            Client client = Client.at(queued + CLIENT.length(), METHOD, message);
            if (client == null) {
                return false;
            }
            LinuxAction.MAIL_LOGIN.on(event, "success");
            String said = message.substring(client.end());
            event.vendor("linux.mail.method", Scan.before(said, ","));
            client.fill(event);
            int name = said.indexOf(NAME);
            String account = name < 0 ? "" : said.substring(name + NAME.length());
            for (String behind : BEHIND) {
                account = Scan.before(account, behind);
            }
            user(account, event);
        } else {
            return false;
        }
        event.set(EcsField.NETWORK_PROTOCOL, "smtp");
        return true;
    }

    private static void user(String account, EcsEvent.Builder event) {
        Principal.user(event, account.isEmpty() ? null : account);
    }
}
