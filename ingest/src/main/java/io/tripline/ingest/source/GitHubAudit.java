package io.tripline.ingest.source;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.tripline.contracts.EcsEvent;
import io.tripline.contracts.EcsField;
import io.tripline.contracts.StableId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * GitHub's audit log of organizations and enterprises, as its API returns it and as it is streamed.
 *
 * @see <a
 *     href="https://docs.github.com/en/enterprise-cloud@latest/admin/monitoring-activity-in-your-enterprise/reviewing-audit-logs-for-your-enterprise/audit-log-events-for-your-enterprise">Audit
 *     log events</a>
 */
public final class GitHubAudit implements LogSource {
    private static final Set<String> MAPPED =
            Set.of("@timestamp", "created_at", "actor_ip", "user_agent", "_document_id");

    private static final Set<String> IDENTITY =
            Set.of(
                    "business",
                    "enterprise",
                    "external_identity",
                    "oauth_access",
                    "oauth_authorization",
                    "org",
                    "org_credential_authorization",
                    "personal_access_token",
                    "public_key",
                    "role",
                    "team",
                    "two_factor_authentication",
                    "user");

    /** What is made and goes as a whole. */
    private static final Set<String> ACCOUNTS = Set.of("external_identity", "role", "team", "user");

    @Override
    public String name() {
        return "github.audit";
    }

    @Override
    public boolean recognizes(RawRecord raw) {
        JsonNode audit = raw.json().orElse(MissingNode.getInstance());
        return audit.has("action")
                && (audit.has("actor") || audit.has("actor_id"))
                && (audit.has("@timestamp") || audit.has("created_at"))
                && (audit.has("_document_id")
                        || audit.has("org")
                        || audit.has("business")
                        || audit.has("operation_type"))
                && !audit.has("ecs");
    }

    @Override
    public Glance glance() {
        return Glance.json("action");
    }

    @Override
    public Normalized normalize(RawRecord raw) {
        JsonNode audit = raw.json().orElse(MissingNode.getInstance());
        Instant time = Timestamps.of(audit.path("@timestamp"));
        time = time == null ? Timestamps.of(audit.path("created_at")) : time;
        if (time == null) {
            return new Normalized.Rejected(
                    RejectedReason.INVALID_TIMESTAMP,
                    "@timestamp or created_at is a time: milliseconds since 1970, or ISO 8601.");
        }
        String action = Json.text(audit, "action");
        if (action == null) {
            return new Normalized.Rejected(
                    RejectedReason.MISSING_FIELD, "An audit record has an action.");
        }
        EcsEvent.Builder event =
                EcsEvent.builder()
                        .set(EcsField.TIMESTAMP, time)
                        .set(EcsField.EVENT_KIND, "event")
                        .set(EcsField.EVENT_DATASET, name())
                        .set(EcsField.EVENT_ACTION, action)
                        .set(EcsField.USER_NAME, Json.text(audit, "actor"))
                        .set(EcsField.USER_ID, Json.text(audit, "actor_id"))
                        .set(EcsField.USER_TARGET_NAME, target(audit))
                        .set(EcsField.GROUP_NAME, Json.text(audit, "team"))
                        .set(EcsField.ORGANIZATION_NAME, Json.text(audit, "org"))
                        .set(EcsField.ORGANIZATION_ID, Json.text(audit, "org_id"))
                        .set(EcsField.USER_AGENT_ORIGINAL, Json.text(audit, "user_agent"))
                        .set(
                                EcsField.SOURCE_GEO_COUNTRY_ISO_CODE,
                                Json.text(audit, "actor_location", "country_code"));
        String id = Json.text(audit, "_document_id");
        event.set(EcsField.EVENT_ID, id == null ? null : StableId.of(name(), id));
        IpEndpoint.source(event, Json.text(audit, "actor_ip"));
        categorize(event, action, Json.text(audit, "operation_type"));
        VendorFields.add(event, "github.audit", audit, MAPPED);
        return new Normalized.Parsed(event);
    }

    /** Whom it is about, if that is not who does it. */
    private static @Nullable String target(JsonNode audit) {
        String user = Json.text(audit, "user");
        return user == null || user.equals(Json.text(audit, "actor")) ? null : user;
    }

    private static void categorize(
            EcsEvent.Builder event, String action, @Nullable String operation) {
        int dot = action.indexOf('.');
        String subject = dot < 0 ? action : action.substring(0, dot);
        String verb = dot < 0 ? "" : action.substring(dot + 1);
        if (action.equals("user.login") || action.equals("org.sso_response")) {
            event.set(EcsField.EVENT_CATEGORY, "authentication")
                    .set(EcsField.EVENT_TYPE, "start")
                    .set(EcsField.EVENT_OUTCOME, "success");
            return;
        }
        if (action.equals("user.failed_login")) {
            event.set(EcsField.EVENT_CATEGORY, "authentication")
                    .set(EcsField.EVENT_TYPE, "start")
                    .set(EcsField.EVENT_OUTCOME, "failure");
            return;
        }
        if (subject.equals("git")) {
            event.set(EcsField.EVENT_CATEGORY, "file")
                    .set(EcsField.EVENT_TYPE, verb.equals("push") ? "change" : "access");
            return;
        }
        if (subject.equals("api")) {
            event.set(EcsField.EVENT_CATEGORY, "api").set(EcsField.EVENT_TYPE, "access");
            return;
        }
        List<String> types = new ArrayList<>();
        boolean isIdentity = IDENTITY.contains(subject);
        if (isIdentity) {
            types.add(subject.equals("team") ? "group" : subject.equals("role") ? "admin" : "user");
        }
        String change = subject.equals("workflows") ? "info" : change(verb, operation);
        // A token, a key or an administrator comes or goes; the account stays.
        boolean isAccount = ACCOUNTS.contains(subject) || !isIdentity;
        types.add(isAccount || change.equals("info") ? change : "change");
        event.set(EcsField.EVENT_CATEGORY, isIdentity ? "iam" : "configuration")
                .set(EcsField.EVENT_TYPE, types);
    }

    /** A member who joins changes what is joined. */
    private static String change(String verb, @Nullable String operation) {
        if (verb.contains("member") || verb.contains("collaborator")) {
            return "change";
        }
        if (verb.equals("access")) {
            // repo.access tells of a change of visibility.
            return "change";
        }
        return switch (String.valueOf(operation)) {
            case "create" -> "creation";
            case "remove" -> "deletion";
            case "modify", "restore", "transfer" -> "change";
            case "access", "authentication" -> "info";
            default ->
                    verb.startsWith("create") || verb.startsWith("add")
                            ? "creation"
                            : verb.startsWith("delete")
                                            || verb.startsWith("destroy")
                                            || verb.startsWith("remove")
                                    ? "deletion"
                                    : verb.isEmpty() || verb.startsWith("download")
                                            ? "info"
                                            : "change";
        };
    }
}
