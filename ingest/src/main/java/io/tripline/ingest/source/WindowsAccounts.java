package io.tripline.ingest.source;

import io.tripline.contracts.EcsEvent;
import io.tripline.contracts.EcsField;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Who did what to whom: the accounts of a Windows event in ECS's user, group and target fields. {@code user} is the one
 * the event is about where somebody logs on, and the one who acts everywhere else.
 *
 * @see <a href="https://www.elastic.co/docs/reference/ecs/ecs-user-usage">ECS: users that act, and users acted on</a>
 */
final class WindowsAccounts {
    /** Stands for "no account" where Windows must write a SID. */
    private static final String NULL_SID = "S-1-0-0";

    /** What Windows calls the values that hold an account. */
    private static final String[] NAMES = {
        "AccountName",
        "ClientUserName",
        "Detection User",
        "Requester",
        "SourceUser",
        "SubjectUserName",
        "TargetUser",
        "TargetUserName",
        "User",
        "UserContext",
        "UserName",
        "Username",
        "jobOwner"
    };

    private WindowsAccounts() {}

    static void fill(
            EcsEvent.Builder event, WindowsEvent windows, WindowsAction.Accounts accounts) {
        switch (accounts) {
            case SUBJECT -> subject(event, windows);
            case LOGON -> targetAsUser(event, windows, windows.value("TargetUserName"));
            case KERBEROS -> targetAsUser(event, windows, principal(windows));
            case EXPLICIT -> {
                subject(event, windows);
                event.set(EcsField.USER_EFFECTIVE_NAME, windows.value("TargetUserName"));
            }
            case TARGET -> {
                subject(event, windows);
                event.set(EcsField.USER_TARGET_DOMAIN, windows.value("TargetDomainName"));
                target(event, windows);
            }
            case LOCKOUT -> {
                subject(event, windows);
                target(event, windows);
                event.set(EcsField.SOURCE_DOMAIN, computer(windows.value("TargetDomainName")));
            }
            case GROUP -> {
                subject(event, windows);
                group(event, windows);
            }
            case SESSION -> {
                event.set(EcsField.USER_NAME, windows.value("AccountName"));
                event.set(EcsField.USER_DOMAIN, windows.value("AccountDomain"));
                logonId(event, windows.value("LogonID"));
            }
            case WRITER -> {
                event.set(EcsField.USER_ID, sid(windows.user().id()));
                event.set(EcsField.USER_NAME, windows.user().name());
                event.set(EcsField.USER_DOMAIN, windows.user().domain());
            }
            case RIGHT -> {
                subject(event, windows);
                event.set(EcsField.USER_TARGET_ID, sid(windows.value("TargetSid")));
            }
            case NAMED -> {
                account(
                        event,
                        windows.firstOf("User", "UserName", "Username", "UserContext", "jobOwner"));
                event.setIfAbsent(EcsField.USER_DOMAIN, windows.value("Domain"));
            }
            case DETECTED -> account(event, windows.firstOf("Detection User", "User"));
            case PROFILE -> event.set(EcsField.USER_ID, sid(windows.value("UserSid")));
            case PARAMETERS -> {
                event.set(EcsField.USER_NAME, windows.firstOf("Param1", "param1"));
                event.set(EcsField.USER_DOMAIN, windows.firstOf("Param2", "param2"));
            }
            case TARGETED -> event.set(EcsField.USER_ID, sid(windows.value("TargetUser")));
            case MODIFYING -> event.set(EcsField.USER_ID, sid(windows.value("ModifyingUser")));
            case ACCOUNT -> {
                event.set(EcsField.USER_NAME, windows.firstOf("AccountName", "ClientUserName"));
                event.set(EcsField.USER_DOMAIN, windows.value("AccountDomain"));
            }
            case REQUESTER -> {
                account(event, windows.value("Requester"));
                subject(event, windows);
            }
            case NETWORK_POLICY -> WindowsNetworkPolicy.user(event, windows);
            case NETWORK_POLICY_TARGET -> WindowsNetworkPolicy.target(event, windows);
            case FEDERATION -> WindowsFederation.user(event, windows);
            case FEDERATION_TARGET -> WindowsFederation.target(event, windows);
            case SQL_LOGIN -> WindowsSqlServer.login(event, windows);
            case SQL_AUDIT -> WindowsSqlServer.audited(event, windows);
            case FILTER -> {
                event.set(EcsField.USER_ID, sid(windows.value("UserSid")));
                account(event, windows.value("UserName"));
            }
            case NONE -> {}
        }
    }

    /** The accounts that values are named for, of an event that nobody knows: they are there, in whatever role. */
    static void related(EcsEvent.Builder event, WindowsEvent windows) {
        for (String name : NAMES) {
            String account = WindowsEvent.present(windows.value(name));
            if (account != null && !isSid(account)) {
                event.add(EcsField.RELATED_USER, Principal.name(account));
            }
        }
        event.add(EcsField.RELATED_USER, windows.user().name());
        WindowsFederation.related(event, windows);
        WindowsSqlServer.related(event, windows);
    }

    /** One account, as {@code DOMAIN\\name}, as a name alone, or as a SID. */
    static void account(EcsEvent.Builder event, @Nullable String text) {
        String account = WindowsEvent.present(text);
        if (account == null) {
            return;
        }
        int backslash = account.indexOf('\\');
        if (backslash > 0) {
            event.set(EcsField.USER_DOMAIN, account.substring(0, backslash));
            event.set(EcsField.USER_NAME, account.substring(backslash + 1));
        } else if (isSid(account)) {
            event.set(EcsField.USER_ID, sid(account));
        } else {
            event.set(EcsField.USER_NAME, account.substring(backslash + 1));
        }
    }

    static boolean isSid(@Nullable String account) {
        return account != null && account.startsWith("S-1-");
    }

    /** A computer's NetBIOS name, which some events write with backslashes before it. */
    static @Nullable String computer(@Nullable String name) {
        if (name == null) {
            return null;
        }
        int start = 0;
        while (start < name.length() && name.charAt(start) == '\\') {
            start++;
        }
        return name.substring(start);
    }

    private static void subject(EcsEvent.Builder event, WindowsEvent windows) {
        event.set(EcsField.USER_NAME, windows.value("SubjectUserName"));
        event.set(EcsField.USER_DOMAIN, windows.value("SubjectDomainName"));
        event.set(EcsField.USER_ID, sid(windows.value("SubjectUserSid")));
        logonId(event, windows.value("SubjectLogonId"));
        // A new process may run as another account than the one that started it.
        if (windows.value("NewProcessName") != null) {
            event.set(EcsField.USER_EFFECTIVE_NAME, windows.value("TargetUserName"));
            event.set(EcsField.USER_EFFECTIVE_ID, sid(windows.value("TargetUserSid")));
        }
    }

    private static void targetAsUser(
            EcsEvent.Builder event, WindowsEvent windows, @Nullable String name) {
        event.set(EcsField.USER_NAME, name);
        event.set(EcsField.USER_DOMAIN, windows.value("TargetDomainName"));
        event.set(EcsField.USER_ID, sid(windows.firstOf("TargetUserSid", "TargetSid")));
        logonId(event, windows.value("TargetLogonId"));
    }

    /**
     * The principal's name without its realm, where the realm is the domain told beside it: 4769 writes {@code
     * alice@EXAMPLE.COM} for the account that 4768 and 4624 write as {@code alice}, and rules key on the name.
     */
    private static @Nullable String principal(WindowsEvent windows) {
        String name = windows.value("TargetUserName");
        String domain = windows.value("TargetDomainName");
        int at = name == null ? -1 : name.lastIndexOf('@');
        return name != null && at > 0 && name.substring(at + 1).equalsIgnoreCase(domain)
                ? name.substring(0, at)
                : name;
    }

    private static void target(EcsEvent.Builder event, WindowsEvent windows) {
        event.set(
                EcsField.USER_TARGET_NAME, windows.firstOf("TargetUserName", "OldTargetUserName"));
        event.set(EcsField.USER_TARGET_ID, sid(windows.firstOf("TargetSid", "TargetUserSid")));
        event.set(EcsField.USER_CHANGES_NAME, windows.value("NewTargetUserName"));
    }

    private static void group(EcsEvent.Builder event, WindowsEvent windows) {
        event.set(EcsField.GROUP_NAME, windows.value("TargetUserName"));
        event.set(EcsField.GROUP_DOMAIN, windows.value("TargetDomainName"));
        event.set(EcsField.GROUP_ID, sid(windows.value("TargetSid")));
        event.set(EcsField.USER_TARGET_ID, sid(windows.value("MemberSid")));
        String member = windows.value("MemberName");
        if (member == null) {
            return;
        }
        // A distinguished name's CN is what people read, not the account's name.
        if (member.toLowerCase(Locale.ROOT).startsWith("cn=")) {
            event.set(EcsField.USER_TARGET_FULL_NAME, commonName(member));
        } else {
            event.set(EcsField.USER_TARGET_NAME, member);
        }
    }

    /** The first value of a distinguished name, RFC 4514, with the escapes of single characters undone. */
    private static String commonName(String distinguishedName) {
        StringBuilder name = new StringBuilder();
        for (int i = 3; i < distinguishedName.length(); i++) {
            char c = distinguishedName.charAt(i);
            if (c == ',') {
                break;
            }
            if (c == '\\' && i + 1 < distinguishedName.length()) {
                i++;
                c = distinguishedName.charAt(i);
            }
            name.append(c);
        }
        return name.toString();
    }

    private static void logonId(EcsEvent.Builder event, @Nullable String logonId) {
        event.vendor("winlog.logon.id", logonId);
    }

    static @Nullable String sid(@Nullable String sid) {
        return NULL_SID.equals(sid) ? null : sid;
    }
}
