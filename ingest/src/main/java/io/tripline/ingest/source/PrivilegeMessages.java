package io.tripline.ingest.source;

import io.tripline.contracts.EcsEvent;
import io.tripline.contracts.EcsField;
import org.jspecify.annotations.Nullable;

/**
 * What programs write by which one user acts as another: sudo, su, pkexec and polkitd.
 *
 * @see <a href="https://www.sudo.ws/docs/man/sudoers.man/#EVENT_LOGGING">sudo's event logging</a>
 */
final class PrivilegeMessages {
    private static final String FAILURE = "failure";
    private static final String SUCCESS = "success";

    private static final String TARGET = " ; USER=";

    private PrivilegeMessages() {}

    /** {@code NAME : [REASON ; ]TTY=... ; PWD=... ; USER=... ; COMMAND=...}; the command is last and free text. */
    static boolean sudo(String message, EcsEvent.Builder event) {
        int colon = message.indexOf(" : ");
        if (colon <= 0) {
            return false;
        }
        String rest = message.substring(colon + 3);
        // The folder in front of the target user is somebody's choice, as the command behind is.
        int target = rest.indexOf(TARGET);
        int command = rest.indexOf("COMMAND=", Math.max(target, 0));
        String fields = command < 0 ? rest : rest.substring(0, command);
        if (fields.indexOf('=') < 0 && command < 0) {
            return false;
        }
        int first = rest.startsWith("HOST=") || rest.startsWith("TTY=") ? -1 : rest.indexOf(" ; ");
        boolean hasReason =
                first > 0 && !rest.startsWith("PWD=") && !rest.startsWith("(command continued)");
        event.set(EcsField.USER_NAME, message.substring(0, colon).strip())
                .set(EcsField.USER_EFFECTIVE_NAME, target(rest, fields))
                .set(EcsField.PROCESS_WORKING_DIRECTORY, Scan.after(fields, "PWD=", " ; "))
                .vendor("linux.sudo.tty", Scan.after(fields, "TTY=", " ;"))
                .vendor("linux.sudo.group", Scan.afterLast(fields, " ; GROUP=", " ;"));
        if (command >= 0) {
            event.set(EcsField.PROCESS_COMMAND_LINE, rest.substring(command + "COMMAND=".length()));
        }
        if (!hasReason) {
            LinuxAction.SUDO_COMMAND.on(event, SUCCESS);
            return true;
        }
        String reason = rest.substring(0, first);
        event.set(EcsField.EVENT_REASON, reason);
        int attempts = reason.indexOf(" incorrect password attempt");
        if (attempts > 0 || reason.contains("password is required")) {
            LinuxAction.SUDO_AUTHENTICATION.on(event, FAILURE);
            event.vendor(
                    "linux.sudo.attempts", Scan.number(reason.substring(0, Math.max(attempts, 0))));
        } else if (command < 0 && reason.startsWith("/")) {
            // A file of its own, which it passes over; the command is told of in another line.
            LinuxAction.SUDO_RULES_REFUSED.on(event, FAILURE);
        } else {
            LinuxAction.SUDO_DENIED.on(event, FAILURE);
        }
        return true;
    }

    /** Who it is run as. Where a folder or the command says so too, root is believed before others: nobody is to be missed. */
    private static @Nullable String target(String rest, String fields) {
        if (rest.indexOf(TARGET) != rest.lastIndexOf(TARGET) && rest.contains(TARGET + "root ;")) {
            return "root";
        }
        String last = Scan.afterLast(fields, TARGET, " ;");
        return last != null || !fields.startsWith("USER=")
                ? last
                : Scan.after(fields, "USER=", " ;");
    }

    /** The forms of shadow, util-linux and BSD. */
    static boolean su(String message, EcsEvent.Builder event) {
        if (message.startsWith("Successful su for ")) {
            return became(message, "Successful su for ", " by ", SUCCESS, event);
        }
        if (message.startsWith("FAILED su for ")) {
            return became(message, "FAILED su for ", " by ", FAILURE, event);
        }
        boolean failed = message.startsWith("FAILED SU (to ");
        if (failed || message.startsWith("(to ")) {
            int close = message.indexOf(") ");
            int on = message.lastIndexOf(" on ");
            if (close < 0 || on < close) {
                return false;
            }
            LinuxAction.SU_SESSION.on(event, failed ? FAILURE : SUCCESS);
            event.set(
                            EcsField.USER_EFFECTIVE_NAME,
                            Scan.between(message.substring(0, close + 1), "(to ", ")"))
                    .set(EcsField.USER_NAME, message.substring(Math.min(close + 2, on), on))
                    .vendor("linux.su.tty", message.substring(on + " on ".length()));
            return true;
        }
        return marked(message, event) || UnixLogins.su(message, event);
    }

    /**
     * {@code alice ran command [CMD ]as root[: CMD][ from FOLDER]}, {@code failed command for alice: CMD}, {@code failed auth for
     * alice}.
     */
    static boolean doas(String message, EcsEvent.Builder event) {
        if (message.startsWith("failed auth for ")) {
            LinuxAction.DOAS_AUTHENTICATION.on(event, FAILURE);
            event.set(EcsField.USER_NAME, message.substring("failed auth for ".length()));
            return true;
        }
        for (String denied : new String[] {"failed command for ", "command not permitted for "}) {
            int colon = message.indexOf(": ", denied.length());
            if (message.startsWith(denied) && colon > 0) {
                LinuxAction.DOAS_DENIED.on(event, FAILURE);
                event.set(EcsField.USER_NAME, message.substring(denied.length(), colon))
                        .set(EcsField.PROCESS_COMMAND_LINE, message.substring(colon + 2));
                return true;
            }
        }
        int ran = message.indexOf(" ran command ");
        if (ran <= 0 || message.indexOf(' ') != ran) {
            return false;
        }
        String rest = message.substring(ran + " ran command ".length());
        int colon = rest.startsWith("as ") ? rest.indexOf(": ") : -1;
        DoasTarget target = colon < 0 ? DoasTarget.of(rest) : null;
        if (colon < 0 && target == null) {
            return false;
        }
        LinuxAction.DOAS_COMMAND.on(event, SUCCESS);
        event.set(EcsField.USER_NAME, message.substring(0, ran));
        if (target == null) {
            event.set(EcsField.USER_EFFECTIVE_NAME, rest.substring("as ".length(), colon))
                    .set(EcsField.PROCESS_COMMAND_LINE, rest.substring(colon + 2));
        } else {
            event.set(EcsField.PROCESS_COMMAND_LINE, target.command())
                    .set(EcsField.USER_EFFECTIVE_NAME, target.name())
                    .set(EcsField.PROCESS_WORKING_DIRECTORY, target.folder());
        }
        return true;
    }

    /** What ends {@code CMD as NAME[ from FOLDER]}. The command and the folder may hold these words, too. */
    private record DoasTarget(String command, @Nullable String name, @Nullable String folder) {
        private static final String AS = " as ";
        private static final String FROM = " from ";

        static @Nullable DoasTarget of(String text) {
            int found = 0;
            int last = -1;
            boolean isRoot = false;
            for (int as = text.indexOf(AS); as > 0; as = text.indexOf(AS, as + 1)) {
                int end = text.indexOf(' ', as + AS.length());
                if (end > 0 && text.startsWith(FROM + "/", end)) {
                    found++;
                    last = as;
                    isRoot |= text.startsWith("root ", as + AS.length());
                }
            }
            if (found == 0) {
                int as = text.lastIndexOf(AS);
                return as <= 0
                        ? null
                        : new DoasTarget(
                                text.substring(0, as), text.substring(as + AS.length()), null);
            }
            String rest = text.substring(last + AS.length());
            String command = text.substring(0, last);
            // Root is believed before others: nobody is to be missed.
            return found == 1
                    ? new DoasTarget(command, Scan.before(rest, " "), Scan.after(rest, FROM, "\n"))
                    : new DoasTarget(command, isRoot ? "root" : null, null);
        }
    }

    /** {@code + /dev/pts/0 alice:root}; a minus says that it failed. */
    private static boolean marked(String message, EcsEvent.Builder event) {
        boolean failed = message.startsWith("- ");
        int space = message.indexOf(' ', 2);
        int colon = message.indexOf(':', space + 1);
        if (!(failed || message.startsWith("+ ")) || space < 0 || colon < 0) {
            return false;
        }
        LinuxAction.SU_SESSION.on(event, failed ? FAILURE : SUCCESS);
        event.set(EcsField.USER_NAME, message.substring(space + 1, colon))
                .set(EcsField.USER_EFFECTIVE_NAME, message.substring(colon + 1))
                .vendor("linux.su.tty", message.substring(2, space));
        return true;
    }

    private static boolean became(
            String message, String start, String by, String outcome, EcsEvent.Builder event) {
        int at = message.lastIndexOf(by);
        if (at < start.length()) {
            return false;
        }
        LinuxAction.SU_SESSION.on(event, outcome);
        event.set(EcsField.USER_EFFECTIVE_NAME, message.substring(start.length(), at))
                .set(EcsField.USER_NAME, message.substring(at + by.length()));
        return true;
    }

    /** {@code NAME: Executing command [USER=root] [TTY=...] [CWD=...] [COMMAND=...]}. */
    static boolean pkexec(String message, EcsEvent.Builder event) {
        int colon = message.indexOf(": Executing command [");
        if (colon <= 0) {
            return false;
        }
        LinuxAction.PKEXEC_COMMAND.on(event, SUCCESS);
        event.set(EcsField.USER_NAME, message.substring(0, colon))
                .set(EcsField.USER_EFFECTIVE_NAME, Scan.after(message, "[USER=", "]"))
                .set(EcsField.PROCESS_WORKING_DIRECTORY, Scan.after(message, "[CWD=", "] ["))
                .set(EcsField.PROCESS_COMMAND_LINE, Scan.between(message, "[COMMAND=", "]"));
        return true;
    }

    /** {@code Operator of ... successfully authenticated as unix-user:root to gain ... for action A for ...}. */
    static boolean polkit(String message, EcsEvent.Builder event) {
        String outcome = null;
        if (message.contains(" FAILED to authenticate to gain ")) {
            outcome = FAILURE;
        } else if (message.contains(" successfully authenticated as ")) {
            outcome = SUCCESS;
        }
        if (outcome == null || !message.startsWith("Operator of ")) {
            return false;
        }
        LinuxAction.POLKIT_AUTHENTICATION.on(event, outcome);
        event.set(EcsField.USER_NAME, owner(message))
                .set(
                        EcsField.USER_EFFECTIVE_NAME,
                        Scan.after(message, " authenticated as unix-user:", " to gain "))
                .vendor("linux.polkit.action", Scan.after(message, " for action ", " for "));
        return true;
    }

    private static @Nullable String owner(String message) {
        int owned = message.lastIndexOf("(owned by unix-user:");
        return owned < 0 ? null : Scan.between(message.substring(owned), "unix-user:", ")");
    }
}
