package io.tripline.ingest.source;

import io.tripline.contracts.EcsEvent;
import io.tripline.contracts.EcsField;
import org.jspecify.annotations.Nullable;

/**
 * What OpenSSH's server writes. A user's name is whatever the other side sent, spaces and {@code from} and all, so the
 * address is looked for from the line's end, where the server wrote it.
 *
 * @see <a href="https://github.com/openssh/openssh-portable/blob/master/auth.c">auth_log in OpenSSH</a>
 */
final class SshdMessages {
    private static final String FAILURE = "failure";
    private static final String PREAUTH = " [preauth]";
    private static final String TOO_MANY = ": Too many authentication failures";
    private static final String DISCONNECTING = "Disconnecting";

    /** What Solaris writes in place of a name that it has no account for. */
    private static final String NOBODY = "<invalid username>";

    private static final String BROKEN = "ssh_dispatch_run_fatal: Connection from ";
    private static final String TRIED = "Authentication tried for ";
    private static final String CHANGED = ": Change of username or service not allowed: ";

    private SshdMessages() {}

    /** Describes a message; false if its form is not known. */
    static boolean describe(String whole, EcsEvent.Builder event) {
        String message =
                whole.endsWith(PREAUTH)
                        ? whole.substring(0, whole.length() - PREAUTH.length())
                        : whole;
        message = without("error: ", message);
        message = without("fatal: ", message);
        return authentication(message, event)
                || connection(message, event)
                || session(message, event)
                || server(message, event);
    }

    private static boolean authentication(String message, EcsEvent.Builder event) {
        if (message.startsWith("Accepted ")) {
            return attempt(message, "Accepted ", "success", event);
        }
        if (message.startsWith("Failed ")) {
            return attempt(message, "Failed ", FAILURE, event);
        }
        if (message.startsWith("Postponed ")) {
            boolean known = attempt(message, "Postponed ", null, event);
            LinuxAction.SSH_AUTHENTICATION_PENDING.on(event, null);
            return known;
        }
        if (message.startsWith("Partial ")) {
            boolean known = attempt(message, "Partial ", null, event);
            LinuxAction.SSH_AUTHENTICATION_PENDING.on(event, null);
            return known;
        }
        String exceeded = "maximum authentication attempts exceeded for ";
        if (message.startsWith(exceeded)) {
            SshEndpoint.Found found = SshEndpoint.beforeProtocol(message, " from ");
            LinuxAction.SSH_MAX_ATTEMPTS.on(event, FAILURE);
            return found != null && userAndEndpoint(message, exceeded.length(), found, event);
        }
        if (message.startsWith("Invalid user ")) {
            SshEndpoint.Found found = SshEndpoint.atEnd(message, " from ");
            if (found == null) {
                return false;
            }
            LinuxAction.SSH_INVALID_USER.on(event, FAILURE);
            event.vendor("linux.ssh.invalid_user", true);
            return userAndEndpoint(message, "Invalid user ".length(), found, event);
        }
        if (message.startsWith("User ") && message.contains(" not allowed because ")) {
            return denied(message, event);
        }
        if (message.startsWith("PAM: ") && message.contains(" for ")) {
            return pamFailure(message, event);
        }
        if (message.startsWith("Timeout before authentication for ")) {
            LinuxAction.SSH_AUTHENTICATION_TIMEOUT.on(event, FAILURE);
            String rest = message.substring("Timeout before authentication for ".length());
            endpointAtStart(without("connection from ", rest), event);
            return true;
        }
        return refused(message, event);
    }

    /** Refusals of a login that had the right key or password. */
    private static boolean refused(String message, EcsEvent.Builder event) {
        String byPam = "Access denied for user ";
        String because = " by PAM account configuration";
        if (message.length() > byPam.length() + because.length()
                && message.startsWith(byPam)
                && message.endsWith(because)) {
            LinuxAction.SSH_USER_DENIED.on(event, FAILURE);
            event.set(
                            EcsField.USER_NAME,
                            message.substring(byPam.length(), message.length() - because.length()))
                    .set(EcsField.EVENT_REASON, "PAM account configuration");
            return true;
        }
        String root = "ROOT LOGIN REFUSED FROM ";
        if (message.startsWith(root)) {
            LinuxAction.SSH_USER_DENIED.on(event, FAILURE);
            event.set(EcsField.USER_NAME, "root");
            endpointAtStart(message.substring(root.length()), event);
            return true;
        }
        int tried = message.indexOf(": " + TRIED);
        if (tried > 0 && message.startsWith("/")) {
            return fromElsewhere(message.substring(tried + 2 + TRIED.length()), event);
        }
        if (message.startsWith("Certificate invalid: ")) {
            LinuxAction.SSH_USER_DENIED.on(event, FAILURE);
            event.set(EcsField.EVENT_REASON, message);
            return true;
        }
        if (message.startsWith("Authentication refused: ")) {
            LinuxAction.SSH_USER_DENIED.on(event, FAILURE);
            event.set(
                    EcsField.EVENT_REASON, message.substring("Authentication refused: ".length()));
            return true;
        }
        return false;
    }

    /**
     * Whoever has the key, at an address that it is not for: {@code NAME with correct key but not from a permitted host
     * (host=H, ip=IP, required=...)}, or of a certificate {@code NAME with valid certificate but not from a permitted
     * source address (IP)}.
     */
    private static boolean fromElsewhere(String text, EcsEvent.Builder event) {
        int with = text.indexOf(" with ");
        int open = text.indexOf(" (", Math.max(with, 0));
        if (with <= 0 || open < 0) {
            return false;
        }
        LinuxAction.SSH_USER_DENIED.on(event, FAILURE);
        event.set(EcsField.USER_NAME, text.substring(0, with))
                .set(EcsField.EVENT_REASON, text.substring(with + " with ".length(), open));
        String listed = Scan.after(text.substring(open), ", ip=", ",");
        SshEndpoint.address(
                listed == null ? Scan.before(text.substring(open + 2), ")") : listed, event);
        return true;
    }

    /** {@code Failed password for [invalid user ]NAME from IP port N ssh2[: key]}. */
    private static boolean attempt(
            String message, String verb, @Nullable String outcome, EcsEvent.Builder event) {
        int method = message.indexOf(" for ");
        SshEndpoint.Found found = SshEndpoint.beforeProtocol(message, " from ");
        if (method < verb.length() || (found == null && !SshEndpoint.isHostBased(message))) {
            return false;
        }
        LinuxAction.SSH_LOGIN.on(event, outcome);
        event.vendor("linux.ssh.method", message.substring(verb.length(), method));
        if (found == null) {
            return true;
        }
        event.vendor("linux.ssh.signature", found.after());
        return userAndEndpoint(message, method + " for ".length(), found, event);
    }

    /** {@code User NAME[ from HOST] not allowed because REASON}; a locked account or a wrong shell names no host. */
    private static boolean denied(String message, EcsEvent.Builder event) {
        int because = message.lastIndexOf(" not allowed because ");
        String reason = message.substring(because + " not allowed because ".length());
        boolean nameless =
                reason.equals("account is locked")
                        || reason.startsWith("shell ")
                        || reason.endsWith(" exists");
        int from = nameless ? -1 : message.lastIndexOf(" from ", because - " from ".length());
        int end = from < 0 ? because : from;
        if (end <= "User ".length()) {
            return false;
        }
        LinuxAction.SSH_USER_DENIED.on(event, FAILURE);
        event.set(EcsField.USER_NAME, message.substring("User ".length(), end))
                .set(EcsField.EVENT_REASON, reason);
        if (from > 0) {
            SshEndpoint.address(message.substring(from + " from ".length(), because), event);
        }
        return true;
    }

    /** {@code PAM: Authentication failure for [illegal user ]NAME from HOST}, on macOS with {@code via ADDRESS}, its own. */
    private static boolean pamFailure(String message, EcsEvent.Builder event) {
        int from = message.lastIndexOf(" from ");
        int user = message.indexOf(" for ") + " for ".length();
        if (from < user) {
            return false;
        }
        LinuxAction.PAM_AUTHENTICATION.on(event, FAILURE);
        event.set(
                EcsField.EVENT_REASON,
                message.substring("PAM: ".length(), message.indexOf(" for ")));
        user(message.substring(user, from), event);
        SshEndpoint.address(
                Scan.before(message.substring(from + " from ".length()), " via ").strip(), event);
        return true;
    }

    private static boolean connection(String message, EcsEvent.Builder event) {
        for (String verb :
                new String[] {
                    "Connection closed by ",
                    "Connection reset by ",
                    "Disconnected from ",
                    "Disconnecting "
                }) {
            if (message.startsWith(verb)) {
                return closed(message, verb, event);
            }
        }
        if (message.startsWith(DISCONNECTING + TOO_MANY)) {
            // Up to OpenSSH 7.3, which names no address.
            LinuxAction.SSH_MAX_ATTEMPTS.on(event, FAILURE);
            String behind = message.substring(DISCONNECTING.length() + TOO_MANY.length());
            if (behind.startsWith(" for ")) {
                user(behind.substring(" for ".length()), event);
            }
            return true;
        }
        if (message.startsWith("Received disconnect from ")) {
            // The reason is the other side's text, the address stands in front of it.
            String rest = message.substring("Received disconnect from ".length());
            LinuxAction.SSH_CONNECTION_CLOSED.on(event, null);
            int colon = endpointAtStart(rest, event);
            int reason = rest.indexOf(':', colon + 1);
            event.set(EcsField.EVENT_REASON, rest.substring(Math.max(reason, colon) + 1).strip());
            return true;
        }
        if (message.startsWith("Connection from ")) {
            LinuxAction.SSH_CONNECTION.on(event, null);
            endpointAtStart(message.substring("Connection from ".length()), event);
            return true;
        }
        if (message.startsWith("drop connection ")) {
            int from = message.indexOf(" from [");
            if (from > 0) {
                LinuxAction.SSH_CONNECTION_DROPPED.on(event, FAILURE);
                bracketed(message.substring(from + " from ".length()), event);
                return true;
            }
        }
        return protocolError(message, event);
    }

    private static boolean protocolError(String message, EcsEvent.Builder event) {
        String identification = "Did not receive identification string from ";
        if (message.startsWith(identification)) {
            LinuxAction.SSH_PROTOCOL_ERROR.on(event, FAILURE);
            endpointAtStart(message.substring(identification.length()), event);
            return true;
        }
        String banner = "banner exchange: Connection from ";
        if (message.startsWith(banner)) {
            LinuxAction.SSH_PROTOCOL_ERROR.on(event, FAILURE);
            int colon = endpointAtStart(message.substring(banner.length()), event);
            event.set(
                    EcsField.EVENT_REASON, message.substring(banner.length() + colon + 1).strip());
            return true;
        }
        if (message.startsWith(BROKEN)) {
            return broken(message, event);
        }
        if (message.startsWith("Unable to negotiate with ")) {
            LinuxAction.SSH_PROTOCOL_ERROR.on(event, FAILURE);
            String rest = message.substring("Unable to negotiate with ".length());
            int colon = endpointAtStart(rest, event);
            event.set(EcsField.EVENT_REASON, rest.substring(colon + 1).strip());
            return true;
        }
        if (message.startsWith("kex_exchange_identification: ")) {
            LinuxAction.SSH_PROTOCOL_ERROR.on(event, FAILURE);
            event.set(
                    EcsField.EVENT_REASON,
                    message.substring("kex_exchange_identification: ".length()));
            return true;
        }
        if (message.startsWith("refused connect from ")) {
            LinuxAction.SSH_CONNECTION_DROPPED.on(event, FAILURE);
            tcpWrapped(message.substring("refused connect from ".length()), event);
            return true;
        }
        if (message.startsWith("Bad protocol version identification ")) {
            SshEndpoint.Found found = SshEndpoint.atEnd(message, " from ");
            LinuxAction.SSH_PROTOCOL_ERROR.on(event, FAILURE);
            if (found != null) {
                found.fill(event);
            }
            return true;
        }
        return reverseMapping(message, event);
    }

    /** {@code ... Connection from [authenticating user |invalid user |user ][NAME ]IP port N: reason}; the server's words end it. */
    private static boolean broken(String message, EcsEvent.Builder event) {
        int colon = message.lastIndexOf(": ");
        SshEndpoint.Found found = SshEndpoint.atEnd(message.substring(0, colon), " ");
        if (found == null) {
            return false;
        }
        LinuxAction.SSH_PROTOCOL_ERROR.on(event, FAILURE);
        event.set(EcsField.EVENT_REASON, message.substring(colon + 2));
        if (found.start() > BROKEN.length()) {
            String who = message.substring(BROKEN.length(), found.start());
            user(without("user ", without("authenticating user ", who)), event);
        }
        found.fill(event);
        return true;
    }

    private static boolean reverseMapping(String message, EcsEvent.Builder event) {
        String checking = "reverse mapping checking getaddrinfo for ";
        if (message.startsWith(checking)) {
            int open = message.indexOf('[');
            int close = message.indexOf(']', open + 1);
            if (open > checking.length() && close > open) {
                LinuxAction.SSH_REVERSE_MAPPING_FAILED.on(event, FAILURE);
                event.vendor(
                        "linux.ssh.claimed_host",
                        message.substring(checking.length(), open).strip());
                SshEndpoint.address(message.substring(open + 1, close), event);
                return true;
            }
        }
        int maps = message.indexOf(" maps to ");
        int but = message.indexOf(", but this does not map back to the address");
        if (message.startsWith("Address ")
                && maps > "Address ".length()
                && but >= maps + " maps to ".length()) {
            LinuxAction.SSH_REVERSE_MAPPING_FAILED.on(event, FAILURE);
            event.vendor(
                    "linux.ssh.claimed_host", message.substring(maps + " maps to ".length(), but));
            SshEndpoint.address(message.substring("Address ".length(), maps), event);
            return true;
        }
        return false;
    }

    /** {@code Connection closed by [authenticating user |invalid user |user ][NAME ]IP port N[: reason]}. */
    private static boolean closed(String message, String verb, EcsEvent.Builder event) {
        String end = message;
        // The server says these of its own accord; elsewhere they are of a name that was typed.
        boolean ends = verb.startsWith("Disconnecting ");
        int tooMany =
                ends && message.endsWith(TOO_MANY) ? message.length() - TOO_MANY.length() : -1;
        int changed = ends ? message.indexOf(CHANGED) : -1;
        if (tooMany > 0) {
            end = message.substring(0, tooMany);
        } else if (changed > 0) {
            // Two names of the other side's choice follow, and one may stand before: only a text
            // that
            // has these words once says for sure where the address ends.
            if (message.indexOf(CHANGED, changed + 1) > 0) {
                LinuxAction.SSH_CONNECTION_CLOSED.on(event, FAILURE);
                return true;
            }
            end = message.substring(0, changed);
            event.set(EcsField.EVENT_REASON, message.substring(changed + 2));
        }
        SshEndpoint.Found found = SshEndpoint.atEnd(end, " ");
        if (found == null) {
            return false;
        }
        boolean logout =
                verb.equals("Disconnected from ") && end.startsWith("user ", verb.length());
        LinuxAction action = logout ? LinuxAction.SSH_LOGOUT : LinuxAction.SSH_CONNECTION_CLOSED;
        if (tooMany > 0) {
            action = LinuxAction.SSH_MAX_ATTEMPTS;
        }
        action.on(event, tooMany > 0 || changed > 0 ? FAILURE : null);
        if (found.start() > verb.length()) {
            String who = end.substring(verb.length(), found.start());
            String bare = without("user ", without("authenticating user ", who));
            user(bare, event);
        }
        found.fill(event);
        return true;
    }

    private static boolean session(String message, EcsEvent.Builder event) {
        String close = "Close session: user ";
        if (message.startsWith(close)) {
            int id = message.lastIndexOf(" id ");
            SshEndpoint.Found found =
                    SshEndpoint.atEnd(id > 0 ? message.substring(0, id) : message, " from ");
            LinuxAction.SSH_LOGOUT.on(event, null);
            return found != null && userAndEndpoint(message, close.length(), found, event);
        }
        if (message.startsWith("Starting session: ")) {
            int user = message.lastIndexOf(" for ");
            int id = message.lastIndexOf(" id ");
            SshEndpoint.Found found =
                    SshEndpoint.atEnd(id > 0 ? message.substring(0, id) : message, " from ");
            LinuxAction.SSH_SESSION_STARTED.on(event, null);
            return found != null
                    && user > 0
                    && user + " for ".length() <= found.start()
                    && userAndEndpoint(message, user + " for ".length(), found, event);
        }
        return false;
    }

    private static boolean server(String message, EcsEvent.Builder event) {
        if (message.startsWith("Server listening on ")) {
            LinuxAction.SSH_LISTENING.on(event, null);
            return true;
        }
        if (message.startsWith("Received signal ") && message.endsWith("; terminating.")) {
            LinuxAction.SSH_TERMINATED.on(event, null);
            return true;
        }
        return false;
    }

    private static boolean userAndEndpoint(
            String message, int from, SshEndpoint.Found found, EcsEvent.Builder event) {
        if (found.start() >= from) {
            user(message.substring(from, found.start()), event);
        }
        found.fill(event);
        return true;
    }

    private static void user(String text, EcsEvent.Builder event) {
        String name = without("illegal user ", without("invalid user ", text));
        if (name.length() < text.length()) {
            event.vendor("linux.ssh.invalid_user", true);
        }
        if (name.equals(NOBODY)) {
            event.vendor("linux.ssh.invalid_user", true);
        } else {
            event.set(EcsField.USER_NAME, name);
        }
    }

    private static String without(String prefix, String text) {
        return text.startsWith(prefix) ? text.substring(prefix.length()) : text;
    }

    private static void addressAtStart(String text, EcsEvent.Builder event) {
        int space = text.indexOf(' ');
        String address = space < 0 ? text : text.substring(0, space);
        // Before OpenSSH 7.5 the colon followed the address: "from IP: 11: Bye".
        SshEndpoint.address(
                address.endsWith(":") && !address.endsWith("::")
                        ? address.substring(0, address.length() - 1)
                        : address,
                event);
    }

    /** {@code IP[ port N]...}. Gives the index of the colon that ends it, or of the last character. */
    private static int endpointAtStart(String text, EcsEvent.Builder event) {
        addressAtStart(text, event);
        int port = text.indexOf(" port ");
        int end = port;
        if (port > 0 && port == text.indexOf(' ')) {
            end = port + " port ".length();
            int from = end;
            while (end < text.length() && text.charAt(end) >= '0' && text.charAt(end) <= '9') {
                end++;
            }
            event.set(EcsField.SOURCE_PORT, SshEndpoint.port(text.substring(from, end)));
        }
        int colon = text.indexOf(':', Math.max(end, 0));
        return end >= 0 && colon == end ? colon : text.length() - 1;
    }

    /** {@code NAME (IP)}, or an address alone. */
    private static void tcpWrapped(String text, EcsEvent.Builder event) {
        int open = text.lastIndexOf(" (");
        SshEndpoint.address(
                open > 0 && text.endsWith(")")
                        ? text.substring(open + 2, text.length() - 1)
                        : Scan.before(text, " "),
                event);
    }

    /** {@code [IP]:N on ...}. */
    private static void bracketed(String text, EcsEvent.Builder event) {
        int close = text.indexOf("]:");
        int space = text.indexOf(' ');
        if (close > 0 && space > close) {
            SshEndpoint.address(text.substring(1, close), event);
            event.set(EcsField.SOURCE_PORT, SshEndpoint.port(text.substring(close + 2, space)));
        }
    }
}
