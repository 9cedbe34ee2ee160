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

    private static final String SELF_SID = "s-1-5-10";

    /** A person's claim begins with it, and ends with the account's name behind a bar; others are of groups and of all. */
    private static final String PERSON_CLAIM = "i:0";

    private static final String OTHER_CLAIM = "c:0";

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
        target(event, target);
        if (workload.equals("MicrosoftTeams")) {
            event.set(EcsField.GROUP_NAME, Json.text(audit, "TeamName"));
        } else if (workload.equals("Yammer")) {
            event.set(EcsField.GROUP_NAME, Json.text(audit, "GroupName"));
            target(event, Json.text(audit, "TargetUserId"));
        }
        grantee(event, audit);
    }

    /** The event is about this account, whoever was told before. */
    static void target(EcsEvent.Builder event, @Nullable String account) {
        if (account != null) {
            event.clear(EcsField.USER_TARGET_DOMAIN)
                    .set(EcsField.USER_TARGET_NAME, account)
                    .set(EcsField.USER_TARGET_DOMAIN, Principal.domain(account));
        }
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
                || small.equals("self")
                || small.equals(SELF_SID)
                || small.equals("app@sharepoint")
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
        boolean isPerson =
                switch (String.valueOf(Json.text(audit, "TargetUserOrGroupType"))) {
                    case "Member", "Guest" -> !name.startsWith(OTHER_CLAIM);
                    case "null" -> looksLikePerson(name);
                    default -> false;
                };
        if (isPerson) {
            person(event, name.substring(name.lastIndexOf('|') + 1));
        } else {
            event.set(EcsField.USER_TARGET_GROUP_NAME, name);
        }
        String data = Json.text(audit, "EventData");
        event.set(
                EcsField.GROUP_NAME,
                data == null ? null : Scan.between(data, "<Group>", "</Group>"));
    }

    private static boolean looksLikePerson(String name) {
        return name.startsWith(PERSON_CLAIM) || name.indexOf('@') > 0 || name.indexOf('\\') > 0;
    }

    private static void person(EcsEvent.Builder event, String account) {
        if (isSomebody(account)) {
            int slash = account.indexOf('\\');
            target(event, account.substring(slash + 1));
            event.set(EcsField.USER_TARGET_DOMAIN, slash > 0 ? account.substring(0, slash) : null);
        }
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
                target(event, name);
                event.set(
                        EcsField.USER_TARGET_FULL_NAME,
                        name == null ? null : Json.text(member, "DisplayName"));
            }
            event.add(EcsField.RELATED_USER, name);
        }
    }
}
