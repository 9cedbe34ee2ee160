package io.tripline.ingest.source;

import io.tripline.contracts.EcsEvent;
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

    private WebConsoleMessages() {}

    /** The names are common, so the sentence must be one of these, too. */
    static boolean isOne(@Nullable String program, String message) {
        return program != null
                && PROGRAMS.contains(program)
                && action(message) != null
                && user(message) != null;
    }

    /** Describes the event, if the message is one of these. */
    static boolean describe(String message, EcsEvent.Builder event) {
        LinuxAction action = action(message);
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
