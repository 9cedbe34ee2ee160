package io.tripline.ingest.source;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One entry of a Windows event log, as far as it is used, whichever form it came in. What Windows writes for "nothing"
 * ({@code -}, blanks) is absent.
 *
 * @param time as written: ISO 8601, or a local time
 * @param collector the host that read it, where no computer is named
 * @param audit what the audit keyword says: success or failure
 * @param level how grave its writer holds it, in lower case
 * @param writerPid the process that wrote it
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
        @Nullable String level,
        @Nullable Long writerPid,
        User user,
        Map<String, String> data) {
    /** A Windows event has a few dozen values at most; more come from no Windows. */
    static final int MAX_VALUES = 256;

    /** What NXLog says of the entry and of itself; everything else is the event's own. */
    private static final Set<String> NXLOG_FIELDS =
            Set.of(
                    "AccountType",
                    "ActivityID",
                    "Category",
                    "Channel",
                    "ChannelID",
                    "EventID",
                    "EventReceivedTime",
                    "EventTime",
                    "EventType",
                    "ExecutionProcessID",
                    "ExecutionThreadID",
                    "Hostname",
                    "Keywords",
                    "Message",
                    "Opcode",
                    "OpcodeValue",
                    "ProviderGuid",
                    "RecordNumber",
                    "RelatedActivityID",
                    "Severity",
                    "SeverityValue",
                    "SourceModuleName",
                    "SourceModuleType",
                    "SourceName",
                    "Task",
                    "TaskValue",
                    "ThreadID",
                    "UserID",
                    "Version");

    /** The account in the event's {@code Security} element. */
    record User(@Nullable String id, @Nullable String name, @Nullable String domain) {}

    WindowsEvent {
        data = Collections.unmodifiableMap(data);
    }

    /** The value of this name, or null. Winlogbeat's later reader writes a name's blanks as underscores. */
    @Nullable String value(String name) {
        String value = data.get(name);
        return value == null && name.indexOf(' ') > 0 ? data.get(name.replace(' ', '_')) : value;
    }

    /** The first of these names that has a value, or null. */
    @Nullable String firstOf(String... names) {
        for (String name : names) {
            String value = value(name);
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
                id == null ? code(root) : id,
                Scan.first(
                        Json.text(winlog, "provider_name"), Json.text(root, "event", "provider")),
                present(Json.text(winlog, "computer_name")),
                Scan.first(Json.text(root, "host", "name"), Json.text(root, "agent", "hostname")),
                present(Json.text(winlog, "record_id")),
                Json.text(winlog, "activity_id"),
                Json.text(winlog, "task"),
                audit(root, winlog),
                Json.text(root, "message"),
                lowerCase(Json.text(root, "log", "level")),
                Json.number(winlog, "process", "pid"),
                new User(
                        present(Json.text(winlog, "user", "identifier")),
                        present(Json.text(winlog, "user", "name")),
                        present(Json.text(winlog, "user", "domain"))),
                data);
    }

    /**
     * Reads the form of NXLog's im_msvistalog, which puts the event's own values beside those of the log. Its names do not
     * differ by capitals alone: to 2.10 the log's {@code ProcessID} is there instead of an event's {@code ProcessId}, and an
     * event's {@code AccountName} or {@code Domain} where the log names no user.
     *
     * @see <a href="https://docs.nxlog.co/refman/current/im/msvistalog.html#fields">im_msvistalog's fields</a>
     */
    static WindowsEvent ofNxlog(JsonNode root) {
        boolean isOld = root.has("ThreadID") && !root.has("ExecutionProcessID");
        boolean namesUser = root.has("UserID");
        Map<String, String> data = new LinkedHashMap<>();
        for (Map.Entry<String, JsonNode> each : root.properties()) {
            boolean isOfLog =
                    switch (each.getKey()) {
                        case "ProcessID" -> isOld;
                        case "AccountName", "Domain" -> namesUser;
                        default -> NXLOG_FIELDS.contains(each.getKey());
                    };
            if (!isOfLog) {
                add(data, each);
            }
        }
        Long pid = Json.number(root, isOld ? "ProcessID" : "ExecutionProcessID");
        return new WindowsEvent(
                time(root.path("EventTime")),
                Scan.first(Json.text(root, "Channel"), Json.text(root, "ChannelID")),
                Json.number(root, "EventID"),
                Json.text(root, "SourceName"),
                present(Json.text(root, "Hostname")),
                null,
                present(Json.text(root, "RecordNumber")),
                Json.text(root, "ActivityID"),
                Json.text(root, "Category"),
                switch (String.valueOf(Json.text(root, "EventType"))) {
                    case "AUDIT_SUCCESS" -> "success";
                    case "AUDIT_FAILURE" -> "failure";
                    default -> null;
                },
                Json.text(root, "Message"),
                "INFO".equals(Json.text(root, "Severity"))
                        ? "information"
                        : lowerCase(Json.text(root, "Severity")),
                pid,
                new User(
                        present(Json.text(root, "UserID")),
                        namesUser ? present(Json.text(root, "AccountName")) : null,
                        namesUser ? present(Json.text(root, "Domain")) : null),
                data);
    }

    /** Of event tracing only the event's code is there; it may have none, which Windows counts as nought. */
    private static @Nullable Long code(JsonNode root) {
        Long code = Json.number(root, "event", "code");
        return code == null && "etw".equals(Json.text(root, "input", "type")) ? (Long) 0L : code;
    }

    /** As text, or as a number where a configuration makes one of it. */
    private static @Nullable String time(JsonNode time) {
        Instant instant = time.isNumber() ? Timestamps.of(time) : null;
        return instant == null ? Json.text(time) : instant.toString();
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
                value.isObject()
                        ? value.toString()
                        : value.isArray()
                                ? String.join(", ", Json.texts(value))
                                : Json.text(value));
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

    private static @Nullable String lowerCase(@Nullable String text) {
        return text == null ? null : text.toLowerCase(Locale.ROOT);
    }
}
