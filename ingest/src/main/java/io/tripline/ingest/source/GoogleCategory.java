package io.tripline.ingest.source;

import com.fasterxml.jackson.databind.JsonNode;
import io.tripline.contracts.EcsEvent;
import io.tripline.contracts.EcsField;
import java.util.List;
import java.util.Locale;

/**
 * What ECS calls each kind of Google Workspace's events.
 *
 * @see <a href="https://developers.google.com/workspace/admin/reports/v1/appendix/activity/admin-event-names">Admin event
 *     names, and those of the other applications beside them</a>
 */
final class GoogleCategory {
    /** Parts of names of what only looks. */
    private static final List<String> LOOKS =
            List.of("_view", "_list_", "_search", "_query", "_get_", "_content_access");

    /** What is done to a document without that it is another afterwards. */
    private static final List<String> READ =
            List.of(
                    "access_item_content",
                    "connected_sheets_query",
                    "download",
                    "email_as_attachment",
                    "expose_url",
                    "prefetch_item_content",
                    "preview",
                    "print",
                    "sheets_import_range",
                    "sheets_import_url",
                    "sync_item_content",
                    "view");

    private GoogleCategory() {}

    static void categorize(
            EcsEvent.Builder event, String application, String name, JsonNode described) {
        String lower = name.toLowerCase(Locale.ROOT);
        String type = String.valueOf(Json.text(described, "type"));
        switch (application) {
            case "login" -> login(event, lower, type);
            case "saml" -> saml(event, lower);
            // What an application asks for, and what it does, changes nothing that it may.
            case "token" ->
                    set(
                            event,
                            List.of("iam"),
                            "user",
                            lower.equals("activity") || lower.equals("request")
                                    ? "info"
                                    : "change");
            case "drive" -> set(event, List.of("file"), fileType(lower));
            case "groups", "groups_enterprise" ->
                    set(event, List.of("iam"), "group", whole(lower, "group"));
            case "admin" -> admin(event, lower, type);
            case "user_accounts" -> set(event, List.of("iam"), "user", "change");
            // Where it is only watched what would be denied, nothing is.
            case "context_aware_access" ->
                    set(event, List.of("authentication"), "info")
                            .set(
                                    EcsField.EVENT_OUTCOME,
                                    lower.startsWith("access_deny") ? "failure" : "unknown");
            case "mobile" -> mobile(event, lower);
            case "access_transparency" -> set(event, List.of("file"), "access");
            case "chrome" -> chrome(event, lower, described.path("parameters"));
            case "data_studio", "keep", "jamboard" -> set(event, List.of("file"), change(lower));
            // ECS has no category for talks, meetings and lessons; who may read a calendar is a
            // setting.
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
                    "tasks" -> {
                if (lower.equals("change_calendar_acls")) {
                    set(event, List.of("configuration"), "change");
                } else {
                    event.set(EcsField.EVENT_TYPE, "info");
                }
            }
            // What a rule then did is told beside what fitted it.
            case "rules" -> {
                set(event, List.of("intrusion_detection"), "info");
                boolean isFollowing = lower.startsWith("action_") || lower.startsWith("label_");
                event.set(EcsField.EVENT_KIND, isFollowing ? "event" : "alert");
            }
            case "gmail" -> set(event, List.of("email"), "info");
            case "gcp" -> cloud(event, lower);
            case "vault" -> set(event, List.of("configuration"), vault(lower));
            default -> set(event, List.of("configuration"), change(lower));
        }
    }

    private static EcsEvent.Builder set(
            EcsEvent.Builder event, List<String> categories, String... types) {
        return event.set(EcsField.EVENT_CATEGORY, categories)
                .set(EcsField.EVENT_TYPE, List.of(types));
    }

    private static void alert(EcsEvent.Builder event) {
        set(event, List.of("intrusion_detection"), "info").set(EcsField.EVENT_KIND, "alert");
    }

    private static void saml(EcsEvent.Builder event, String name) {
        switch (name) {
            case "login_success", "login_failure" ->
                    set(event, List.of("authentication"), "start")
                            .set(
                                    EcsField.EVENT_OUTCOME,
                                    name.equals("login_success") ? "success" : "failure");
            default -> set(event, List.of("authentication"), "info");
        }
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
            case "login_challenge", "login_verification" ->
                    set(event, List.of("authentication"), "info");
            case "risky_sensitive_action_blocked" ->
                    set(event, List.of("authentication"), "info")
                            .set(EcsField.EVENT_OUTCOME, "failure");
            // Something to sign in with.
            case "passkey_enrolled", "passkey_removed" ->
                    set(event, List.of("iam"), "user", "change");
            default -> {
                if (name.startsWith("suspicious")
                        || name.startsWith("account_disabled")
                        || name.equals("gov_attack_warning")) {
                    alert(event);
                } else if (type.endsWith("_change") || type.endsWith("_info")) {
                    set(event, List.of("iam"), "user", "change");
                } else {
                    set(event, List.of("authentication"), "info");
                }
            }
        }
    }

    /** The browser and the machines that run on it; what its protection found is an alert. */
    private static void chrome(EcsEvent.Builder event, String name, JsonNode parameters) {
        if (name.contains("login_failure")) {
            set(event, List.of("authentication"), "start").set(EcsField.EVENT_OUTCOME, "failure");
        } else if (name.contains("login_event")) {
            set(event, List.of("authentication"), "start").set(EcsField.EVENT_OUTCOME, "success");
        } else if (name.contains("logout")) {
            set(event, List.of("authentication"), "end");
        } else if (isFinding(name) || isFinding(reason(parameters).toLowerCase(Locale.ROOT))) {
            alert(event);
        } else {
            set(event, List.of("host"), "info");
        }
    }

    private static boolean isFinding(String text) {
        return text.contains("malware")
                || text.contains("unsafe_site")
                || text.contains("password_breach")
                || text.contains("password_reuse")
                || text.contains("sensitive_data");
    }

    /** Since 2023 the name says what was done with a content, and this what was found in it. */
    private static String reason(JsonNode parameters) {
        for (JsonNode parameter : parameters) {
            if ("EVENT_REASON".equals(Json.text(parameter, "name"))) {
                return String.valueOf(Json.text(parameter, "value"));
            }
        }
        return "";
    }

    private static void mobile(EcsEvent.Builder event, String name) {
        if (name.startsWith("device_compromised") || name.startsWith("suspicious")) {
            alert(event);
        } else {
            set(event, List.of("host"), "info");
        }
    }

    /** What people get into virtual machines with. */
    private static void cloud(EcsEvent.Builder event, String name) {
        set(event, List.of("iam"), "user", name.startsWith("get_") ? "info" : "change");
    }

    /** Google Vault holds what others wrote: who searches or takes it along reads it. What begins and ends is told at its end. */
    private static String vault(String name) {
        if (name.endsWith("_begin")) {
            return "info";
        }
        return name.startsWith("export")
                        || name.startsWith("search")
                        || name.startsWith("count")
                        || name.startsWith("preview")
                ? "access"
                : change(name);
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
            case "USER_SETTINGS" -> {
                // Somebody becomes an administrator, or is none any more.
                if (name.contains("admin_privilege")) {
                    set(event, List.of("iam"), "admin", "user", "change");
                } else {
                    set(event, List.of("iam"), "user", whole(name, "user"));
                }
            }
            case "GROUP_SETTINGS" -> set(event, List.of("iam"), "group", whole(name, "group"));
            case "DELEGATED_ADMIN_SETTINGS" ->
                    set(event, List.of("iam"), "admin", whole(name, "role"));
            default -> set(event, List.of("configuration"), change(name));
        }
    }

    private static String fileType(String name) {
        if (READ.contains(name)) {
            return "access";
        }
        return switch (name) {
            case "create", "upload", "copy", "source_copy" -> "creation";
            case "delete", "trash" -> "deletion";
            case "request_access" -> "info";
            default -> "change";
        };
    }

    private static String change(String name) {
        boolean isLook =
                name.startsWith("view")
                        || name.startsWith("download")
                        || name.startsWith("list")
                        || LOOKS.stream().anyMatch(name::contains);
        if (isLook) {
            return "info";
        }
        if (name.startsWith("create") || name.startsWith("add") || name.endsWith("_created")) {
            return "creation";
        }
        return name.startsWith("delete") || name.startsWith("remove") || name.endsWith("_deleted")
                ? "deletion"
                : "change";
    }
}
