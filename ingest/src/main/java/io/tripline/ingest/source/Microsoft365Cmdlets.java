package io.tripline.ingest.source;

import com.fasterxml.jackson.databind.JsonNode;
import io.tripline.contracts.EcsEvent;
import io.tripline.contracts.EcsField;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The cmdlets of Exchange and of Security & Compliance that say who may do what: roles and their groups, distribution
 * groups, rights on mailboxes. Others are configuration.
 *
 * @see <a
 *     href="https://learn.microsoft.com/office/office-365-management-api/office-365-management-activity-api-schema#exchange-admin-schema">Exchange
 *     admin schema</a>
 */
final class Microsoft365Cmdlets {
    private enum Kind {
        /** Who administers what. */
        ROLE,
        GROUP,
        MEMBER,
        /** On somebody's mailbox, which is configuration. */
        RIGHT
    }

    /** By what stands behind the verb. */
    private static final Map<String, Kind> KINDS =
            Map.ofEntries(
                    Map.entry("RoleGroup", Kind.ROLE),
                    Map.entry("RoleGroupMember", Kind.ROLE),
                    Map.entry("ManagementRole", Kind.ROLE),
                    Map.entry("ManagementRoleAssignment", Kind.ROLE),
                    Map.entry("ManagementRoleEntry", Kind.ROLE),
                    Map.entry("ManagementScope", Kind.ROLE),
                    Map.entry("RoleAssignmentPolicy", Kind.ROLE),
                    Map.entry("eDiscoveryCaseAdmin", Kind.ROLE),
                    Map.entry("DistributionGroup", Kind.GROUP),
                    Map.entry("DynamicDistributionGroup", Kind.GROUP),
                    Map.entry("UnifiedGroup", Kind.GROUP),
                    Map.entry("DistributionGroupMember", Kind.MEMBER),
                    Map.entry("UnifiedGroupLinks", Kind.MEMBER),
                    Map.entry("MailboxPermission", Kind.RIGHT),
                    Map.entry("MailboxFolderPermission", Kind.RIGHT),
                    Map.entry("RecipientPermission", Kind.RIGHT));

    private static final int MOST = 64;

    private Microsoft365Cmdlets() {}

    private static @Nullable Kind kind(String operation) {
        int dash = operation.indexOf('-');
        return dash < 0 ? null : KINDS.get(operation.substring(dash + 1));
    }

    /** What types an operation's event has if it is about accounts and groups; null if it is not. */
    static @Nullable List<String> identityTypes(String operation) {
        // Who may see what is collected of everybody.
        if (operation.startsWith("CaseAdmin")) {
            return List.of("admin", "change");
        }
        Kind kind = kind(operation);
        if (kind == null || kind == Kind.RIGHT) {
            return null;
        }
        return switch (kind) {
            case ROLE -> List.of("admin", "change");
            case GROUP ->
                    List.of(
                            "group",
                            operation.startsWith("New-")
                                    ? "creation"
                                    : operation.startsWith("Remove-") ? "deletion" : "change");
            default -> List.of("group", "change");
        };
    }

    /** Who is given the role or the right, or joins, and which group. */
    static void describe(EcsEvent.Builder event, JsonNode audit, String operation) {
        Kind kind = kind(operation);
        if (kind == null) {
            return;
        }
        String identity = null;
        String named = null;
        String whom = null;
        for (JsonNode parameter : audit.path("Parameters")) {
            switch (String.valueOf(Json.text(parameter, "Name"))) {
                case "Identity" -> identity = Json.text(parameter, "Value");
                // Of what is made; beside an identity, how it is called from now on.
                case "Name" -> named = Json.text(parameter, "Value");
                case "Member", "User", "Trustee", "Links" -> whom = Json.text(parameter, "Value");
                default -> {
                    // What else was said.
                }
            }
        }
        identity = identity == null ? named : identity;
        List<String> people = whom == null ? List.of() : people(whom);
        if (!people.isEmpty()) {
            // Whose mailbox it is stands beside.
            Microsoft365Targets.target(event, people.getFirst());
            people.forEach(each -> event.add(EcsField.RELATED_USER, each));
        }
        if (kind == Kind.RIGHT) {
            // Of a folder: bob@example.com:\Calendar.
            event.add(
                    EcsField.RELATED_USER, identity == null ? null : Scan.before(identity, ":\\"));
        } else if (!operation.contains("ManagementRole")) {
            event.set(EcsField.GROUP_NAME, identity);
        }
    }

    private static List<String> people(String whom) {
        return several(whom).stream()
                .limit(MOST)
                .map(String::strip)
                .filter(Microsoft365Targets::isSomebody)
                .toList();
    }

    /** A comma is a name's own ({@code Doe, John}, {@code CN=John Doe,OU=Sales}), but between addresses of mail. */
    private static List<String> several(String whom) {
        List<String> addresses = parts(whom, ",");
        boolean isList =
                whom.indexOf(';') < 0 && addresses.stream().allMatch(each -> each.indexOf('@') > 0);
        return isList ? addresses : parts(whom, ";");
    }

    /** Of very many, the last is the rest. */
    private static List<String> parts(String text, String separator) {
        return List.of(text.split(separator, MOST + 1));
    }
}
