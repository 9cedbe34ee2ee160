package io.tripline.ingest.source;

import java.util.List;
import java.util.Locale;

/** What an operation of Microsoft 365 does, by its verb: {@code New-InboxRule}, {@code Add user.}, {@code TeamDeleted}. */
final class Microsoft365Verb {
    private static final List<String> CREATING_FIRST = List.of("new-", "add", "create");
    private static final List<String> CREATING_LAST = List.of("created", "creation", "added");

    private static final List<String> DELETING_FIRST = List.of("remove", "delete", "hard delete");
    private static final List<String> DELETING_LAST = List.of("deleted", "deletion", "removed");

    private static final List<String> CHANGING_FIRST =
            List.of(
                    "assign",
                    "change",
                    "consent",
                    "disable",
                    "edit",
                    "enable",
                    "grant",
                    "install",
                    "modify",
                    "move-",
                    "publish",
                    "put",
                    "release",
                    "reset",
                    "restore",
                    "resume-",
                    "revoke",
                    "set",
                    "share",
                    "start-",
                    "stop-",
                    "suspend-",
                    "unassign",
                    "undo-",
                    "unlock",
                    "update",
                    "verify",
                    "write");

    private static final List<String> CHANGING_LAST =
            List.of(
                    "applied",
                    "approved",
                    "broken",
                    "changed",
                    "edited",
                    "fromteam",
                    "incatalog",
                    // Also what is uninstalled.
                    "installed",
                    "modified",
                    "restored",
                    "revoked",
                    "set",
                    "suspension",
                    "tocatalog",
                    "toggled",
                    "toteam",
                    "updated",
                    "upgraded");

    private Microsoft365Verb() {}

    /** The ECS type. */
    static String type(String operation) {
        String lower = operation.toLowerCase(Locale.ROOT).strip();
        // Entra's operations are sentences.
        String text = lower.endsWith(".") ? lower.substring(0, lower.length() - 1) : lower;
        if (begins(text, CREATING_FIRST) || ends(text, CREATING_LAST)) {
            return "creation";
        }
        if (begins(text, DELETING_FIRST) || ends(text, DELETING_LAST)) {
            return "deletion";
        }
        // SharePoint is where something happens, not what.
        boolean isChange =
                (begins(text, CHANGING_FIRST) && !text.startsWith("sharepoint"))
                        || ends(text, CHANGING_LAST);
        return isChange ? "change" : "info";
    }

    private static boolean begins(String text, List<String> words) {
        for (String word : words) {
            if (text.startsWith(word)) {
                return true;
            }
        }
        return false;
    }

    private static boolean ends(String text, List<String> words) {
        for (String word : words) {
            if (text.endsWith(word)) {
                return true;
            }
        }
        return false;
    }
}
