package io.tripline.ingest.source;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.tripline.contracts.EcsEvent;
import io.tripline.contracts.EcsField;
import io.tripline.contracts.StableId;
import java.time.Instant;
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

    /** What people prove themselves with, and what they gave to applications: it comes and goes, the account stays. */
    private static final Set<String> PROOFS =
            Set.of(
                    "git_signing_ssh_public_key",
                    "oauth_access",
                    "oauth_authorization",
                    "org_credential_authorization",
                    "passkey",
                    "personal_access_token",
                    "public_key",
                    "repository_invitation",
                    "security_key",
                    "successor_invitation",
                    "trusted_device",
                    "two_factor_authentication");

    /** What holds people and settings alike: the verb tells of which it is. */
    private static final Set<String> HOLDERS =
            Set.of(
                    "business",
                    "enterprise",
                    "org",
                    "organization",
                    "organization_moderators",
                    "repo");

    /** Parts of a verb that tells of people. */
    private static final List<String> PEOPLE =
            List.of(
                    "member",
                    "collaborator",
                    "_user",
                    "invit",
                    "admin",
                    "owner",
                    "billing_manager",
                    "moderator",
                    "temporary_access",
                    "recovery_code",
                    "credential_authorization");

    /** Verbs of settings about people. */
    private static final List<String> SETTINGS = List.of("_permission", "_policy", "_setting");

    @Override
    public String name() {
        return "github.audit";
    }

    @Override
    public boolean recognizes(RawRecord raw) {
        JsonNode audit = raw.json().orElse(MissingNode.getInstance());
        return audit.has("action")
                && (audit.has("actor") || audit.has("actor_id") || isOfNobody(audit))
                && (audit.has("@timestamp") || audit.has("created_at"))
                && (audit.has("_document_id")
                        || audit.has("org")
                        || audit.has("business")
                        || audit.has("operation_type")
                        // Of pull requests, exports tell no more than that.
                        || audit.has("actor_location"))
                && !audit.has("ecs");
    }

    /**
     * What GitHub itself does names no actor: {@code category.verb}, with the record's id, or where it was done and
     * milliseconds since 1970, as others do not write their times.
     */
    private static boolean isOfNobody(JsonNode audit) {
        String action = Json.text(audit, "action");
        boolean isInMillis =
                audit.path("@timestamp").isNumber() || audit.path("created_at").isNumber();
        return action != null
                && action.indexOf('.') > 0
                && (audit.has("_document_id")
                        || (isInMillis && (audit.has("org") || audit.has("business"))));
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
        EcsEvent.Builder event =
                EcsEvent.builder()
                        .set(EcsField.TIMESTAMP, time)
                        .set(EcsField.EVENT_KIND, "event")
                        .set(EcsField.EVENT_DATASET, name())
                        .set(EcsField.EVENT_ACTION, action)
                        .set(EcsField.USER_NAME, Json.text(audit, "actor"))
                        .set(EcsField.USER_ID, Json.text(audit, "actor_id"))
                        .set(EcsField.USER_TARGET_NAME, target(audit))
                        .set(EcsField.USER_TARGET_ID, targetId(audit))
                        .set(EcsField.GROUP_NAME, team(audit))
                        .set(EcsField.ORGANIZATION_NAME, Json.text(audit, "org"))
                        .set(EcsField.ORGANIZATION_ID, Json.text(audit, "org_id"))
                        .set(EcsField.USER_AGENT_ORIGINAL, Json.text(audit, "user_agent"))
                        .set(
                                EcsField.SOURCE_GEO_COUNTRY_ISO_CODE,
                                Json.text(audit, "actor_location", "country_code"));
        String id = Json.text(audit, "_document_id");
        event.set(EcsField.EVENT_ID, id == null ? null : StableId.of(name(), id));
        IpEndpoint.source(event, Json.text(audit, "actor_ip"));
        categorize(event, action == null ? "" : action, Json.text(audit, "operation_type"));
        if ("api.request".equals(action)) {
            answered(event, Scan.number(Json.text(audit, "status_code")));
        }
        VendorFields.add(event, "github.audit", audit, MAPPED);
        return new Normalized.Parsed(event);
    }

    private static void answered(EcsEvent.Builder event, @Nullable Long status) {
        if (status != null && status >= 100 && status < 600) {
            event.set(EcsField.HTTP_RESPONSE_STATUS_CODE, status)
                    .set(EcsField.EVENT_OUTCOME, status < 400 ? "success" : "failure");
        }
    }

    /** Exports have what belongs to the action in an object of its own. */
    private static @Nullable String team(JsonNode audit) {
        String team = Json.text(audit, "team");
        return team == null ? Json.text(audit, "data", "team") : team;
    }

    /** Whom it is about, if that is not who does it. */
    private static @Nullable String target(JsonNode audit) {
        String user = Json.text(audit, "user");
        user = user == null ? Json.text(audit, "blocked_user") : user;
        return user == null || user.equals(Json.text(audit, "actor")) ? null : user;
    }

    private static @Nullable String targetId(JsonNode audit) {
        String id = Json.text(audit, "user_id");
        return id == null || target(audit) == null || Json.text(audit, "user") == null ? null : id;
    }

    private static void categorize(
            EcsEvent.Builder event, String action, @Nullable String operation) {
        int dot = action.indexOf('.');
        String subject = dot < 0 ? action : action.substring(0, dot);
        String verb = dot < 0 ? "" : action.substring(dot + 1);
        if (signIn(event, action)) {
            return;
        }
        if (action.equals("protected_branch.rejected_ref_update")) {
            // The rules of the branch held: nothing has changed.
            set(event, "configuration", "info");
            event.set(EcsField.EVENT_OUTCOME, "failure");
            return;
        }
        switch (subject) {
            case "git" -> set(event, "file", verb.equals("push") ? "change" : "access");
            case "api" -> set(event, "api", "access");
            case "user" -> user(event, verb);
            case "external_identity", "external_group", "team", "role" ->
                    held(event, subject, verb);
            case "organization_role", "enterprise_role", "repository_role" ->
                    held(event, "role", verb);
            case "repository_vulnerability_alert", "secret_scanning_alert", "code_scanning_alert" ->
                    set(event, "vulnerability", "info");
            case "workflows" -> workflow(event, verb);
            default -> {
                if (PROOFS.contains(subject)) {
                    proof(event, verb);
                } else if (HOLDERS.contains(subject) && isOfPeople(verb)) {
                    person(event, verb);
                } else {
                    set(event, "configuration", change(verb, operation));
                }
            }
        }
    }

    /** Whether the action is of somebody who signs in, or out. */
    private static boolean signIn(EcsEvent.Builder event, String action) {
        switch (action) {
            case "user.login",
                    "org.sso_response",
                    "business.sso_response",
                    // An administrator of the server signs in as somebody else.
                    "staff.fake_login" ->
                    Flow.signIn(event, true);
            case "user.failed_login",
                    "user.two_factor_challenge_failure",
                    "org.recovery_code_failed",
                    "business.recovery_code_failed" ->
                    Flow.signIn(event, false);
            case "user.logout" -> set(event, "session", "end");
            // What goes before a sign-in, or comes of it.
            case "user.two_factor_challenge_success",
                    "user.two_factor_requested",
                    "user.two_factor_recover",
                    "user.new_device_used",
                    "user.sign_in_from_unrecognized_device",
                    "user.sign_in_from_unrecognized_device_and_location",
                    "user.forgot_password",
                    "org.recovery_code_used",
                    "business.recovery_code_used",
                    "two_factor_authentication.sign_in_fallback_sms",
                    "two_factor_authentication.password_reset_fallback_sms" ->
                    set(event, "authentication", "info");
            default -> {
                return false;
            }
        }
        return true;
    }

    private static void user(EcsEvent.Builder event, String verb) {
        switch (verb) {
            case "create" -> set(event, "iam", "user", "creation");
            case "delete", "destroy", "async_delete" -> set(event, "iam", "user", "deletion");
            case "promote", "demote" -> set(event, "iam", "admin", "user", "change");
            case "audit_log_export" -> set(event, "configuration", "access");
            default -> {
                boolean isLook =
                        verb.endsWith("_downloaded")
                                || verb.endsWith("_printed")
                                || verb.endsWith("_viewed")
                                || verb.endsWith("_exceeded");
                set(event, "iam", "user", isLook ? "info" : "change");
            }
        }
    }

    /** Teams, roles and the accounts of an identity provider, which are made and go as a whole. */
    private static void held(EcsEvent.Builder event, String subject, String verb) {
        String what =
                switch (subject) {
                    case "role" -> "admin";
                    case "external_identity" -> "user";
                    default -> "group";
                };
        set(
                event,
                "iam",
                what,
                switch (verb) {
                    case "create", "provision" -> "creation";
                    case "delete", "destroy", "deprovision" -> "deletion";
                    default -> "change";
                });
    }

    private static void proof(EcsEvent.Builder event, String verb) {
        boolean isAsked = verb.startsWith("request_");
        set(event, "iam", "user", isAsked ? "info" : "change");
        if (verb.endsWith("_failure")) {
            event.set(EcsField.EVENT_OUTCOME, "failure");
        }
    }

    private static boolean isOfPeople(String verb) {
        return !verb.startsWith("config.")
                && PEOPLE.stream().anyMatch(verb::contains)
                && SETTINGS.stream().noneMatch(verb::contains);
    }

    /** Who joins, leaves or gets a role; nobody's account is made by it. */
    private static void person(EcsEvent.Builder event, String verb) {
        boolean isLook =
                verb.endsWith("_downloaded")
                        || verb.endsWith("_printed")
                        || verb.endsWith("_viewed");
        if (verb.contains("admin") || verb.contains("owner") || verb.equals("update_member")) {
            set(event, "iam", "admin", "user", "change");
        } else {
            set(event, "iam", "user", isLook ? "info" : "change");
        }
    }

    private static void workflow(EcsEvent.Builder event, String verb) {
        set(
                event,
                "configuration",
                switch (verb) {
                    case "delete_workflow_run" -> "deletion";
                    case "disable_workflow",
                            "enable_workflow",
                            "approve_workflow_job",
                            "reject_workflow_job",
                            "bypass_protection_rules" ->
                            "change";
                    default -> "info";
                });
    }

    private static void set(EcsEvent.Builder event, String category, String... types) {
        event.set(EcsField.EVENT_CATEGORY, category).set(EcsField.EVENT_TYPE, List.of(types));
    }

    private static String change(String verb, @Nullable String operation) {
        if (verb.equals("access")) {
            // repo.access tells of a change of visibility.
            return "change";
        }
        if (verb.startsWith("download") || verb.contains("audit_log_export")) {
            return "access";
        }
        return switch (String.valueOf(operation)) {
            case "create" -> "creation";
            case "remove" -> "deletion";
            case "modify", "restore", "transfer" -> "change";
            case "access", "authentication" -> "info";
            default -> change(verb);
        };
    }

    private static String change(String verb) {
        if (verb.startsWith("create") || verb.startsWith("add") || verb.startsWith("register")) {
            return "creation";
        }
        if (verb.startsWith("delete")
                || verb.startsWith("destroy")
                || verb.startsWith("remove")
                || verb.endsWith("_deleted")) {
            return "deletion";
        }
        return verb.isEmpty() ? "info" : "change";
    }
}
