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
    private static final Set<String> MAPPED = Set.of("CreationTime", "UserAgent");

    /** What SharePoint and OneDrive do to files. */
    private static final Set<String> ACCESSED =
            Set.of(
                    "FileAccessed",
                    "FileAccessedExtended",
                    "FileDownloaded",
                    "FilePreviewed",
                    "FilePrinted",
                    "FileRead",
                    "FileSyncDownloadedFull",
                    "FileSyncDownloadedPartial",
                    "FileUploadedToCloud",
                    "FileVisited",
                    "FolderBrowsed");

    private static final Set<String> CREATED =
            Set.of(
                    "FileCopied",
                    "FileUploaded",
                    "FileSyncUploadedFull",
                    "FolderCopied",
                    "FolderCreated");
    private static final Set<String> DELETED =
            Set.of(
                    "FileRecycled",
                    "FileVersionRecycled",
                    "FileVersionsAllDeleted",
                    "FileVersionsAllMinorsRecycled",
                    "FileVersionsAllRecycled",
                    "FolderRecycled");

    /** Operations that open somebody's mailbox. */
    private static final Set<String> MAILBOX =
            Set.of(
                    "AttachmentAccess",
                    "Create",
                    "Copy",
                    "FolderBind",
                    "HardDelete",
                    "MailboxLogin",
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

    /** Before the address of mail of whom SharePoint lets in by a code that it sends there. */
    private static final String BY_LINK = "urn:spo:guest#";

    /** What stands where a user's id belongs, if there is none. */
    private static final Set<String> NOBODY = Set.of("Not Available", "Unknown", "__NULL__");

    /** Words of an operation of Entra on what is neither an account nor a group. */
    private static final List<String> NO_ACCOUNTS =
            List.of(
                    "role",
                    "consent",
                    "access package",
                    "administrative unit",
                    "app",
                    "delegation",
                    "dirsync",
                    "rights management",
                    "tenant",
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
        // What administers Power Platform names no workload.
        return Microsoft365Query.fits(audit)
                || (audit.has("RecordType")
                        && audit.has("Operation")
                        && audit.has("CreationTime")
                        && (audit.has("Workload") || audit.has("OrganizationId")));
    }

    @Override
    public Glance glance() {
        return Glance.json("RecordType", Microsoft365Query.TYPE);
    }

    @Override
    public Normalized normalize(RawRecord raw) {
        JsonNode record = raw.json().orElse(MissingNode.getInstance());
        JsonNode audit = Microsoft365Query.fits(record) ? Microsoft365Query.audit(record) : record;
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
        Microsoft365Targets.describe(event, audit, workload);
        Microsoft365Cmdlets.describe(event, audit, operation);
        Microsoft365Endpoint.describe(event, audit, workload);
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
        List<String> identity = Microsoft365Cmdlets.identityTypes(operation);
        if (identity != null) {
            categories = List.of("iam");
            types.addAll(identity);
        } else if (operation.equals("UserLoggedIn") || operation.equals("UserLoginFailed")) {
            categories = List.of("authentication");
            types.add("start");
        } else if (operation.equals("UserLoggedOff")) {
            categories = List.of("authentication");
            types.add("end");
        } else if (operation.equals("SignInEvent") || operation.equals("TeamsSessionStarted")) {
            // What comes of a sign-in, in SharePoint and in Teams.
            categories = List.of("authentication");
            types.add("info");
        } else if (operation.equals("FileMalwareDetected") || operation.equals("AtpDetection")) {
            // Defender for Office 365 looks into files of SharePoint, OneDrive and Teams.
            event.set(EcsField.EVENT_KIND, "alert");
            categories = List.of("malware", "file");
            types.add("info");
        } else if (operation.startsWith("File") || operation.startsWith("Folder")) {
            categories = operation.equals("FolderBind") ? List.of("email") : List.of("file");
            types.add(operation.equals("FolderBind") ? "info" : fileType(operation));
        } else if ((MAILBOX.contains(operation) && workload.equals("Exchange"))
                || workload.equals("Quarantine")
                || Microsoft365Threats.isSubmission(operation)) {
            categories = List.of("email");
            types.add("info");
        } else if (operation.equals("DlpRuleUndo")
                || operation.equals("AlertUpdated")
                || operation.equals("AirInvestigationData")) {
            // What became of an alert.
            categories = List.of("intrusion_detection");
            types.add("info");
        } else if (operation.equals("AlertTriggered")
                || operation.equals("AlertEntityGenerated")
                || operation.equals("TIMailData")
                || operation.equals("TIUrlClickData")
                || operation.equals("SupervisionRuleMatch")
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
        } else if (operation.equals("TeamCreated")
                || operation.equals("TeamDeleted")
                || operation.equals("GroupCreation")
                || operation.equals("GroupDeletion")
                || operation.equals("GroupAdded")
                || operation.equals("GroupRemoved")
                || operation.equals("GroupUpdated")) {
            // Teams, the groups of Yammer, and those of SharePoint's sites.
            categories = List.of("iam");
            types.addAll(List.of("group", Microsoft365Verb.type(operation)));
        } else if (operation.startsWith("SiteCollectionAdmin")
                || operation.equals("SupervisorAdminToggled")) {
            categories = List.of("iam");
            types.addAll(List.of("admin", "change"));
        } else if (operation.equals("UserSuspension")) {
            categories = List.of("iam");
            types.addAll(List.of("user", "change"));
        } else if (workload.equals("AzureActiveDirectory")) {
            String text = operation.toLowerCase(Locale.ROOT);
            String object = extended(audit, "extendedAuditEventCategory");
            if ("Device".equals(object) || (object == null && text.contains("device"))) {
                categories = List.of("configuration");
                types.add(joins(text) ? "change" : Microsoft365Verb.type(operation));
            } else {
                categories = List.of("iam");
                types.addAll(identityTypes(text, object));
            }
        } else {
            categories = List.of("configuration");
            // AddedToSecureLink: the link was there before.
            boolean joins =
                    operation.startsWith("AddedTo")
                            || operation.startsWith("RemovedFrom")
                            || operation.endsWith("Member")
                            || operation.endsWith("Members");
            types.add(joins ? "change" : Microsoft365Verb.type(operation));
        }
        event.set(EcsField.EVENT_CATEGORY, categories).set(EcsField.EVENT_TYPE, types);
    }

    private static String fileType(String operation) {
        return ACCESSED.contains(operation) || operation.startsWith("FileCopiedTo")
                ? "access"
                : CREATED.contains(operation) || operation.startsWith("FileCreated")
                        ? "creation"
                        // Also from one of the two recycle bins.
                        : DELETED.contains(operation)
                                        || operation.startsWith("FileDeleted")
                                        || operation.startsWith("FolderDeleted")
                                ? "deletion"
                                : operation.startsWith("FileMalware") ? "info" : "change";
    }

    /** By the words, and by what the record says that it is about, where it does. */
    private static List<String> identityTypes(String text, @Nullable String object) {
        boolean isOfOther = object != null && !object.equals("User") && !object.equals("Group");
        if (isOfOther || NO_ACCOUNTS.stream().anyMatch(text::contains)) {
            return List.of("admin", joins(text) ? "change" : Microsoft365Verb.type(text));
        }
        String whom = "Group".equals(object) || text.contains("group") ? "group" : "user";
        String change = joins(text) ? "change" : Microsoft365Verb.type(text);
        // Who is invited is added by a record of its own.
        if (text.startsWith("invite ") || text.startsWith("blocked ")) {
            return List.of(whom, "info");
        }
        // A person or an administrator did it to a way of signing in.
        if (text.contains(" registered ")
                || text.contains(" deleted ")
                || text.contains(" changed ")) {
            return List.of(whom, "change");
        }
        // A license or a setting of theirs that comes or goes changes them.
        boolean isWhole = text.replace(".", "").strip().endsWith(' ' + whom);
        return List.of(whom, isWhole || change.equals("info") ? change : "change");
    }

    private static boolean joins(String text) {
        return text.contains(" to ") || text.contains(" from ") || text.contains(" for ");
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
        Boolean isSuccess = Json.flag(audit, "IsSuccess");
        if (isSuccess != null && !audit.has("ResultStatus")) {
            // Power BI's.
            return isSuccess ? "success" : "failure";
        }
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
        String id = Json.text(audit, "UserId");
        String name = id != null && id.startsWith(BY_LINK) ? id.substring(BY_LINK.length()) : id;
        int at = name == null ? -1 : name.lastIndexOf('@');
        if (name != null && at > 0 && name.indexOf('.', at) > 0) {
            // A guest's is made of the address at home.
            boolean isMade = name.contains("#EXT#") || name.contains("#ext#");
            event.set(EcsField.USER_NAME, name)
                    .set(EcsField.USER_EMAIL, isMade ? null : name)
                    .set(EcsField.USER_DOMAIN, Principal.domain(name));
        }
        String key = Json.text(audit, "UserKey");
        event.set(EcsField.USER_ID, key == null || NOBODY.contains(key) ? null : key)
                // The same as in Entra's own logs.
                .set(EcsField.USER_ID, Microsoft365Targets.userObject(audit.path("Actor")));
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
