package io.tripline.ingest.source;

import io.tripline.contracts.EcsEvent;
import io.tripline.contracts.EcsField;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Who signs in to the web pages that administer pfSense and OPNsense: {@code /index.php: Successful login for user 'admin'
 * from: 192.0.2.7 (Local Database)}.
 *
 * @see <a href="https://docs.netgate.com/pfsense/en/latest/monitoring/logs/index.html">pfSense: system logs</a>
 * @see <a href="https://docs.opnsense.org/manual/logging.html">OPNsense: logging</a>
 */
final class WebConsoleMessages {
    private static final Set<String> PROGRAMS = Set.of("php-fpm", "php", "audit", "opnsense");

    private static final String CHANGED = " changed configuration to ";
    private static final String CHANGE = ": Configuration Change: ";

    /** The first is of a right password. */
    private static final String[] CHECKED = {
        " authenticated successfully for ",
        " could not authenticate for ",
        " failed authentication for "
    };

    private WebConsoleMessages() {}

    /** The names are common, so the sentence must be one of these, too. */
    static boolean isOne(@Nullable String program, String message) {
        return program != null
                && PROGRAMS.contains(program)
                && ((action(message) != null && user(message) != null)
                        || isChange(message)
                        || checked(message) != null);
    }

    /**
     * Somebody at the pages, and what was changed: by OPNsense which file and page, by pfSense in words. A name that is tried
     * may imitate the first, but then the server's verdict stands behind.
     */
    private static boolean isChange(String message) {
        return message.startsWith("user ")
                ? message.contains(CHANGED) && checked(message) == null
                : message.startsWith("/") && message.startsWith(CHANGE, message.indexOf(": "));
    }

    /** {@code user root@192.0.2.7 changed configuration to FILE in PAGE ...}, {@code PAGE: Configuration Change: admin@192.0.2.7 (Local Database): ...}. */
    private static void change(String message, EcsEvent.Builder event) {
        LinuxAction.CONFIGURATION_CHANGED.on(event, "success");
        int pf = message.indexOf(CHANGE);
        String who =
                pf < 0
                        ? Scan.before(message.substring("user ".length()), CHANGED)
                        : Scan.before(message.substring(pf + CHANGE.length()), " (");
        int at = who.lastIndexOf('@');
        Principal.user(event, at < 0 ? who : who.substring(0, at));
        if (at >= 0 && IpEndpoint.parse(who.substring(at + 1)) != null) {
            IpEndpoint.source(event, who.substring(at + 1));
        }
        event.set(
                EcsField.URL_PATH,
                pf < 0
                        ? Scan.after(message, " in ", " ")
                        : Scan.before(message.substring(0, pf), ": "));
    }

    /** What OPNsense found of a password for one of its services, before the page or the service says what came of it; null if it is no such line. */
    private static @Nullable String checked(String message) {
        String last = null;
        int at = "user".length();
        // The name in front is what was typed.
        for (String verb : CHECKED) {
            int found = message.lastIndexOf(verb);
            if (found > at) {
                last = verb;
                at = found;
            }
        }
        return message.startsWith("user ") ? last : null;
    }

    /** Describes the event, if the message is one of these. */
    static boolean describe(String message, EcsEvent.Builder event) {
        LinuxAction action = action(message);
        if (action == null && isChange(message)) {
            change(message, event);
            return true;
        }
        String verb = action == null ? checked(message) : null;
        if (verb != null) {
            LinuxAction.CONSOLE_AUTHENTICATION.on(event, Flow.outcome(verb.equals(CHECKED[0])));
            Principal.user(event, message.substring("user ".length(), message.lastIndexOf(verb)));
            return true;
        }
        if (action == null) {
            return false;
        }
        boolean failed = message.contains("authentication error");
        action.on(
                event,
                action == LinuxAction.SESSION_CLOSED ? null : failed ? "failure" : "success");
        Principal.user(event, user(message));
        int from = message.lastIndexOf("' from");
        if (from > 0) {
            String address = message.substring(from + "' from".length()).replaceFirst("^: ?", "");
            IpEndpoint.source(event, Scan.before(address.strip(), " "));
        }
        return true;
    }

    private static @Nullable LinuxAction action(String message) {
        if (message.startsWith("user ")) {
            // What was found of a password, behind the name that was typed.
            return null;
        }
        if (message.contains("Successful login for user '")
                || message.contains("User logged in for user '")
                || message.contains("authentication error for ")) {
            return LinuxAction.CONSOLE_LOGIN;
        }
        return message.contains("User logged out for user '")
                        || message.contains("Session timed out for user '")
                ? LinuxAction.SESSION_CLOSED
                : null;
    }

    /** Up to the last quote in front of the address: whoever signs in may type a quote. */
    private static @Nullable String user(String message) {
        int open = message.indexOf(" for ");
        int quote = open < 0 ? -1 : message.indexOf('\'', open);
        int close = message.lastIndexOf("' from");
        return quote < 0 || close <= quote ? null : message.substring(quote + 1, close);
    }
}
