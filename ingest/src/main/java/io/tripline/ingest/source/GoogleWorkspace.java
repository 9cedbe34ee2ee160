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
import org.jspecify.annotations.Nullable;

/**
 * Google Workspace's activities, as the Reports API returns them: logins, the admin console, tokens, Drive, groups, SAML
 * and the others. A record may hold several events of one action; the first says what it was, all are kept.
 *
 * @see <a href="https://developers.google.com/workspace/admin/reports/reference/rest/v1/activities/list#Activity">Activity
 *     in the Reports API</a>
 */
public final class GoogleWorkspace implements LogSource {
    private static final int MAX_PARAMETERS = 64;

    @Override
    public String name() {
        return "google_workspace.activity";
    }

    @Override
    public boolean recognizes(RawRecord raw) {
        JsonNode activity = raw.json().orElse(MissingNode.getInstance());
        return "admin#reports#activity".equals(Json.text(activity, "kind"))
                || (activity.path("id").has("applicationName")
                        && activity.path("id").has("uniqueQualifier"));
    }

    @Override
    public Glance glance() {
        return Glance.json("kind", "id");
    }

    @Override
    public Normalized normalize(RawRecord raw) {
        JsonNode activity = raw.json().orElse(MissingNode.getInstance());
        JsonNode id = activity.path("id");
        Instant time = Timestamps.iso(Json.text(id, "time"));
        if (time == null) {
            return new Normalized.Rejected(
                    RejectedReason.INVALID_TIMESTAMP, "id.time is an ISO 8601 time.");
        }
        JsonNode first =
                activity.path("events").isArray()
                        ? activity.path("events").path(0)
                        : activity.path("events");
        String name = Json.text(first, "name");
        String application = String.valueOf(Json.text(id, "applicationName"));
        EcsEvent.Builder event =
                EcsEvent.builder()
                        .set(EcsField.TIMESTAMP, time)
                        .set(EcsField.EVENT_KIND, "event")
                        .set(EcsField.EVENT_DATASET, name())
                        .set(EcsField.EVENT_ACTION, name)
                        .set(EcsField.EVENT_PROVIDER, Json.text(id, "applicationName"))
                        .set(EcsField.ORGANIZATION_ID, Json.text(id, "customerId"));
        String qualifier = Json.text(id, "uniqueQualifier");
        if (qualifier != null) {
            event.set(
                    EcsField.EVENT_ID,
                    // Several events of one activity have its qualifier, and may have one name.
                    StableId.of(
                            name(),
                            application,
                            qualifier,
                            time.toString(),
                            name == null ? "" : name,
                            Integer.toHexString(first.path("parameters").hashCode())));
        }
        if (name != null) {
            categorize(event, application, name, String.valueOf(Json.text(first, "type")));
        }
        actor(event, activity.path("actor"));
        IpEndpoint.source(event, Json.text(activity, "ipAddress"));
        parameters(event, first.path("parameters"));
        List<String> names = new ArrayList<>();
        if (activity.path("events").isArray()) {
            activity.path("events")
                    .forEach(each -> names.add(String.valueOf(Json.text(each, "name"))));
        }
        event.vendor("google_workspace.events", names.size() > 1 ? names : null)
                .vendor("google_workspace.event.type", Json.text(first, "type"))
                .vendor("google_workspace.actor.type", Json.text(activity, "actor", "callerType"))
                .vendor("google_workspace.actor.key", Json.text(activity, "actor", "key"))
                .vendor("google_workspace.owner_domain", Json.text(activity, "ownerDomain"));
        return new Normalized.Parsed(event);
    }

    private static void categorize(
            EcsEvent.Builder event, String application, String name, String type) {
        String lower = name.toLowerCase(Locale.ROOT);
        switch (application) {
            case "login" -> login(event, lower, type);
            case "saml" ->
                    set(event, List.of("authentication"), "start")
                            .set(
                                    EcsField.EVENT_OUTCOME,
                                    lower.endsWith("failure") ? "failure" : "success");
            case "token" ->
                    set(
                            event,
                            List.of("iam"),
                            "user",
                            lower.equals("activity") ? "info" : "change");
            case "drive" -> set(event, List.of("file"), fileType(lower));
            case "groups", "groups_enterprise" ->
                    set(event, List.of("iam"), "group", whole(lower, "group"));
            case "admin" -> admin(event, lower, type);
            case "user_accounts" -> set(event, List.of("iam"), "user", "change");
            case "context_aware_access" ->
                    set(event, List.of("authentication"), "info")
                            .set(EcsField.EVENT_OUTCOME, "failure");
            case "mobile" -> set(event, List.of("host"), "info");
            case "access_transparency" -> set(event, List.of("file"), "access");
            case "chrome" -> chrome(event, lower);
            case "data_studio", "keep", "jamboard" -> set(event, List.of("file"), change(lower));
            // ECS has no category for talks, meetings and lessons.
            case "assignments",
                    "calendar",
                    "chat",
                    "classroom",
                    "cloud_search",
                    "contacts",
                    "gemini_in_workspace_apps",
                    "gplus",
                    "meet",
                    "meet_hardware",
                    "tasks" ->
                    event.set(EcsField.EVENT_TYPE, "info");
            case "rules" -> {
                set(event, List.of("intrusion_detection"), "info");
                event.set(EcsField.EVENT_KIND, "alert");
            }
            case "gmail" -> set(event, List.of("email"), "info");
            default -> set(event, List.of("configuration"), change(lower));
        }
    }

    private static EcsEvent.Builder set(
            EcsEvent.Builder event, List<String> categories, String... types) {
        return event.set(EcsField.EVENT_CATEGORY, categories)
                .set(EcsField.EVENT_TYPE, List.of(types));
    }

    private static void login(EcsEvent.Builder event, String name, String type) {
        switch (name) {
            case "login_success" ->
                    set(event, List.of("authentication", "session"), "start")
                            .set(EcsField.EVENT_OUTCOME, "success");
            case "login_failure" ->
                    set(event, List.of("authentication"), "start")
                            .set(EcsField.EVENT_OUTCOME, "failure");
            case "logout" ->
                    set(event, List.of("authentication", "session"), "end")
                            .set(EcsField.EVENT_OUTCOME, "success");
            case "login_challenge", "login_verification", "risky_sensitive_action_blocked" ->
                    set(event, List.of("authentication"), "info");
            default -> {
                if (name.startsWith("suspicious")
                        || name.startsWith("account_disabled")
                        || name.equals("gov_attack_warning")) {
                    set(event, List.of("intrusion_detection"), "info");
                    event.set(EcsField.EVENT_KIND, "alert");
                } else if (type.endsWith("_change") || type.endsWith("_info")) {
                    set(event, List.of("iam"), "user", "change");
                } else {
                    set(event, List.of("authentication"), "info");
                }
            }
        }
    }

    /** The browser and the machines that run on it; what its protection found is an alert. */
    private static void chrome(EcsEvent.Builder event, String name) {
        if (name.contains("login_failure")) {
            set(event, List.of("authentication"), "start").set(EcsField.EVENT_OUTCOME, "failure");
        } else if (name.contains("login_event")) {
            set(event, List.of("authentication"), "start").set(EcsField.EVENT_OUTCOME, "success");
        } else if (name.contains("logout")) {
            set(event, List.of("authentication"), "end");
        } else if (name.contains("malware")
                || name.contains("unsafe_site")
                || name.contains("password_breach")
                || name.contains("password_reuse")
                || name.contains("sensitive_data")) {
            set(event, List.of("intrusion_detection"), "info");
            event.set(EcsField.EVENT_KIND, "alert");
        } else {
            set(event, List.of("host"), "info");
        }
    }

    /** An account, a group or a role is made or goes as a whole; what is theirs (a nickname, a code, a member) changes them. */
    private static String whole(String name, String what) {
        if (name.equals("create_" + what)) {
            return "creation";
        }
        if (name.equals("delete_" + what)) {
            return "deletion";
        }
        boolean isLook =
                name.startsWith("view")
                        || name.startsWith("download")
                        || name.endsWith("_download")
                        || name.startsWith("list");
        return isLook ? "info" : "change";
    }

    private static void admin(EcsEvent.Builder event, String name, String type) {
        switch (type) {
            case "USER_SETTINGS" -> set(event, List.of("iam"), "user", whole(name, "user"));
            case "GROUP_SETTINGS" -> set(event, List.of("iam"), "group", whole(name, "group"));
            case "DELEGATED_ADMIN_SETTINGS" ->
                    set(event, List.of("iam"), "admin", whole(name, "role"));
            default -> set(event, List.of("configuration"), change(name));
        }
    }

    private static String fileType(String name) {
        return switch (name) {
            case "view", "download", "preview", "print", "access_item_content", "expose_url" ->
                    "access";
            case "create", "upload", "copy", "source_copy" -> "creation";
            case "delete", "trash" -> "deletion";
            default -> "change";
        };
    }

    private static String change(String name) {
        if (name.startsWith("create") || name.startsWith("add") || name.endsWith("_created")) {
            return "creation";
        }
        if (name.startsWith("delete") || name.startsWith("remove") || name.endsWith("_deleted")) {
            return "deletion";
        }
        return name.startsWith("view") || name.startsWith("download") || name.startsWith("list")
                ? "info"
                : "change";
    }

    private static void actor(EcsEvent.Builder event, JsonNode actor) {
        String email = Json.text(actor, "email");
        event.set(EcsField.USER_ID, Json.text(actor, "profileId"))
                .set(EcsField.USER_NAME, email)
                .set(EcsField.USER_EMAIL, email)
                .set(EcsField.USER_DOMAIN, Principal.domain(email));
    }

    /** Of one that may have several values, the first. */
    private static @Nullable String text(JsonNode parameter) {
        for (String kind : List.of("value", "multiValue", "intValue", "multiIntValue")) {
            List<String> texts = Json.texts(parameter, kind);
            if (!texts.isEmpty()) {
                return texts.getFirst();
            }
        }
        return null;
    }

    /** Each parameter has one of several values; those that ECS has words for are taken to these. */
    private static void parameters(EcsEvent.Builder event, JsonNode parameters) {
        int count = 0;
        for (JsonNode parameter : parameters) {
            String name = Json.text(parameter, "name");
            if (name == null || ++count > MAX_PARAMETERS) {
                continue;
            }
            String value = Json.text(parameter, "value");
            switch (name) {
                case "USER_EMAIL",
                        "target_user",
                        "affected_email_address",
                        "user_email",
                        "member_id" -> {
                    if (value != null && value.indexOf('@') > 0) {
                        event.set(EcsField.USER_TARGET_NAME, value)
                                .set(EcsField.USER_TARGET_EMAIL, value)
                                .set(EcsField.USER_TARGET_DOMAIN, Principal.domain(value));
                    }
                }
                case "GROUP_EMAIL", "group_email" -> event.set(EcsField.GROUP_NAME, value);
                case "group_id" -> event.setIfAbsent(EcsField.GROUP_NAME, value);
                case "rule_name" -> event.set(EcsField.RULE_NAME, text(parameter));
                case "rule_id" -> event.set(EcsField.RULE_ID, text(parameter));
                case "doc_title" -> event.set(EcsField.FILE_NAME, value);
                case "owner" -> event.set(EcsField.FILE_OWNER, value);
                case "login_failure_type" ->
                        event.set(EcsField.EVENT_REASON, SignInReason.of(value));
                case "user_agent" -> event.set(EcsField.USER_AGENT_ORIGINAL, value);
                default -> {}
            }
            for (String kind :
                    List.of(
                            "value",
                            "boolValue",
                            "intValue",
                            "multiValue",
                            "multiIntValue",
                            "messageValue",
                            "multiMessageValue")) {
                if (parameter.has(kind)) {
                    VendorFields.add(
                            event, "google_workspace.parameters", name, parameter.path(kind));
                }
            }
        }
    }
}
