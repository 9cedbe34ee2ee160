package io.tripline.ingest.source;

import io.tripline.contracts.EcsEvent;
import io.tripline.contracts.EcsField;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the shadow tools write when they change accounts and groups: useradd, usermod, userdel, groupadd, gpasswd,
 * passwd, chage and their kin. They do not say who ran them.
 *
 * @see <a href="https://github.com/shadow-maint/shadow/tree/master/src">shadow's sources</a>
 */
final class AccountMessages {
    private static final String FAILURE = "failure";
    private static final String SUCCESS = "success";

    /** Beyond a group's members of any size that people look at; the rest stays in the message. */
    private static final int MAX_MEMBERS = 100;

    private static final List<String> GPASSWD =
            List.of(
                    "password of group ",
                    "access to group ",
                    "administrators of group ",
                    "members of group ");

    private AccountMessages() {}

    /** Describes a message. One of a form that is not known is still about accounts. */
    static void describe(String message, EcsEvent.Builder event) {
        if (!(created(message, event)
                || member(message, event)
                || removed(message, event)
                || changed(message, event)
                || gpasswd(message, event))) {
            LinuxAction.ACCOUNT_MESSAGE.on(event, message.startsWith("failed ") ? FAILURE : null);
        }
    }

    private static boolean created(String message, EcsEvent.Builder event) {
        if (message.startsWith("new user: ")) {
            LinuxAction.USER_ADDED.on(event, SUCCESS);
            event.set(EcsField.USER_TARGET_NAME, value(message, "name="))
                    .set(EcsField.USER_TARGET_ID, value(message, "UID="))
                    .set(EcsField.GROUP_ID, value(message, "GID="))
                    .vendor("linux.account.home", value(message, "home="))
                    .vendor("linux.account.shell", value(message, "shell="));
            return true;
        }
        if (message.startsWith("new group: ") || message.startsWith("group added to ")) {
            LinuxAction.GROUP_ADDED.on(event, SUCCESS);
            event.set(EcsField.GROUP_NAME, value(message, "name="))
                    .set(EcsField.GROUP_ID, value(message, "GID="));
            return true;
        }
        if (message.startsWith("failed adding user ")) {
            LinuxAction.USER_ADDED.on(event, FAILURE);
            event.set(EcsField.USER_TARGET_NAME, quoted(message, 0));
            return true;
        }
        return false;
    }

    private static boolean member(String message, EcsEvent.Builder event) {
        if (message.startsWith("add '") && message.contains(" group '")) {
            LinuxAction.GROUP_MEMBER_ADDED.on(event, SUCCESS);
            return userAndGroup(message, event);
        }
        if (message.startsWith("delete '") && message.contains(" group '")) {
            LinuxAction.GROUP_MEMBER_REMOVED.on(event, SUCCESS);
            return userAndGroup(message, event);
        }
        // gpasswd names who did it: "user bob added by root to group sudo".
        int added = message.indexOf(" added by ");
        int taken = message.indexOf(" removed by ");
        int verb = Math.max(added, taken);
        if (message.startsWith("user ") && verb > "user ".length()) {
            String by = added > taken ? " added by " : " removed by ";
            String way = added > taken ? " to group " : " from group ";
            int group = message.lastIndexOf(way);
            if (group < verb + by.length()) {
                return false;
            }
            (added > taken ? LinuxAction.GROUP_MEMBER_ADDED : LinuxAction.GROUP_MEMBER_REMOVED)
                    .on(event, SUCCESS);
            event.set(EcsField.USER_TARGET_NAME, message.substring("user ".length(), verb))
                    .set(EcsField.USER_NAME, message.substring(verb + by.length(), group))
                    .set(
                            EcsField.GROUP_NAME,
                            Scan.before(message.substring(group + way.length()), " in /"));
            return true;
        }
        return false;
    }

    private static boolean removed(String message, EcsEvent.Builder event) {
        if (message.startsWith("delete user '")) {
            LinuxAction.USER_REMOVED.on(event, SUCCESS);
            event.set(EcsField.USER_TARGET_NAME, quoted(message, 0));
            return true;
        }
        if (message.startsWith("removed group '")
                || message.startsWith("removed shadow group '")
                || (message.startsWith("group '") && message.contains("' removed"))) {
            LinuxAction.GROUP_REMOVED.on(event, SUCCESS);
            event.set(EcsField.GROUP_NAME, quoted(message, 0));
            return true;
        }
        return false;
    }

    private static boolean changed(String message, EcsEvent.Builder event) {
        if (message.startsWith("change user name '")) {
            LinuxAction.USER_CHANGED.on(event, SUCCESS);
            int to = message.indexOf("' to '");
            event.set(EcsField.USER_TARGET_NAME, quoted(message, 0))
                    .set(EcsField.USER_CHANGES_NAME, to < 0 ? null : quoted(message, to + 1));
            return true;
        }
        if (message.startsWith("password for '") && message.contains("' changed by '")) {
            LinuxAction.PASSWORD_CHANGED.on(event, SUCCESS);
            event.set(EcsField.USER_TARGET_NAME, quoted(message, 0))
                    .set(
                            EcsField.USER_NAME,
                            quoted(message, message.indexOf("' changed by '") + 1));
            return true;
        }
        // usermod renames a member: "change 'bob' to 'robert' in group 'sudo'".
        if ((message.startsWith("change '") || message.startsWith("change admin '"))
                && message.contains(" group '")) {
            LinuxAction.GROUP_CHANGED.on(event, SUCCESS);
            int to = message.indexOf("' to '");
            event.set(EcsField.USER_CHANGES_NAME, to < 0 ? null : quoted(message, to + 1));
            return userAndGroup(message, event);
        }
        if (message.startsWith("change user '")
                || message.startsWith("changed user '")
                || message.startsWith("lock user '")
                || message.startsWith("unlock user '")) {
            boolean password = message.startsWith("change") && message.endsWith("' password");
            (password ? LinuxAction.PASSWORD_CHANGED : LinuxAction.USER_CHANGED).on(event, SUCCESS);
            event.set(EcsField.USER_TARGET_NAME, quoted(message, 0))
                    .vendor("linux.account.change", behindName(message));
            return true;
        }
        if (message.startsWith("changed password expiry for ")) {
            LinuxAction.USER_CHANGED.on(event, SUCCESS);
            event.set(
                    EcsField.USER_TARGET_NAME,
                    message.substring("changed password expiry for ".length()));
            return true;
        }
        if (message.startsWith("group changed in ")) {
            LinuxAction.GROUP_CHANGED.on(event, SUCCESS);
            String group = Scan.after(message, "(group ", ",");
            if (group != null) {
                event.set(EcsField.GROUP_NAME, Scan.before(Scan.before(group, ")"), "/"));
            }
            return true;
        }
        return false;
    }

    /** What gpasswd did to a group, or failed to: {@code members of group sudo set by root to alice,bob}. */
    private static boolean gpasswd(String message, EcsEvent.Builder event) {
        for (String subject : GPASSWD) {
            if (!message.startsWith(subject)) {
                continue;
            }
            int by = message.lastIndexOf(" by ");
            int verb = by < 0 ? -1 : message.lastIndexOf(' ', by - 1);
            if (verb < subject.length()) {
                return false;
            }
            String actor = message.substring(by + " by ".length());
            LinuxAction.GROUP_CHANGED.on(event, SUCCESS);
            event.set(EcsField.GROUP_NAME, message.substring(subject.length(), verb))
                    .set(EcsField.USER_NAME, Scan.before(actor, " to "));
            if (subject.startsWith("members ")) {
                event.vendor("linux.group.members", members(actor));
            } else if (subject.startsWith("administrators ")) {
                event.vendor("linux.group.administrators", members(actor));
            }
            return true;
        }
        int failed = message.indexOf(" failed to ");
        int group = message.indexOf(" group ", Math.max(failed, 0));
        if (failed <= 0 || group < 0) {
            return false;
        }
        LinuxAction.GROUP_CHANGED.on(event, FAILURE);
        String name = message.substring(group + " group ".length());
        event.set(EcsField.USER_NAME, message.substring(0, failed))
                .set(
                        EcsField.GROUP_NAME,
                        Scan.before(Scan.before(Scan.before(name, " to "), " in /"), ": "))
                .set(
                        EcsField.USER_TARGET_NAME,
                        Scan.between(
                                message.substring(failed, group),
                                " user ",
                                message.startsWith(" failed to add", failed) ? " to" : " from"));
        return true;
    }

    private static List<String> members(String actor) {
        String list = Scan.after(actor, " to ", " in /");
        return list == null
                ? List.of()
                : Arrays.stream(list.split(",", MAX_MEMBERS + 1))
                        .limit(MAX_MEMBERS)
                        .filter(each -> !each.isEmpty())
                        .toList();
    }

    private static boolean userAndGroup(String message, EcsEvent.Builder event) {
        event.set(EcsField.USER_TARGET_NAME, quoted(message, 0))
                .set(EcsField.GROUP_NAME, quoted(message, message.lastIndexOf(" group '")));
        return true;
    }

    private static @Nullable String value(String message, String key) {
        return Scan.after(message, key, ",");
    }

    /** What was changed and to what: {@code UID from '1001' to '0'}. */
    private static @Nullable String behindName(String message) {
        int close = message.indexOf("' ", message.indexOf('\'') + 1);
        return close < 0 ? null : message.substring(close + 2);
    }

    /** The first text in single quotes behind an index. */
    private static @Nullable String quoted(String message, int from) {
        int open = message.indexOf('\'', from);
        int close = message.indexOf('\'', open + 1);
        return open < 0 || close < 0 ? null : message.substring(open + 1, close);
    }
}
