package io.tripline.ingest.source;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One entry of a Windows event log, as far as it is used, whichever form it came in. What Windows writes for "nothing"
 * ({@code -}, blanks) is absent.
 *
 * @param time as written: ISO 8601, or a local time
 * @param collector the host that read it, where no computer is named
 * @param audit what the audit keyword says: success or failure
 * @param data the event's own values by name, those of {@code UserData} too
 * @param user who the log service says wrote it: a SID, and in Winlogbeat's form a name and domain
 */
record WindowsEvent(
        @Nullable String time,
        @Nullable String channel,
        @Nullable Long id,
        @Nullable String provider,
        @Nullable String computer,
        @Nullable String collector,
        @Nullable String recordId,
        @Nullable String activityId,
        @Nullable String task,
        @Nullable String audit,
        @Nullable String message,
        User user,
        Map<String, String> data) {
    /** A Windows event has a few dozen values at most; more come from no Windows. */
    static final int MAX_VALUES = 256;

    /** The account in the event's {@code Security} element. */
    record User(@Nullable String id, @Nullable String name, @Nullable String domain) {}

    WindowsEvent {
        data = Collections.unmodifiableMap(new LinkedHashMap<>(data));
    }

    /** The value of this name, or null. */
    @Nullable String value(String name) {
        return data.get(name);
    }

    /** The first of these names that has a value, or null. */
    @Nullable String firstOf(String... names) {
        for (String name : names) {
            String value = data.get(name);
            if (value != null) {
                return value;
            }
        }
        return null;
    }

    /** Reads Winlogbeat's form, version 7 and later. */
    static WindowsEvent ofWinlogbeat(JsonNode root) {
        JsonNode winlog = root.path("winlog");
        Map<String, String> data = new LinkedHashMap<>();
        winlog.path("user_data").properties().forEach(each -> addUserData(data, each));
        winlog.path("event_data").properties().forEach(each -> add(data, each));
        Long id = Json.number(winlog, "event_id");
        String time = Json.text(root, "@timestamp");
        return new WindowsEvent(
                time == null ? Json.text(winlog, "time_created") : time,
                Json.text(winlog, "channel"),
                id == null ? Json.number(root, "event", "code") : id,
                firstText(Json.text(winlog, "provider_name"), Json.text(root, "event", "provider")),
                present(Json.text(winlog, "computer_name")),
                firstText(Json.text(root, "host", "name"), Json.text(root, "agent", "hostname")),
                present(Json.text(winlog, "record_id")),
                Json.text(winlog, "activity_id"),
                Json.text(winlog, "task"),
                audit(root, winlog),
                Json.text(root, "message"),
                new User(
                        present(Json.text(winlog, "user", "identifier")),
                        present(Json.text(winlog, "user", "name")),
                        present(Json.text(winlog, "user", "domain"))),
                data);
    }

    /**
     * A value as Windows means it: null for {@code -} and blanks. Blanks around a name stay, as a name that differs from
     * another by nothing else is a disguise.
     */
    static @Nullable String present(@Nullable String value) {
        return value == null || value.isBlank() || value.strip().equals("-") ? null : value;
    }

    /** Adds a value under a name that an index takes as one field's name; values beyond the bound stay in the original. */
    static void put(Map<String, String> data, String name, @Nullable String value) {
        String present = present(value);
        String field = name.strip().replace('.', '_');
        if (present != null && !field.isEmpty() && data.size() < MAX_VALUES) {
            data.putIfAbsent(field, present);
        }
    }

    /** {@code user_data} holds the values, or, as in the event's XML, one element that holds them. */
    private static void addUserData(Map<String, String> data, Map.Entry<String, JsonNode> entry) {
        if (entry.getValue().isObject()) {
            entry.getValue().properties().forEach(each -> add(data, each));
        } else if (!entry.getKey().equals("xml_name")) {
            add(data, entry);
        }
    }

    private static void add(Map<String, String> data, Map.Entry<String, JsonNode> entry) {
        JsonNode value = entry.getValue();
        put(
                data,
                entry.getKey(),
                value.isObject() ? value.toString() : String.join(", ", Json.texts(value)));
    }

    /** Winlogbeat reads the outcome from the keyword's bits; the keyword's text is in the language of the host. */
    private static @Nullable String audit(JsonNode root, JsonNode winlog) {
        String outcome = Json.text(root, "event", "outcome");
        if ("success".equals(outcome) || "failure".equals(outcome)) {
            return outcome;
        }
        for (String keyword : Json.texts(winlog, "keywords")) {
            switch (keyword.toLowerCase(Locale.ROOT)) {
                case "audit success" -> {
                    return "success";
                }
                case "audit failure" -> {
                    return "failure";
                }
                default -> {}
            }
        }
        return null;
    }

    private static @Nullable String firstText(@Nullable String first, @Nullable String second) {
        return first == null ? second : first;
    }
}
