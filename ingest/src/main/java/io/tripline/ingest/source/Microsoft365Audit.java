package io.tripline.ingest.source;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.tripline.contracts.EcsEvent;
import io.tripline.contracts.EcsField;
import io.tripline.contracts.StableId;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Microsoft 365's unified audit log: Exchange, SharePoint and OneDrive, Entra, Teams, Defender and the others, as the
 * Management Activity API returns it.
 *
 * @see <a
 *     href="https://learn.microsoft.com/office/office-365-management-api/office-365-management-activity-api-schema">Management
 *     Activity API schema</a>
 */
public final class Microsoft365Audit implements LogSource {
    private static final int MOST_MEMBERS = 64;

    private static final Set<String> MAPPED = Set.of("CreationTime", "UserAgent");

    /** What SharePoint and OneDrive do to files. */
    private static final Set<String> ACCESSED =
            Set.of(
                    "FileAccessed",
                    "FileAccessedExtended",
                    "FileDownloaded",
                    "FilePreviewed",
                    "FileSyncDownloadedFull",
                    "FolderBrowsed");

    private static final Set<String> CREATED =
            Set.of("FileCopied", "FileUploaded", "FileSyncUploadedFull", "FolderCreated");
    private static final Set<String> DELETED =
            Set.of("FileDeleted", "FileRecycled", "FileVersionsAllDeleted", "FolderDeleted");

    /** Operations that open somebody's mailbox. */
    private static final Set<String> MAILBOX =
            Set.of(
                    "AttachmentAccess",
                    "Create",
                    "Copy",
                    "FolderBind",
                    "HardDelete",
                    "MailItemsAccessed",
                    "MessageBind",
                    "Move",
                    "MoveToDeletedItems",
                    "SearchQueryInitiatedExchange",
                    "Send",
                    "SendAs",
                    "SendOnBehalf",
                    "SoftDelete",
                    "Update");

    /** Before the id of whom something in the directory is done to. */
    private static final String USER_OBJECT = "User_";

    /** What stands where a user's id belongs, if there is none. */
    private static final Set<String> NOBODY = Set.of("Not Available", "Unknown");

    /** Words of an operation of Entra on what is neither an account nor a group. */
    private static final List<String> NO_ACCOUNTS =
            List.of(
                    "role",
                    "consent",
                    "app",
                    "service principal",
                    "policy",
                    "domain",
                    "permission",
                    "company",
                    "partner");

    @Override
    public String name() {
        return "microsoft365.audit";
    }

    @Override
    public boolean recognizes(RawRecord raw) {
        JsonNode audit = raw.json().orElse(MissingNode.getInstance());
        return audit.has("Workload")
                && audit.has("RecordType")
                && audit.has("Operation")
                && audit.has("CreationTime");
    }

    @Override
    public Glance glance() {
        return Glance.json("Workload");
    }

    @Override
    public Normalized normalize(RawRecord raw) {
        JsonNode audit = raw.json().orElse(MissingNode.getInstance());
        Instant time = time(Json.text(audit, "CreationTime"));
        if (time == null) {
            return new Normalized.Rejected(
                    RejectedReason.INVALID_TIMESTAMP, "CreationTime is an ISO 8601 time.");
        }
        String operation = String.valueOf(Json.text(audit, "Operation"));
        String workload = String.valueOf(Json.text(audit, "Workload"));
        EcsEvent.Builder event =
                EcsEvent.builder()
                        .set(EcsField.TIMESTAMP, time)
                        .set(EcsField.EVENT_KIND, "event")
                        .set(EcsField.EVENT_DATASET, name())
                        .set(EcsField.EVENT_ACTION, Json.text(audit, "Operation"))
                        .set(EcsField.EVENT_PROVIDER, Json.text(audit, "Workload"))
                        .set(EcsField.EVENT_CODE, Json.text(audit, "RecordType"))
                        .set(EcsField.EVENT_OUTCOME, outcome(audit))
                        .set(EcsField.ORGANIZATION_ID, Json.text(audit, "OrganizationId"))
                        .set(EcsField.USER_AGENT_ORIGINAL, userAgent(audit));
        String id = Json.text(audit, "Id");
        event.set(EcsField.EVENT_ID, id == null ? null : StableId.of(name(), id));
        categorize(event, audit, workload, operation);
        signIn(event, audit, operation);
        user(event, audit);
        IpEndpoint.source(
                event,
                firstOf(
                        audit,
                        "ClientIP",
                        "ClientIPAddress",
                        "ActorIpAddress",
                        // Of Defender for Office 365: who clicked, and who sent.
                        "UserIp",
                        "SenderIp"));
        file(event, audit);
        Microsoft365Threats.describe(event, audit, operation);
        target(event, audit, workload);
        members(event, audit.path("Members"));
        VendorFields.add(event, "microsoft365.audit", audit, MAPPED);
        return new Normalized.Parsed(event);
    }

    /** In UTC, without saying so. */
    private static @Nullable Instant time(@Nullable String text) {
        Instant time = Timestamps.iso(text);
        if (time != null || text == null || text.length() < 19 || text.length() > 30) {
            return time;
        }
        try {
            return Timestamps.readable(LocalDateTime.parse(text).toInstant(ZoneOffset.UTC));
        } catch (DateTimeException e) {
            return null;
        }
    }

    private static void categorize(
            EcsEvent.Builder event, JsonNode audit, String workload, String operation) {
        List<String> categories;
        List<String> types = new ArrayList<>();
        if (operation.equals("UserLoggedIn") || operation.equals("UserLoginFailed")) {
            categories = List.of("authentication");
            types.add("start");
        } else if (operation.equals("FileMalwareDetected") || operation.equals("AtpDetection")) {
            // Defender for Office 365 looks into files of SharePoint, OneDrive and Teams.
            event.set(EcsField.EVENT_KIND, "alert");
            categories = List.of("malware", "file");
            types.add("info");
        } else if (operation.startsWith("File") || operation.startsWith("Folder")) {
            categories = operation.equals("FolderBind") ? List.of("email") : List.of("file");
            types.add(operation.equals("FolderBind") ? "info" : fileType(operation));
        } else if (MAILBOX.contains(operation) && workload.equals("Exchange")) {
            categories = List.of("email");
            types.add("info");
        } else if (operation.equals("DlpRuleUndo") || operation.equals("AirInvestigationData")) {
            // What became of an alert.
            categories = List.of("intrusion_detection");
            types.add("info");
        } else if (operation.equals("AlertTriggered")
                || operation.equals("AlertEntityGenerated")
                || operation.equals("TIMailData")
                || operation.equals("TIUrlClickData")
                || operation.equalsIgnoreCase("DlpRuleMatch")) {
            event.set(EcsField.EVENT_KIND, "alert");
            categories =
                    operation.equals("TIMailData")
                            ? List.of("intrusion_detection", "email")
                            : List.of("intrusion_detection");
            types.add("info");
        } else if (operation.equals("AddedToGroup")
                || operation.equals("RemovedFromGroup")
                || (workload.equals("MicrosoftTeams") && operation.startsWith("Member"))) {
            categories = List.of("iam");
            types.addAll(List.of("group", "change"));
        } else if (operation.equals("TeamCreated") || operation.equals("TeamDeleted")) {
            categories = List.of("iam");
            types.addAll(List.of("group", change(operation)));
        } else if (operation.startsWith("SiteCollectionAdmin")) {
            categories = List.of("iam");
            types.addAll(List.of("admin", "change"));
        } else if (workload.equals("MicrosoftTeams") && operation.equals("TeamsSessionStarted")) {
            categories = List.of("authentication");
            types.add("start");
        } else if (workload.equals("AzureActiveDirectory")) {
            String text = operation.toLowerCase(Locale.ROOT);
            String object = extended(audit, "extendedAuditEventCategory");
            if ("Device".equals(object) || (object == null && text.contains("device"))) {
                categories = List.of("configuration");
                types.add(joins(text) ? "change" : change(operation));
            } else {
                categories = List.of("iam");
                types.addAll(identityTypes(text, object));
            }
        } else {
            categories = List.of("configuration");
            // AddedToSecureLink: the link was there before.
            boolean joins = operation.startsWith("AddedTo") || operation.startsWith("RemovedFrom");
            types.add(joins ? "change" : change(operation));
        }
        event.set(EcsField.EVENT_CATEGORY, categories).set(EcsField.EVENT_TYPE, types);
    }

    private static String fileType(String operation) {
        return ACCESSED.contains(operation)
                ? "access"
                : CREATED.contains(operation)
                        ? "creation"
                        : DELETED.contains(operation)
                                ? "deletion"
                                : operation.startsWith("FileMalware") ? "info" : "change";
    }

    /** By the words, and by what the record says that it is about, where it does. */
    private static List<String> identityTypes(String text, @Nullable String object) {
        boolean isOfOther = object != null && !object.equals("User") && !object.equals("Group");
        if (isOfOther || NO_ACCOUNTS.stream().anyMatch(text::contains)) {
            return List.of("admin", joins(text) ? "change" : change(text));
        }
        String whom = "Group".equals(object) || text.contains("group") ? "group" : "user";
        String change = joins(text) ? "change" : change(text);
        // A license or a setting of theirs that comes or goes changes them.
        boolean isWhole = text.replace(".", "").strip().endsWith(' ' + whom);
        return List.of(whom, isWhole || change.equals("info") ? change : "change");
    }

    private static boolean joins(String text) {
        return text.contains(" to ") || text.contains(" from ") || text.contains(" for ");
    }

    /** The verb: {@code New-InboxRule}, {@code Add user.}, {@code TeamDeleted}. */
    private static String change(String operation) {
        String text = operation.toLowerCase(Locale.ROOT);
        if (text.startsWith("new-")
                || text.startsWith("add")
                || text.startsWith("invite ")
                || text.startsWith("create")
                || text.endsWith("created")
                || text.endsWith("creation")
                || text.endsWith("added")) {
            return "creation";
        }
        if (text.startsWith("remove")
                || text.startsWith("delete")
                || text.startsWith("hard delete")
                || text.endsWith("deleted")
                || text.endsWith("deletion")
                || text.endsWith("removed")) {
            return "deletion";
        }
        return text.startsWith("set")
                        || text.startsWith("update")
                        || text.startsWith("enable")
                        || text.startsWith("disable")
                        || text.startsWith("change")
                        || text.startsWith("reset")
                        || text.startsWith("consent")
                        || text.startsWith("grant")
                        || text.startsWith("install")
                        || text.startsWith("modify")
                        || text.startsWith("release")
                        || text.startsWith("revoke")
                        || text.startsWith("start-")
                        || text.startsWith("stop-")
                        || text.endsWith("broken")
                        || text.endsWith("changed")
                        || text.endsWith("set")
                        || text.endsWith("modified")
                        || text.endsWith("updated")
                ? "change"
                : "info";
    }

    /** Entra's code of why a sign-in failed, or of what it was interrupted for; 0 if for nothing. */
    private static void signIn(EcsEvent.Builder event, JsonNode audit, String operation) {
        boolean failed = operation.equals("UserLoginFailed");
        if (!failed && !operation.equals("UserLoggedIn")) {
            return;
        }
        String error = Json.text(audit, "LogonError");
        Long code = Json.number(audit, "ErrorNumber");
        if (code == null || code == 0) {
            event.set(EcsField.EVENT_OUTCOME, failed ? "failure" : null)
                    .set(EcsField.EVENT_REASON, failed ? error : null);
            return;
        }
        event.set(EcsField.ERROR_CODE, code.toString());
        if (failed) {
            event.set(EcsField.EVENT_OUTCOME, EntraStatus.outcome(code))
                    .set(EcsField.EVENT_REASON, EntraStatus.reason(code, error));
        }
    }

    private static String outcome(JsonNode audit) {
        return switch (String.valueOf(Json.text(audit, "ResultStatus")).toLowerCase(Locale.ROOT)) {
            case "success", "succeeded", "true", "partiallysucceeded" -> "success";
            case "failed", "failure", "false" -> "failure";
            default -> "unknown";
        };
    }

    /**
     * Applications and services act too, {@code app@sharepoint}: what is no person's account stays in {@code
     * microsoft365.audit.user_id}.
     */
    private static void user(EcsEvent.Builder event, JsonNode audit) {
        String name = Json.text(audit, "UserId");
        int at = name == null ? -1 : name.lastIndexOf('@');
        if (name != null && at > 0 && name.indexOf('.', at) > 0) {
            event.set(EcsField.USER_NAME, name)
                    .set(EcsField.USER_EMAIL, name)
                    .set(EcsField.USER_DOMAIN, Principal.domain(name));
        }
        String key = Json.text(audit, "UserKey");
        event.set(EcsField.USER_ID, key == null || NOBODY.contains(key) ? null : key);
    }

    private static void file(EcsEvent.Builder event, JsonNode audit) {
        String name = Json.text(audit, "SourceFileName");
        String path = Json.text(audit, "SourceRelativeUrl");
        event.set(EcsField.FILE_NAME, name)
                .set(EcsField.FILE_EXTENSION, Json.text(audit, "SourceFileExtension"))
                .set(EcsField.FILE_DIRECTORY, directory(path, name));
        if (event.has(EcsField.FILE_NAME)) {
            event.set(EcsField.URL_ORIGINAL, Json.text(audit, "ObjectId"));
        }
    }

    /** Records of sharing have the file's own name at the end of its path. */
    private static @Nullable String directory(@Nullable String path, @Nullable String name) {
        return path != null && name != null && path.endsWith('/' + name)
                ? path.substring(0, path.length() - name.length() - 1)
                : path;
    }

    /** Whose mailbox, or which account of the directory. */
    private static void target(EcsEvent.Builder event, JsonNode audit, String workload) {
        for (JsonNode each : audit.path("Target")) {
            String id = Json.text(each, "ID");
            // Of the other types are names, which people choose.
            if (id != null && id.startsWith(USER_OBJECT) && "2".equals(Json.text(each, "Type"))) {
                event.setIfAbsent(EcsField.USER_TARGET_ID, id.substring(USER_OBJECT.length()));
            }
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
        }
        grantee(event, audit);
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
                event.set(EcsField.USER_TARGET_NAME, name.substring(slash + 1))
                        .set(
                                EcsField.USER_TARGET_DOMAIN,
                                slash > 0 ? name.substring(0, slash) : Principal.domain(name));
            }
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

    /** Entra's records have it among their extended properties. */
    private static @Nullable String userAgent(JsonNode audit) {
        String own = firstOf(audit, "UserAgent", "ClientInfoString");
        if (own != null) {
            return own;
        }
        String extended = extended(audit, "UserAgent");
        if (extended != null) {
            return extended;
        }
        // Of changes of the directory, it is JSON in a text.
        String details = extended(audit, "additionalDetails");
        return details == null ? null : Scan.after(details, "\"User-Agent\":\"", "\"");
    }

    private static @Nullable String extended(JsonNode audit, String name) {
        for (JsonNode property : audit.path("ExtendedProperties")) {
            if (name.equals(Json.text(property, "Name"))) {
                return Json.text(property, "Value");
            }
        }
        return null;
    }

    private static @Nullable String firstOf(JsonNode node, String... names) {
        for (String name : names) {
            String text = Json.text(node, name);
            if (text != null) {
                return text;
            }
        }
        return null;
    }
}
