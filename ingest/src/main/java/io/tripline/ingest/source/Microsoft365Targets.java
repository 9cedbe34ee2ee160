package io.tripline.ingest.source;

import com.fasterxml.jackson.databind.JsonNode;
import io.tripline.contracts.EcsEvent;
import io.tripline.contracts.EcsField;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Whom a record of Microsoft 365 is about: the owner of a mailbox, an account or a group, a guest, the members of a team. */
final class Microsoft365Targets {
    private static final int MOST_MEMBERS = 64;

    /** Before the id of whom something in the directory is done to. */
    private static final String USER_OBJECT = "User_";

    private Microsoft365Targets() {}

    static void describe(EcsEvent.Builder event, JsonNode audit, String workload) {
        object(event, audit, workload);
        members(event, audit.path("Members"));
    }

    /** Whose mailbox, or which account of the directory. */
    private static void object(EcsEvent.Builder event, JsonNode audit, String workload) {
        event.set(EcsField.USER_TARGET_ID, userObject(audit.path("Target")));
        if (workload.equals("AzureActiveDirectory")) {
            group(event, audit.path("ModifiedProperties"));
        }
        String mailbox = Json.text(audit, "MailboxOwnerUPN");
        String object = Json.text(audit, "ObjectId");
        String target =
                mailbox != null
                        ? mailbox
                        : workload.equals("AzureActiveDirectory")
                                        && object != null
                                        && object.indexOf('@') > 0
                                ? EntraRecord.beforeDeletion(
                                        object, event.string(EcsField.USER_TARGET_ID))
                                : null;
        event.set(EcsField.USER_TARGET_NAME, target)
                .set(EcsField.USER_TARGET_DOMAIN, Principal.domain(target));
        if (workload.equals("MicrosoftTeams")) {
            event.set(EcsField.GROUP_NAME, Json.text(audit, "TeamName"));
        } else if (workload.equals("Yammer")) {
            String whom = Json.text(audit, "TargetUserId");
            event.set(EcsField.GROUP_NAME, Json.text(audit, "GroupName"))
                    .set(EcsField.USER_TARGET_NAME, whom)
                    .set(EcsField.USER_TARGET_DOMAIN, Principal.domain(whom));
        }
        grantee(event, audit);
    }

    /** The id of the first account of the directory among who acts, or whom something is done to. */
    static @Nullable String userObject(JsonNode identities) {
        for (JsonNode each : identities) {
            String id = Json.text(each, "ID");
            // Of the other types are names, which people choose.
            if (id != null && id.startsWith(USER_OBJECT) && "2".equals(Json.text(each, "Type"))) {
                return id.substring(USER_OBJECT.length());
            }
        }
        return null;
    }

    /** Who joins or leaves a group is the object; the group is told by what was changed. */
    private static void group(EcsEvent.Builder event, JsonNode changes) {
        for (JsonNode change : changes) {
            String value = EntraAudit.unquoted(Json.text(change, "NewValue"));
            value = value == null ? EntraAudit.unquoted(Json.text(change, "OldValue")) : value;
            switch (String.valueOf(Json.text(change, "Name"))) {
                case "Group.ObjectID" -> event.setIfAbsent(EcsField.GROUP_ID, value);
                case "Group.DisplayName" -> event.setIfAbsent(EcsField.GROUP_NAME, value);
                default -> {}
            }
        }
    }

    /** Whether a name is a person's: these are Exchange's and SharePoint's words for all, and for themselves. */
    static boolean isSomebody(String name) {
        String small = name.toLowerCase(Locale.ROOT);
        return !(small.isEmpty()
                || small.equals("default")
                || small.equals("anonymous")
                || small.equals("everyone")
                || small.startsWith("everyone except ")
                || small.startsWith("nt authority\\")
                || small.startsWith("sharepoint\\"));
    }

    /** With whom something of SharePoint or OneDrive is shared, or who joins a group of a site. */
    private static void grantee(EcsEvent.Builder event, JsonNode audit) {
        String name = Json.text(audit, "TargetUserOrGroupName");
        if (name == null) {
            return;
        }
        switch (String.valueOf(Json.text(audit, "TargetUserOrGroupType"))) {
            case "Member", "Guest" -> {
                int slash = name.indexOf('\\');
                if (isSomebody(name)) {
                    event.set(EcsField.USER_TARGET_NAME, name.substring(slash + 1))
                            .set(
                                    EcsField.USER_TARGET_DOMAIN,
                                    slash > 0 ? name.substring(0, slash) : Principal.domain(name));
                }
            }
            case "null" ->
                    event.set(
                            name.indexOf('@') > 0
                                    ? EcsField.USER_TARGET_NAME
                                    : EcsField.USER_TARGET_GROUP_NAME,
                            name);
            default -> event.set(EcsField.USER_TARGET_GROUP_NAME, name);
        }
        String data = Json.text(audit, "EventData");
        event.set(
                EcsField.GROUP_NAME,
                data == null ? null : Scan.between(data, "<Group>", "</Group>"));
    }

    /** Who joins, leaves or has another role in a team or chat: the first is the target, the others are related. */
    private static void members(EcsEvent.Builder event, JsonNode members) {
        int count = 0;
        for (JsonNode member : members) {
            String name = Json.text(member, "UPN");
            if (++count > MOST_MEMBERS) {
                break;
            }
            if (!event.has(EcsField.USER_TARGET_NAME)) {
                event.set(EcsField.USER_TARGET_NAME, name)
                        .set(EcsField.USER_TARGET_DOMAIN, Principal.domain(name))
                        .set(
                                EcsField.USER_TARGET_FULL_NAME,
                                name == null ? null : Json.text(member, "DisplayName"));
            }
            event.add(EcsField.RELATED_USER, name);
        }
    }
}
