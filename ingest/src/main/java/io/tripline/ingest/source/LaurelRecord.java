package io.tripline.ingest.source;

import com.fasterxml.jackson.databind.JsonNode;
import io.tripline.contracts.EcsEvent;
import io.tripline.contracts.EcsField;
import io.tripline.contracts.IpAddress;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * All records of one event of audit in one JSON object, as Laurel writes them: {@code {"ID": "1772438400.123:456", "SYSCALL":
 * {...}, "EXECVE": {"ARGV": [...]}, "PATH": [...]}}.
 *
 * @param type of the record that the others go with
 * @param number of the event
 * @param host as auditd calls it; null if it was not told to
 * @param fields of that record, and of the call that it comes of
 * @see <a href="https://github.com/threathunters-io/laurel/blob/master/man/laurel-about.7.md">laurel-about(7)</a>
 */
record LaurelRecord(
        String type,
        Instant time,
        long number,
        @Nullable String host,
        Map<String, String> fields,
        JsonNode json) {
    private static final Pattern ID = Pattern.compile("(\\d{1,12})\\.(\\d{1,6}):(\\d{1,18})");
    private static final int MAX_FIELDS = 256;
    private static final int MAX_ARGUMENTS = 128;
    private static final String CALL = "SYSCALL";

    /** What only goes with others. */
    private static final Set<String> BESIDE =
            Set.of(
                    CALL,
                    "BPRM_FCAPS",
                    "CAPSET",
                    "CONTAINER_INFO",
                    "CWD",
                    "EXECVE",
                    "FD_PAIR",
                    "IPC",
                    "MMAP",
                    "OBJ_PID",
                    "PARENT_INFO",
                    "PATH",
                    "PID",
                    "PPID",
                    "PROCTITLE",
                    "SOCKADDR");

    static boolean isOne(JsonNode json) {
        String id = Json.text(json, "ID");
        return id != null && ID.matcher(id).matches() && mainType(json) != null;
    }

    /** Null if it has no time. */
    static @Nullable LaurelRecord read(JsonNode json) {
        String id = Json.text(json, "ID");
        Matcher matcher = ID.matcher(id == null ? "" : id);
        if (!matcher.matches()) {
            return null;
        }
        Instant time = LinuxAudit.time(matcher.group(1), matcher.group(2));
        if (time == null) {
            return null;
        }
        String main = mainType(json);
        String type = main == null ? "UNKNOWN" : main;
        Map<String, String> fields = new LinkedHashMap<>();
        add(fields, first(json.path(type)), false);
        add(fields, first(json.path(CALL)), !type.equals(CALL));
        return new LaurelRecord(
                type,
                time,
                Long.parseLong(matcher.group(3)),
                Json.text(json, "NODE"),
                fields,
                json);
    }

    private static @Nullable String mainType(JsonNode json) {
        for (Map.Entry<String, JsonNode> entry : json.properties()) {
            if (first(entry.getValue()).isObject()
                    && isType(entry.getKey())
                    && !BESIDE.contains(entry.getKey())) {
                return entry.getKey();
            }
        }
        for (String beside : new String[] {CALL, "EXECVE", "PATH", "SOCKADDR", "PROCTITLE"}) {
            if (first(json.path(beside)).isObject()) {
                return beside;
            }
        }
        return null;
    }

    private static boolean isType(String name) {
        return !name.isEmpty()
                && name.chars()
                        .allMatch(
                                c -> c == '_' || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9'));
    }

    /** Of some types there may be several records. */
    private static JsonNode first(JsonNode records) {
        return records.isArray() ? records.path(0) : records;
    }

    /**
     * Adds what is not there.
     *
     * @param beside whether it is of the call that a record of another type comes of, whose name and end are not the record's
     */
    private static void add(Map<String, String> fields, JsonNode record, boolean beside) {
        for (Map.Entry<String, JsonNode> entry : record.properties()) {
            String name = entry.getKey().replace('.', '_');
            List<String> texts = Json.texts(entry.getValue());
            if (!texts.isEmpty()
                    && !name.isEmpty()
                    && fields.size() < MAX_FIELDS
                    && !(beside && (name.equals(CALL) || name.equals("success")))
                    && !texts.getFirst().equals("?")) {
                fields.putIfAbsent(name, texts.getFirst());
            }
        }
    }

    /** Says of an event of the record what the others tell. */
    void complete(EcsEvent.Builder event) {
        List<String> arguments = Json.texts(json, "EXECVE", "ARGV");
        String whole = Json.text(json, "EXECVE", "ARGV_STR");
        if (!arguments.isEmpty()) {
            event.set(
                    EcsField.PROCESS_ARGS,
                    arguments.subList(0, Math.min(arguments.size(), MAX_ARGUMENTS)));
            whole = String.join(" ", arguments);
        }
        event.set(EcsField.PROCESS_COMMAND_LINE, whole);
        List<String> title = Json.texts(json, "PROCTITLE", "ARGV");
        event.setIfAbsent(EcsField.PROCESS_WORKING_DIRECTORY, Json.text(json, "CWD", "cwd"))
                .setIfAbsent(
                        EcsField.PROCESS_TITLE, title.isEmpty() ? null : String.join(" ", title));
        JsonNode parent = json.path("PARENT_INFO");
        parent = parent.isObject() ? parent : first(json.path(CALL)).path("PPID");
        event.set(EcsField.PROCESS_PARENT_EXECUTABLE, Json.text(parent, "exe"))
                .set(EcsField.PROCESS_PARENT_NAME, Json.text(parent, "comm"));
        if (whole == null) {
            event.setIfAbsent(EcsField.FILE_PATH, path());
        }
        event.add(
                EcsField.RELATED_IP,
                IpAddress.canonical(Json.text(json, "SOCKADDR", "SADDR", "addr")));
    }

    /** The file that a call is about: of those that are named the last that is no folder of another. */
    private @Nullable String path() {
        String path = null;
        for (JsonNode each : json.path("PATH")) {
            if (!"PARENT".equals(Json.text(each, "nametype"))) {
                path = Json.text(each, "name");
            }
        }
        return path;
    }
}
