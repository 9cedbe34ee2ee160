package io.tripline.ingest.source;

import io.tripline.contracts.EcsEvent;
import io.tripline.contracts.EcsField;
import org.jspecify.annotations.Nullable;

/**
 * What Dropbear writes, the SSH server of routers. A name in its lines is of an account that there is: of others it says
 * none.
 *
 * @see <a href="https://github.com/mkj/dropbear/blob/master/src/svr-auth.c">Dropbear's svr-auth.c</a>
 */
final class DropbearMessages {
    private static final String NOBODY = "Login attempt for nonexistent user";
    private static final String SUCCEEDED = "uth succeeded ";
    private static final String TOO_MANY = "Max auth tries reached - ";

    /** What the other side says that it is stands behind, whatever it is. */
    private static final String INCOMPATIBLE = ": Incompatible remote version '";

    private DropbearMessages() {}

    /** Describes a message; false if its form is not known. */
    static boolean describe(String whole, EcsEvent.Builder event) {
        String message = Scan.before(message(whole), INCOMPATIBLE);
        if (message.startsWith(NOBODY)) {
            LinuxAction.SSH_LOGIN.on(event, "failure");
            event.set(EcsField.EVENT_REASON, SignInReason.NO_SUCH_USER)
                    .vendor("linux.ssh.invalid_user", true);
        } else if (isAccepted(message)) {
            boolean isStep = message.endsWith(", extra auth required");
            (isStep ? LinuxAction.SSH_AUTHENTICATION_PENDING : LinuxAction.SSH_LOGIN)
                    .on(event, isStep ? null : "success");
            method(message, event);
        } else if (message.startsWith("Bad password attempt for '")
                || message.startsWith("Bad PAM password attempt for '")
                || message.startsWith("Pubkey auth bad signature for '")) {
            LinuxAction.SSH_LOGIN.on(event, "failure");
            method(message, event);
        } else if (message.startsWith("User '") && message.endsWith(" rejected")) {
            LinuxAction.SSH_USER_DENIED.on(event, "failure");
            event.set(EcsField.EVENT_REASON, Scan.after(message, "' ", ", rejected"));
        } else if (message.startsWith("Exit (") || message.startsWith("Exit after auth (")) {
            LinuxAction.SSH_LOGOUT.on(event, null);
            event.set(EcsField.USER_NAME, Scan.after(message, "(", ")"));
        } else if (message.startsWith("Exit before auth")) {
            boolean tooMany = message.contains(TOO_MANY);
            (tooMany ? LinuxAction.SSH_MAX_ATTEMPTS : LinuxAction.SSH_CONNECTION_CLOSED)
                    .on(event, tooMany ? "failure" : null);
        } else if (message.startsWith("Child connection from ")) {
            LinuxAction.SSH_CONNECTION.on(event, null);
        } else {
            return false;
        }
        if (!event.has(EcsField.USER_NAME)) {
            event.set(EcsField.USER_NAME, Scan.after(message, "'", "'"));
        }
        from(message, event);
        return true;
    }

    /** {@code Password auth succeeded for 'NAME' from IP:N}, by key, by PAM, or with a blank password. */
    private static boolean isAccepted(String message) {
        return message.startsWith("Password a" + SUCCEEDED)
                || message.startsWith("Pubkey a" + SUCCEEDED)
                || message.startsWith("PAM password a" + SUCCEEDED)
                || message.startsWith("A" + SUCCEEDED);
    }

    private static void method(String message, EcsEvent.Builder event) {
        boolean isKey = message.startsWith("Pubkey ");
        event.vendor("linux.ssh.method", isKey ? "publickey" : "password")
                .vendor(
                        "linux.ssh.signature",
                        isKey && message.contains(" with ")
                                ? Scan.before(
                                        message.substring(
                                                message.indexOf(" with ") + " with ".length()),
                                        " from ")
                                : null);
    }

    /** Old versions begin with a small letter; one that does not log to syslog puts its number and time in front. */
    private static String message(String whole) {
        String text = whole;
        int bracket = text.startsWith("[") ? text.indexOf("] ") : -1;
        if (bracket > 1 && Scan.number(text.substring(1, bracket)) != null) {
            // "[825] Jul 10 23:53:52 "
            int start = bracket + 2 + "Jul 10 23:53:52 ".length();
            text = text.length() > start ? text.substring(start) : text;
        }
        return text.isEmpty() ? text : Character.toUpperCase(text.charAt(0)) + text.substring(1);
    }

    /** {@code from IP:N}, or of newer versions in front of the reason {@code from <IP:N>}. */
    private static void from(String message, EcsEvent.Builder event) {
        String marked = Scan.after(message, " from <", ">");
        int last = message.lastIndexOf(" from ");
        String text = marked;
        if (text == null && last >= 0) {
            text = Scan.before(message.substring(last + " from ".length()), ", ");
        }
        endpoint(text, event);
    }

    /** An IPv6 address, too, stands in front of its port without brackets. */
    private static void endpoint(@Nullable String text, EcsEvent.Builder event) {
        int colon = text == null ? -1 : text.lastIndexOf(':');
        if (text != null && colon > 0) {
            String address = text.substring(0, colon);
            SshEndpoint.address(
                    address.startsWith("[") && address.endsWith("]")
                            ? address.substring(1, address.length() - 1)
                            : address,
                    event);
            event.set(EcsField.SOURCE_PORT, SshEndpoint.port(text.substring(colon + 1)));
        }
    }
}
