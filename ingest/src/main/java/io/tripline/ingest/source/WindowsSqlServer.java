package io.tripline.ingest.source;

import io.tripline.contracts.EcsEvent;
import io.tripline.contracts.EcsField;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What SQL Server writes into Windows' logs: sign-ins, whose values have no names, and what its audit tells, which is lines
 * of {@code name:value} in one value.
 *
 * @see <a href="https://learn.microsoft.com/en-us/sql/relational-databases/security/auditing/sql-server-audit-records">SQL
 *     Server audit records</a>
 */
final class WindowsSqlServer {
    /** What stands before the address, in all languages; in French with a blank before the colon. */
    private static final String CLIENT = "[CLIENT";

    private static final int MOST_PARAMETERS = 6;

    /** A login's name is followed by what the server says of itself, and then by what people have written. */
    private static final String STATEMENT = "\nstatement:";

    private static final String PRINCIPAL = "server_principal_name";

    private static final Map<String, String> REASONS =
            Map.of(
                    "Password did not match that for the login provided",
                    SignInReason.WRONG_PASSWORD,
                    "Could not find a login matching the name provided",
                    SignInReason.NO_SUCH_USER,
                    "The account is disabled",
                    SignInReason.ACCOUNT_DISABLED);

    /** What an audited action is; which of them changes accounts depends on the class of what is changed. */
    private static final Map<String, Audited> ACTIONS =
            Map.ofEntries(
                    Map.entry(
                            "LGIS", new Audited("sql-login-succeeded", "authentication", "start")),
                    // 18456 tells the same, and is written where nobody has set up an audit.
                    Map.entry("LGIF", new Audited("sql-login-failed", "authentication", "info")),
                    Map.entry("LGO", new Audited("sql-logout", "authentication", "end")),
                    Map.entry("APRL", new Audited("sql-member-added", "iam", "group", "change")),
                    Map.entry("DPRL", new Audited("sql-member-removed", "iam", "group", "change")),
                    Map.entry("PWC", new Audited("sql-password-changed", "iam", "user", "change")),
                    Map.entry("PWCS", new Audited("sql-password-changed", "iam", "user", "change")),
                    Map.entry("PWR", new Audited("sql-password-reset", "iam", "user", "change")),
                    Map.entry("PWRS", new Audited("sql-password-reset", "iam", "user", "change")),
                    Map.entry("LGEA", new Audited("sql-login-enabled", "iam", "user", "change")),
                    Map.entry("LGDA", new Audited("sql-login-disabled", "iam", "user", "change")),
                    Map.entry("G", new Audited("sql-permission-granted", "iam", "admin", "change")),
                    Map.entry("R", new Audited("sql-permission-revoked", "iam", "admin", "change")),
                    Map.entry("D", new Audited("sql-permission-denied", "iam", "admin", "change")),
                    Map.entry("SL", new Audited("sql-select", "database", "access")),
                    Map.entry("IN", new Audited("sql-insert", "database", "change")),
                    Map.entry("UP", new Audited("sql-update", "database", "change")),
                    Map.entry("DL", new Audited("sql-delete", "database", "change")),
                    Map.entry("EX", new Audited("sql-execute", "database", "access")),
                    Map.entry("AUSC", new Audited("sql-audit-changed", "configuration", "change")));

    /** Classes of logins and users, by their types in the system's tables. */
    private static final List<String> ACCOUNT_CLASSES =
            List.of(
                    "AL", "AU", "CL", "CU", "GU", "KL", "KU", "LX", "PL", "PU", "SL", "SU", "US",
                    "WG", "WL", "WU");

    private static final List<String> GROUP_CLASSES = List.of("AR", "RL", "SG");

    private record Audited(String action, String category, List<String> types) {
        Audited(String action, String category, String... types) {
            this(action, category, List.of(types));
        }

        void on(EcsEvent.Builder event) {
            event.set(EcsField.EVENT_ACTION, action)
                    .set(EcsField.EVENT_CATEGORY, category)
                    .set(EcsField.EVENT_TYPE, types);
        }
    }

    private WindowsSqlServer() {}

    /** The provider that an instance is an instance of: {@code MSSQL$NAME} is called after itself. */
    static String provider(String lowerCase) {
        return lowerCase.startsWith("mssql$") ? "mssqlserver" : lowerCase;
    }

    /** Who signs in, and from where. The name may be whatever the client sent; the address comes last, and is the server's word. */
    static void login(EcsEvent.Builder event, WindowsEvent windows) {
        int last = MOST_PARAMETERS;
        while (last > 0 && windows.value("param" + last) == null) {
            last--;
        }
        String end = windows.value("param" + last);
        String client = end != null && end.strip().startsWith(CLIENT) ? end : null;
        String message = windows.message();
        if (last > 1 || client != null) {
            WindowsAccounts.account(event, last > 1 ? windows.value("param1") : null);
            address(event, client);
        } else if (message != null) {
            // In the server's language; in all of them the name is in quotes, and its beginning
            // behind a blank.
            int open = message.indexOf(" '");
            int close = open < 0 ? -1 : message.indexOf('\'', open + 2);
            WindowsAccounts.account(event, close < 0 ? null : message.substring(open + 2, close));
            address(event, message);
        }
        String why = windows.value("param2") == null ? message : windows.value("param2");
        REASONS.forEach(
                (text, reason) ->
                        event.set(
                                EcsField.EVENT_REASON,
                                why != null && why.contains(text) ? reason : null));
        event.set(
                EcsField.EVENT_REASON,
                switch (String.valueOf(windows.id())) {
                    case "18470" -> SignInReason.ACCOUNT_DISABLED;
                    case "18486" -> SignInReason.ACCOUNT_LOCKED;
                    case "18487" -> SignInReason.PASSWORD_EXPIRED;
                    default -> null;
                });
    }

    private static void address(EcsEvent.Builder event, @Nullable String text) {
        int start = text == null ? -1 : text.lastIndexOf(CLIENT);
        int colon = text == null || start < 0 ? -1 : text.indexOf(':', start);
        int end = text == null || colon < 0 ? -1 : text.indexOf(']', colon);
        if (text != null && end > 0) {
            String ip = WindowsDetails.ip(text.substring(colon + 1, end));
            event.set(EcsField.SOURCE_IP, ip).set(EcsField.SOURCE_ADDRESS, ip);
        }
    }

    /** 33205: what the audit tells. Who writes the event is the server; who acts is named in it. */
    static void audited(EcsEvent.Builder event, WindowsEvent windows) {
        String text = record(windows);
        if (text == null) {
            return;
        }
        WindowsAccounts.account(event, line(text, PRINCIPAL));
        String ip = client(text);
        event.set(EcsField.SOURCE_IP, ip).set(EcsField.SOURCE_ADDRESS, ip);
        String succeeded = line(text, "succeeded");
        if (succeeded != null) {
            event.set(EcsField.EVENT_OUTCOME, Flow.outcome(!succeeded.equals("false")));
        }
        String kind = line(text, "class_type");
        boolean isAccount = kind != null && ACCOUNT_CLASSES.contains(kind);
        boolean isGroup = kind != null && GROUP_CLASSES.contains(kind);
        String id = String.valueOf(line(text, "action_id"));
        String type =
                switch (id) {
                    case "CR" -> "creation";
                    case "DR" -> "deletion";
                    case "AL" -> "change";
                    default -> null;
                };
        Audited action = ACTIONS.get(id);
        if (action != null) {
            action.on(event);
        } else if (type != null && (isAccount || isGroup)) {
            String what = isAccount ? "user" : "group";
            new Audited("sql-" + what + "-" + type, "iam", what, type).on(event);
        } else if (type != null) {
            new Audited("sql-object-" + type, "database", "change").on(event);
        }
        String target = line(text, "target_server_principal_name");
        String object = line(text, "object_name");
        event.set(EcsField.USER_TARGET_NAME, target == null ? (isAccount ? object : null) : target)
                .set(EcsField.GROUP_NAME, isGroup ? object : null)
                .vendor("winlog.sql.action_id", id)
                .vendor("winlog.sql.instance", line(text, "server_instance_name"))
                .vendor("winlog.sql.database", line(text, "database_name"))
                .vendor("winlog.sql.schema", line(text, "schema_name"))
                .vendor("winlog.sql.object", object);
    }

    /** Who is named, and from where, in what an audit tells that nobody knows. */
    static void related(EcsEvent.Builder event, WindowsEvent windows) {
        String value = windows.value("param1");
        String text = value == null || !value.contains(PRINCIPAL) ? null : record(windows);
        String account = text == null ? null : line(text, PRINCIPAL);
        if (text != null && account != null) {
            event.add(EcsField.RELATED_USER, Principal.name(account))
                    .add(EcsField.RELATED_IP, client(text));
        }
    }

    /** The lines that are the server's: behind them are texts that anybody writes who may ask it anything. */
    private static @Nullable String record(WindowsEvent windows) {
        String value = windows.value("param1");
        String whole = value == null ? windows.message() : value;
        if (whole == null) {
            return null;
        }
        int statement = whole.indexOf(STATEMENT);
        return "\n" + (statement < 0 ? whole : whole.substring(0, statement));
    }

    /** The client's address, which versions that tell it tell before whose it is. */
    private static @Nullable String client(String text) {
        int principal = text.indexOf("\nsession_server_principal_name:");
        return principal < 0
                ? null
                : WindowsDetails.ip(line(text.substring(0, principal), "client_ip"));
    }

    /** The first line of this name; null if it says nothing. */
    private static @Nullable String line(String text, String name) {
        String begin = "\n" + name + ":";
        int start = text.indexOf(begin);
        if (start < 0) {
            return null;
        }
        start += begin.length();
        int end = text.indexOf('\n', start);
        String value = (end < 0 ? text.substring(start) : text.substring(start, end)).strip();
        return value.isEmpty() ? null : value;
    }
}
