package io.tripline.ingest.source;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * An entry of a Windows event log as Fluent Bit's {@code winevtlog} ships it: under the names of the event's XML, and the
 * event's own values in a list without names.
 *
 * @see <a href="https://docs.fluentbit.io/manual/data-pipeline/inputs/windows-event-log-winevtlog">winevtlog</a>
 */
final class FluentBitEvent {
    private static final int LENGTH_OF_TIME = "2026-03-02 08:00:00 +0000".length();

    private FluentBitEvent() {}

    static boolean isOne(JsonNode json) {
        return json.has("EventID")
                && json.has("Channel")
                && json.has("TimeCreated")
                && json.has("EventRecordID");
    }

    static WindowsEvent read(JsonNode root) {
        String channel = Json.text(root, "Channel");
        Long id = Json.number(root, "EventID");
        JsonNode inserts = root.path("StringInserts");
        return new WindowsEvent(
                time(Json.text(root, "TimeCreated")),
                channel,
                id,
                Json.text(root, "ProviderName"),
                WindowsEvent.present(Json.text(root, "Computer")),
                null,
                WindowsEvent.present(Json.text(root, "EventRecordID")),
                Json.text(root, "ActivityID"),
                null,
                WindowsEventXml.audit(Json.text(root, "Keywords")),
                Json.text(root, "Message"),
                WindowsEventXml.level(Json.text(root, "Level")),
                Json.number(root, "ProcessID"),
                user(WindowsEvent.present(Json.text(root, "UserID"))),
                values(
                        channel == null || id == null
                                ? List.of()
                                : WindowsInserts.names(channel, id, inserts.size()),
                        inserts));
    }

    /** {@code 2026-03-02 08:15:21 +0000} as ISO 8601 has it. */
    private static @Nullable String time(@Nullable String text) {
        return text == null
                        || text.length() != LENGTH_OF_TIME
                        || text.charAt(10) != ' '
                        || text.charAt(19) != ' '
                ? text
                : text.substring(0, 10) + "T" + text.substring(11, 19) + text.substring(20);
    }

    /** Its domain and name, where Windows knows the SID; the SID where not. */
    private static WindowsEvent.User user(@Nullable String account) {
        int slash = account == null ? -1 : account.indexOf('\\');
        return account == null || slash < 0
                ? new WindowsEvent.User(account, null, null)
                : new WindowsEvent.User(
                        null,
                        WindowsEvent.present(account.substring(slash + 1)),
                        WindowsEvent.present(account.substring(0, slash)));
    }

    /** What has no name is called by its place, as in the event's XML. */
    private static Map<String, String> values(List<String> names, JsonNode inserts) {
        Map<String, String> data = new LinkedHashMap<>();
        int at = 0;
        for (JsonNode each : inserts) {
            String name = at < names.size() ? names.get(at) : "param" + (at + 1);
            WindowsEvent.put(data, name, Json.text(each));
            at++;
        }
        return data;
    }
}
