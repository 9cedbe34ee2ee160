package io.tripline.ingest.source;

import io.tripline.contracts.EcsEvent;
import io.tripline.contracts.EcsField;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What an event id of a provider means in ECS's terms, from {@code windows-actions.txt}. Every type is one that ECS
 * expects for one of the categories; the actions are those of Winlogbeat's modules where these name one, so that rules
 * written for it fit.
 *
 * @param categories empty where ECS has none, or where the accessed object decides
 * @param isOfObject whether the category is that of the object that was accessed
 * @param accounts which of the event's accounts is which
 * @see <a href="https://www.elastic.co/docs/reference/ecs/ecs-allowed-values-event-category">ECS event.category</a>
 */
record WindowsAction(
        long id,
        String name,
        List<String> categories,
        List<String> types,
        boolean isOfObject,
        Outcome outcome,
        Accounts accounts) {
    /** Where the outcome is told. */
    enum Outcome {
        SUCCESS,
        FAILURE,
        /** By the status in the event: zero is success. */
        STATUS,
        /** By the audit keyword alone: Windows writes this id for both. */
        AUDIT,
        /** Nowhere, or by what is particular to the log. */
        NONE
    }

    /** Which account of the event is whose. */
    enum Accounts {
        /** The subject acts. */
        SUBJECT,
        /** The target logs on or off; the subject is the service that asked for it. */
        LOGON,
        /** The subject acts with the target's credentials. */
        EXPLICIT,
        /** The target is a Kerberos principal. */
        KERBEROS,
        /** The subject changes the target account. */
        TARGET,
        /** As TARGET, but what is named as the domain is the computer the attempts came from. */
        LOCKOUT,
        /** The subject changes the target group, perhaps by a member. */
        GROUP,
        /** One account, of a terminal session. */
        SESSION,
        /** The account under which the event was written. */
        WRITER,
        /** The subject grants rights to, or takes them from, an account told by its SID. */
        RIGHT,
        /** One account, in a value of its own, as domain and name together. */
        NAMED,
        /** As NAMED, but the account a detection names; the process's, not that of the antivirus. */
        DETECTED,
        /** One account, of a session, told by its SID. */
        PROFILE,
        /** One account in the unnamed parameters: its name, then its domain. */
        PARAMETERS,
        /** The account whose program or script was judged, told by its SID. */
        TARGETED,
        /** The account that changed a firewall, told by its SID. */
        MODIFYING,
        /** The account that changed a filter, told by SID and name. */
        FILTER,
        /** One account, which signs in or is mapped to another; no terminal session. */
        ACCOUNT,
        /** Who asks for a certificate, as domain and name together; the subject where the event has one. */
        REQUESTER,
        /** Who signs in at the network policy server. */
        NETWORK_POLICY,
        /** Whom the network policy server locks out. */
        NETWORK_POLICY_TARGET,
        /** Who signs in at AD FS. */
        FEDERATION,
        /** Whose account AD FS changes. */
        FEDERATION_TARGET,
        /** Who signs in at SQL Server, in the unnamed parameters. */
        SQL_LOGIN,
        /** Who did what SQL Server's audit tells, which is what happened, too. */
        SQL_AUDIT,
        /** No account, or by what is particular to the log. */
        NONE
    }

    private static final String AUDITING = "microsoft-windows-security-auditing";

    /** By the lower-case name of the provider: an id means something else from another one. */
    static final Map<String, Map<Long, WindowsAction>> BY_PROVIDER = read();

    /** The meaning of an event; null if none is known. An event that names no provider is of the Security log's. */
    static @Nullable WindowsAction of(WindowsEvent event) {
        String provider =
                event.provider() == null
                        ? AUDITING
                        : WindowsSqlServer.provider(event.provider().toLowerCase(Locale.ROOT));
        Map<Long, WindowsAction> actions = BY_PROVIDER.get(provider);
        return actions == null ? null : actions.get(event.id());
    }

    /** Says of an event that this happened. */
    void on(EcsEvent.Builder event) {
        event.set(EcsField.EVENT_ACTION, name)
                .set(EcsField.EVENT_CATEGORY, categories)
                .set(EcsField.EVENT_TYPE, types);
    }

    private static Map<String, Map<Long, WindowsAction>> read() {
        String table;
        try (InputStream in =
                Objects.requireNonNull(
                        WindowsAction.class.getResourceAsStream("windows-actions.txt"))) {
            table = new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Map<String, Map<Long, WindowsAction>> byProvider = new HashMap<>();
        Map<Long, WindowsAction> actions = Map.of();
        for (String line : table.lines().toList()) {
            if (line.startsWith("[")) {
                actions = new HashMap<>();
                String providers = line.substring(1, line.length() - 1).toLowerCase(Locale.ROOT);
                for (String provider : providers.split(" \\| ", -1)) {
                    byProvider.put(provider, actions);
                }
            } else if (!line.isBlank() && !line.startsWith("#")) {
                WindowsAction action = ofRow(line);
                if (actions.put(action.id(), action) != null) {
                    throw new IllegalStateException("The id is there twice: " + line);
                }
            }
        }
        return Map.copyOf(byProvider);
    }

    private static WindowsAction ofRow(String row) {
        List<String> cells = Arrays.asList(row.strip().split(" +", -1));
        boolean isOfObject = cells.get(2).equals("object");
        return new WindowsAction(
                Long.parseLong(cells.get(0)),
                cells.get(1),
                isOfObject ? List.of() : list(cells.get(2)),
                list(cells.get(3)),
                isOfObject,
                Outcome.valueOf(cells.get(4)),
                Accounts.valueOf(cells.get(5)));
    }

    private static List<String> list(String cell) {
        return cell.equals("-") ? List.of() : List.of(cell.split(",", -1));
    }
}
