package io.tripline.ingest.source;

import io.tripline.contracts.EcsEvent;
import io.tripline.contracts.EcsField;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What an activity of Entra's audit log is in ECS's terms, by its category and its words: some 900 activities are known, all
 * of them a verb and what it is done to.
 *
 * @see <a href="https://learn.microsoft.com/entra/identity/monitoring-health/reference-audit-activities">Audit
 *     activities</a>
 */
record EntraActivity(String category, String text, @Nullable String operation) {
    /** A user or a group is made or goes only where these are the whole object; else something of theirs changes. */
    private static final Set<String> ACCOUNTS =
            Set.of("user", "users", "external user", "internal user", "group", "deleted users");

    private static final Set<String> CREATING =
            Set.of("add", "create", "register", "onboarded", "pre-create");

    private static final Set<String> DELETING = Set.of("delete", "hard", "unregister");

    private static final Set<String> READING =
            Set.of(
                    "download",
                    "export",
                    "get",
                    "read",
                    "retrieve",
                    "reveal",
                    "check",
                    "validate",
                    "evaluate",
                    // Who is invited is added by a record of its own.
                    "invite");

    private static final Set<String> CHANGING =
            Set.of(
                    "approve",
                    "assign",
                    "cancel",
                    "change",
                    "clear",
                    "consent",
                    "convert",
                    "deactivate",
                    "demote",
                    "deny",
                    "device",
                    "disable",
                    "dismissuser",
                    "enable",
                    "generate",
                    "grant",
                    "move",
                    "offboarded",
                    "promote",
                    "redeem",
                    "remediate",
                    "reset",
                    "resolve",
                    "restore",
                    "revoke",
                    "set",
                    "tenant",
                    "unassign",
                    "unset",
                    "update",
                    "upload",
                    "verify");

    /** What a person or an administrator did to a way of signing in: "User registered security info". */
    private static final Set<String> DONE =
            Set.of("registered", "deleted", "updated", "changed", "password");

    /** A global administrator makes himself the owner of all of Azure's subscriptions. */
    private static final String ELEVATED = "has elevated their access";

    static EntraActivity of(
            @Nullable String category, String activity, @Nullable String operation) {
        String text = activity.toLowerCase(Locale.ROOT);
        return new EntraActivity(
                category == null ? "" : category.replace(" ", ""),
                text.startsWith("bulk ") ? text.substring(5) : text,
                operation);
    }

    void on(EcsEvent.Builder event) {
        List<String> types = new ArrayList<>(2);
        if (isOfRoles()) {
            types.add("admin");
        } else if (category.equals("UserManagement")) {
            types.add("user");
        } else if (category.equals("GroupManagement")) {
            types.add("group");
        }
        types.add(change());
        event.set(EcsField.EVENT_CATEGORY, categories()).set(EcsField.EVENT_TYPE, types);
        if (isReported()) {
            event.set(EcsField.EVENT_KIND, "alert");
        }
    }

    /** PIM writes of its roles under groups, resources and applications too. */
    private boolean isOfRoles() {
        return category.equals("RoleManagement")
                || text.contains("member to role")
                || text.contains("member from role")
                || text.contains("role assignment")
                || text.contains(ELEVATED)
                || text.contains(" in pim ");
    }

    private List<String> categories() {
        if (category.equals("Device") || category.startsWith("DeviceConf")) {
            return List.of("configuration");
        }
        boolean configures =
                category.equals("ApplicationManagement")
                        || category.equals("Authorization")
                        || category.equals("DirectoryManagement")
                        || category.equals("ResourceManagement")
                        || category.equals("IdentityProtection")
                        || category.equals("KerberosDomain")
                        || category.contains("Policy")
                        || category.contains("Settings")
                        || category.contains("Configuration");
        return configures ? List.of("iam", "configuration") : List.of("iam");
    }

    /** What Microsoft or a person found: a refused second factor that nobody asked for, an alert of PIM. */
    private boolean isReported() {
        return text.startsWith("fraud reported")
                || text.startsWith("suspicious activity reported")
                || text.equals("triggered pim alert");
    }

    /** A member that is added to a group changes the group: it creates nothing; what is only asked for changes nothing. */
    private String change() {
        if (text.contains(" requested") || text.contains(" denied") || text.contains(" canceled")) {
            return "info";
        }
        if (text.contains(ELEVATED)) {
            return "change";
        }
        int space = text.indexOf(' ');
        String verb = space < 0 ? text : text.substring(0, space);
        int slash = verb.indexOf('/');
        verb = slash < 0 ? verb : verb.substring(0, slash);
        boolean joins = text.contains(" to ") || text.contains(" from ");
        if (CREATING.contains(verb)) {
            return joins || isOfAnAccount(space) ? "change" : "creation";
        }
        if (DELETING.contains(verb) || verb.equals("remove")) {
            return joins || isOfAnAccount(space) ? "change" : "deletion";
        }
        if (READING.contains(verb)) {
            return "info";
        }
        if (CHANGING.contains(verb)) {
            return "change";
        }
        if (verb.equals("user") || verb.equals("admin")) {
            String deed = Scan.before(text.substring(space + 1), " ");
            return DONE.contains(deed) ? "change" : "info";
        }
        return told();
    }

    /** Whether it is done to a part of a user or group: a key, a license, a setting. */
    private boolean isOfAnAccount(int space) {
        if (!category.equals("UserManagement") && !category.equals("GroupManagement")) {
            return false;
        }
        String object = text.substring(space + 1);
        object = object.startsWith("delete ") ? object.substring(7) : object;
        int end = object.indexOf(" - ");
        object = end < 0 ? object : object.substring(0, end);
        return !ACCOUNTS.contains(Scan.before(object, " with "));
    }

    /** By the last word, "Authentication Strength Policy Create", else by the operation. */
    private String told() {
        String last = text.substring(text.lastIndexOf(' ') + 1);
        return switch (last) {
            case "create", "created", "creation" -> "creation";
            case "delete", "deleted" -> "deletion";
            case "update", "updated", "reset", "removed" -> "change";
            default ->
                    switch (String.valueOf(operation)) {
                        case "Add", "Create" -> "creation";
                        case "Delete" -> "deletion";
                        case "Assign", "Unassign", "Update" -> "change";
                        default -> "info";
                    };
        };
    }
}
