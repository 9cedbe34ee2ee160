package io.tripline.ingest.source;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.tripline.contracts.EcsEvent;
import io.tripline.contracts.EcsField;
import io.tripline.contracts.StableId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * AWS CloudTrail: calls of AWS's interfaces, sign-ins to its console, and what AWS does itself; as in the files of a
 * trail, one record at a time, and as EventBridge wraps it (in {@code detail}).
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-event-reference-record-contents.html">CloudTrail
 *     record contents</a>
 */
public final class AwsCloudTrail implements LogSource {
    /** What AWS writes for the name that no account has: it may be a password, typed into the wrong field. */
    static final String HIDDEN = "HIDDEN_DUE_TO_SECURITY_REASONS";

    private static final Set<String> MAPPED =
            Set.of("awsRegion", "eventTime", "recipientAccountId", "sourceIPAddress", "userAgent");

    /** Services whose changes are of accounts and rights. */
    private static final Set<String> IDENTITY =
            Set.of(
                    "iam.amazonaws.com",
                    "identitystore.amazonaws.com",
                    "sso.amazonaws.com",
                    "sso-directory.amazonaws.com",
                    "organizations.amazonaws.com");

    /** Whoever calls without an identity of AWS: an application's own users, and all the others. */
    private static final String NOBODY = "Anonymous";

    /**
     * What belongs to an account, a group or a role: who gets or loses one of these is another than before, but neither
     * made nor deleted.
     */
    private static final List<String> PARTS =
            List.of(
                    "AccessKey",
                    "Assignment",
                    "LoginProfile",
                    "MFADevice",
                    "Membership",
                    "PermissionsBoundary",
                    "GroupPolicy",
                    "PolicyVersion",
                    "RolePolicy",
                    "SSHPublicKey",
                    "ServiceSpecificCredential",
                    "SigningCertificate",
                    "UserPolicy");

    /** Of these, what is an account's alone. */
    private static final List<String> OF_ACCOUNTS =
            List.of(
                    "AccessKey",
                    "AccountAssignment",
                    "LoginProfile",
                    "MFADevice",
                    "SSHPublicKey",
                    "ServiceSpecificCredential",
                    "SigningCertificate",
                    "User");

    private static final List<String> CREATES =
            List.of("Create", "Run", "Register", "Allocate", "Import", "Upload");
    private static final List<String> DELETES =
            List.of("Delete", "Terminate", "Deregister", "Release", "Destroy");
    private static final List<String> CHANGES =
            List.of(
                    "Put",
                    "Update",
                    "Modify",
                    "Attach",
                    "Detach",
                    "Add",
                    "Remove",
                    "Set",
                    "Enable",
                    "Disable",
                    "Start",
                    "Stop",
                    "Change",
                    "Reset",
                    "Associate",
                    "Disassociate",
                    "Authorize",
                    "Revoke",
                    "Tag",
                    "Untag",
                    "Replace",
                    "Restore",
                    "Deactivate",
                    "Activate",
                    "Schedule",
                    "Cancel",
                    "Accept",
                    "Reject");

    @Override
    public String name() {
        return "aws.cloudtrail";
    }

    @Override
    public boolean recognizes(RawRecord raw) {
        JsonNode trail = event(raw);
        return ((trail.has("eventSource") && trail.has("eventName")) || isInsight(trail))
                && trail.has("eventTime")
                && (trail.has("awsRegion") || trail.has("eventVersion"));
    }

    @Override
    public Glance glance() {
        return Glance.json("eventSource", "insightDetails", "insightType", "detail");
    }

    @Override
    public Normalized normalize(RawRecord raw) {
        JsonNode trail = event(raw);
        Instant time = Timestamps.iso(Json.text(trail, "eventTime"));
        if (time == null) {
            return new Normalized.Rejected(
                    RejectedReason.INVALID_TIMESTAMP, "eventTime is an ISO 8601 time.");
        }
        String name = Json.text(trail, "eventName");
        String service = Json.text(trail, "eventSource");
        EcsEvent.Builder event =
                EcsEvent.builder()
                        .set(EcsField.TIMESTAMP, time)
                        .set(EcsField.EVENT_KIND, "event")
                        .set(EcsField.EVENT_DATASET, name())
                        .set(EcsField.EVENT_ACTION, name)
                        .set(EcsField.EVENT_PROVIDER, service)
                        .set(EcsField.CLOUD_PROVIDER, "aws")
                        .set(EcsField.CLOUD_REGION, Json.text(trail, "awsRegion"))
                        .set(EcsField.CLOUD_ACCOUNT_ID, Json.text(trail, "recipientAccountId"))
                        .set(EcsField.USER_AGENT_ORIGINAL, Json.text(trail, "userAgent"))
                        .set(EcsField.ERROR_CODE, Json.text(trail, "errorCode"))
                        .set(EcsField.ERROR_MESSAGE, Json.text(trail, "errorMessage"));
        String id = Json.text(trail, "eventID");
        event.set(EcsField.EVENT_ID, id == null ? null : StableId.of(name(), id));
        if (isInsight(trail)) {
            insight(event, trail);
            VendorFields.add(event, "aws.cloudtrail", trail, MAPPED);
            return new Normalized.Parsed(event);
        }
        boolean failed = hasFailed(trail, name == null ? "" : name);
        event.set(EcsField.EVENT_OUTCOME, failed ? "failure" : "success")
                .set(EcsField.EVENT_REASON, failed ? Json.text(trail, "errorMessage") : null);
        categorize(event, trail, name == null ? "" : name, service == null ? "" : service, failed);
        actor(event, trail.path("userIdentity"));
        identityCenterUser(event, trail);
        if (service != null && name != null && IDENTITY.contains(service)) {
            AwsTarget.describe(event, trail, name);
        }
        source(event, address(trail));
        VendorFields.add(event, "aws.cloudtrail", trail, MAPPED);
        return new Normalized.Parsed(event);
    }

    private static JsonNode event(RawRecord raw) {
        JsonNode root = raw.json().orElse(MissingNode.getInstance());
        JsonNode detail = root.path("detail");
        return !root.has("eventSource") && (detail.has("eventSource") || isInsight(detail))
                ? detail
                : root;
    }

    private static boolean isInsight(JsonNode trail) {
        return "AwsCloudTrailInsight".equals(Json.text(trail, "eventType"));
    }

    /**
     * More or fewer calls, or errors, than are usual there: a trail has it in {@code insightDetails}, a data store beside the
     * rest. That it is over is no further alert.
     */
    private static void insight(EcsEvent.Builder event, JsonNode trail) {
        boolean isOfTrail = trail.has("insightDetails");
        JsonNode details = isOfTrail ? trail.path("insightDetails") : trail;
        String type = Json.text(details, "insightType");
        String state = Json.text(details, isOfTrail ? "state" : "insightState");
        event.set(EcsField.EVENT_KIND, "End".equals(state) ? "event" : "alert")
                .set(EcsField.EVENT_CATEGORY, "intrusion_detection")
                .set(EcsField.EVENT_TYPE, "info")
                .set(EcsField.EVENT_ACTION, type == null ? "insight" : type)
                .set(
                        EcsField.EVENT_PROVIDER,
                        Json.text(details, isOfTrail ? "eventSource" : "insightEventSource"))
                .set(EcsField.RULE_NAME, type)
                .set(
                        EcsField.MESSAGE,
                        Json.text(details, isOfTrail ? "eventName" : "insightEventName"))
                .set(
                        EcsField.ERROR_CODE,
                        Json.text(details, isOfTrail ? "errorCode" : "insightErrorCode"));
    }

    private static void categorize(
            EcsEvent.Builder event, JsonNode trail, String name, String service, boolean failed) {
        if (AwsSignIn.categorize(event, trail, name, service, failed)) {
            return;
        }
        boolean isOfData = "Data".equals(Json.text(trail, "eventCategory"));
        // A service's own events are what its users' users do, too: Cognito tells so who signs up.
        boolean isOfNobody = NOBODY.equals(Json.text(trail, "userIdentity", "principalId"));
        boolean isOfCaller = "AwsApiCall".equals(Json.text(trail, "eventType")) && !isOfNobody;
        String change = change(name, Json.flag(trail, "readOnly"), isOfCaller && !isOfData);
        List<String> types = new ArrayList<>();
        if (IDENTITY.contains(service)) {
            event.set(EcsField.EVENT_CATEGORY, "iam");
            if (name.contains("Group")) {
                types.add("group");
            } else if (has(name, OF_ACCOUNTS) || name.endsWith("Password")) {
                types.add("user");
            } else {
                types.add("admin");
            }
            boolean isOfPart =
                    (change.equals("creation") || change.equals("deletion")) && has(name, PARTS);
            types.add(isOfPart ? "change" : change.equals("access") ? "info" : change);
        } else {
            // What is done to data, or read, leaves the configuration as it is; an application's
            // users have none.
            boolean configures =
                    !change.equals("access") && !change.equals("info") && !isOfData && !isOfNobody;
            event.set(
                    EcsField.EVENT_CATEGORY,
                    configures ? List.of("api", "configuration") : List.of("api"));
            types.add(change);
        }
        event.set(EcsField.EVENT_TYPE, types);
    }

    private static boolean has(String name, List<String> parts) {
        return parts.stream().anyMatch(name::contains);
    }

    /** By the verb; of others, AWS tells of calls that set something up at least whether they only read. */
    private static String change(String name, @Nullable Boolean readOnly, boolean setsUp) {
        if (Boolean.TRUE.equals(readOnly)) {
            return "access";
        }
        if (startsWith(name, CREATES)) {
            return "creation";
        }
        if (startsWith(name, DELETES)) {
            return "deletion";
        }
        if (startsWith(name, CHANGES)) {
            return "change";
        }
        if (name.startsWith("Get") || name.startsWith("List") || name.startsWith("Describe")) {
            return "access";
        }
        return Boolean.FALSE.equals(readOnly) && setsUp ? "change" : "info";
    }

    private static boolean startsWith(String name, List<String> verbs) {
        return verbs.stream().anyMatch(name::startsWith);
    }

    /**
     * A call has failed if it has an error; a console sign-in says so in what it answers, one to IAM Identity Center in
     * the service's own details.
     */
    private static boolean hasFailed(JsonNode trail, String name) {
        return Json.text(trail, "errorCode") != null
                || Json.text(trail, "errorMessage") != null
                || "Failure".equals(Json.text(trail, "responseElements", name))
                || "Failure".equals(Json.text(trail, "serviceEventDetails", name));
    }

    /**
     * Who calls: a user by its name, somebody in a role by the session's name with the role's name beside it. Services
     * of AWS stay in {@code aws.cloudtrail.user_identity}.
     */
    private static void actor(EcsEvent.Builder event, JsonNode identity) {
        String type = String.valueOf(Json.text(identity, "type"));
        String arn = Json.text(identity, "arn");
        event.set(EcsField.USER_ID, id(identity, type));
        switch (type) {
            case "IAMUser", "SAMLUser", "WebIdentityUser", "IdentityCenterUser" ->
                    event.set(EcsField.USER_NAME, Json.text(identity, "userName"));
            case "Root" -> event.set(EcsField.USER_NAME, "root");
            case "AssumedRole", "FederatedUser" -> {
                event.set(EcsField.USER_NAME, lastPart(arn));
                JsonNode issuer = identity.path("sessionContext").path("sessionIssuer");
                String role = Json.text(issuer, "userName");
                // Who federates others lends them his own rights: he is an account, no role.
                if ("IAMUser".equals(Json.text(issuer, "type"))) {
                    event.add(EcsField.RELATED_USER, role);
                } else {
                    event.set(EcsField.USER_ROLES, role == null ? null : List.of(role))
                            .vendor("aws.cloudtrail.role", role);
                }
            }
            default ->
                    event.set(EcsField.USER_NAME, Json.text(identity, "userName"))
                            .add(EcsField.RELATED_USER, session(arn));
        }
        if (HIDDEN.equals(event.string(EcsField.USER_NAME))) {
            event.clear(EcsField.USER_NAME);
        }
        String name = event.string(EcsField.USER_NAME);
        // In the words of identity providers that are federated, the session's name is the mail.
        if (name != null && name.indexOf('@') > 0) {
            event.set(EcsField.USER_EMAIL, name);
        }
    }

    /** Of somebody who is no identity of AWS's own it is the account's number, which is the id of its root alone. */
    private static @Nullable String id(JsonNode identity, String type) {
        String id = Json.text(identity, "principalId");
        boolean isOfAll =
                NOBODY.equals(id)
                        || (type.equals("Unknown")
                                && id != null
                                && id.equals(Json.text(identity, "accountId")));
        return isOfAll ? null : id;
    }

    /** Since 2025 the identity itself has no name; who signs in is told beside it. */
    private static void identityCenterUser(EcsEvent.Builder event, JsonNode trail) {
        JsonNode identity = trail.path("userIdentity");
        if (event.string(EcsField.USER_NAME) == null) {
            String name = Json.text(trail, "additionalEventData", "UserName");
            event.set(EcsField.USER_NAME, name)
                    .set(EcsField.USER_EMAIL, name != null && name.indexOf('@') > 0 ? name : null);
        }
        event.setIfAbsent(EcsField.USER_ID, Json.text(identity, "onBehalfOf", "userId"));
        if (NOBODY.equals(Json.text(identity, "principalId"))) {
            // An application's user, as Cognito knows him.
            event.setIfAbsent(EcsField.USER_ID, Json.text(trail, "additionalEventData", "sub"));
        }
    }

    /** Who began a session of a role or has a token of federation; other names end otherwise. */
    private static @Nullable String session(@Nullable String arn) {
        return arn != null && (arn.contains(":assumed-role/") || arn.contains(":federated-user/"))
                ? lastPart(arn)
                : null;
    }

    private static @Nullable String lastPart(@Nullable String arn) {
        return arn == null || arn.endsWith("/") ? null : arn.substring(arn.lastIndexOf('/') + 1);
    }

    /** What a service tells by itself comes from within AWS; some know who asked it. */
    private static @Nullable String address(JsonNode trail) {
        String address = Json.text(trail, "sourceIPAddress");
        String client = Json.text(trail, "serviceEventDetails", "sourceIpAddress");
        return client == null || IpEndpoint.parse(address) != null ? address : client;
    }

    /** Where AWS calls for somebody, it writes its own name in place of an address. */
    private static void source(EcsEvent.Builder event, @Nullable String address) {
        IpEndpoint endpoint = IpEndpoint.parse(address);
        event.set(EcsField.SOURCE_ADDRESS, endpoint == null ? address : endpoint.ip());
        if (endpoint != null) {
            event.set(EcsField.SOURCE_IP, endpoint.ip());
        } else if (address != null && address.toLowerCase(Locale.ROOT).endsWith(".amazonaws.com")) {
            event.set(EcsField.SOURCE_DOMAIN, address);
        }
    }
}
