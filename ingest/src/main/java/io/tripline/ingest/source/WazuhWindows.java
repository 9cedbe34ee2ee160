package io.tripline.ingest.source;

import com.fasterxml.jackson.databind.JsonNode;
import io.tripline.contracts.EcsEvent;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * An entry of a Windows event log within one of Wazuh's alerts: the names of its values begin with a small letter, and the
 * values have their backslashes and quotes escaped once more.
 */
final class WazuhWindows {
    private WazuhWindows() {}

    /** Adds what the entry says, beside what happened and how it ended: that is the alert's to say. */
    static void complete(EcsEvent.Builder event, JsonNode win) {
        WindowsEvent windows = read(win);
        WindowsAction action = windows.provider() == null ? null : WindowsAction.of(windows);
        switch (String.valueOf(windows.channel()).toLowerCase(Locale.ROOT)) {
            case "microsoft-windows-sysmon/operational" -> {
                WindowsSysmon.object(event, windows);
                return;
            }
            case "security" -> WindowsDetails.fill(event, windows);
            case "system" -> WindowsDetails.service(event, windows);
            case "microsoft-windows-windows defender/operational" ->
                    WindowsDefender.object(event, windows);
            case "microsoft-windows-powershell/operational" ->
                    WindowsPaths.file(event, windows.value("Path"));
            default -> WindowsEvents.client(event, windows);
        }
        // SQL Server's audit would say what happened, too.
        if (action == null || action.accounts() == WindowsAction.Accounts.NONE) {
            WindowsAccounts.related(event, windows);
            WindowsDetails.related(event, windows);
        } else if (action.accounts() != WindowsAction.Accounts.SQL_AUDIT) {
            WindowsAccounts.fill(event, windows, action.accounts());
        }
    }

    private static WindowsEvent read(JsonNode win) {
        JsonNode system = win.path("system");
        Map<String, String> data = new LinkedHashMap<>();
        for (Map.Entry<String, JsonNode> part : win.properties()) {
            if (!part.getKey().equals("system")) {
                part.getValue().properties().forEach(each -> add(data, each));
            }
        }
        return new WindowsEvent(
                Json.text(system, "systemTime"),
                Json.text(system, "channel"),
                Json.number(system, "eventID"),
                Json.text(system, "providerName"),
                Json.text(system, "computer"),
                null,
                Json.text(system, "eventRecordID"),
                null,
                null,
                null,
                Json.text(system, "message"),
                null,
                Json.number(system, "processID"),
                new WindowsEvent.User(null, null, null),
                data);
    }

    /** Under the name that Windows has for it, which begins with a capital mostly. */
    private static void add(Map<String, String> data, Map.Entry<String, JsonNode> entry) {
        String name = entry.getKey();
        String value = Json.text(entry.getValue());
        if (name.isEmpty() || value == null) {
            return;
        }
        String plain = unescaped(value);
        WindowsEvent.put(data, Character.toUpperCase(name.charAt(0)) + name.substring(1), plain);
        WindowsEvent.put(data, name, plain);
    }

    /** The same text if it has a backslash that escapes nothing, as only some values are escaped. */
    private static String unescaped(String text) {
        if (text.indexOf('\\') < 0) {
            return text;
        }
        StringBuilder plain = new StringBuilder(text.length());
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '\\') {
                i++;
                @Nullable Character escaped = i < text.length() ? (Character) text.charAt(i) : null;
                if (escaped == null || (escaped != '\\' && escaped != '"')) {
                    return text;
                }
                c = escaped;
            }
            plain.append(c);
        }
        return plain.toString();
    }
}
