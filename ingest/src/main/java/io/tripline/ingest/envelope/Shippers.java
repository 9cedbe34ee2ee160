package io.tripline.ingest.envelope;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.ZoneId;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The envelopes we know. Each is recognized by fields that its shipper alone writes, or by holding nothing but such
 * fields, so that a vendor's record that merely has a {@code message} is never taken for one.
 *
 * @see <a href="https://www.elastic.co/docs/reference/beats/filebeat/exported-fields">Filebeat's fields</a>
 * @see <a href="https://docs.fluentbit.io/manual/data-pipeline/outputs/kafka">Fluent Bit to Kafka</a>
 * @see <a href="https://vector.dev/docs/reference/configuration/sources/">Vector's sources and their fields</a>
 * @see <a href="https://www.rsyslog.com/doc/configuration/properties.html">rsyslog's properties</a>
 * @see <a href="https://syslog-ng.github.io/admin-guide/110_Template_and_rewrite/000_Customize_message_format/004_Template_functions#format-json">syslog-ng's
 *     format-json</a>
 */
final class Shippers {
    private static final List<Function<JsonNode, @Nullable Layer>> KNOWN =
            List.of(
                    Shippers::filebeat,
                    Shippers::vector,
                    Shippers::journald,
                    Shippers::syslogNg,
                    Shippers::rsyslog,
                    Shippers::fluentBit,
                    PubSubPush::open,
                    Shippers::plain);

    /** Names of a line among which an envelope with nothing else in it is no vendor's record. */
    private static final Set<String> LINE = Set.of("message", "msg", "log", "rawmsg");

    private static final Set<String> PLAIN =
            Set.of(
                    "@timestamp",
                    "@version",
                    "date",
                    "facility",
                    "facility_label",
                    "file",
                    "filename",
                    "host",
                    "hostname",
                    "ident",
                    "path",
                    "pid",
                    "pri",
                    "priority",
                    "procid",
                    "program",
                    "severity",
                    "severity_label",
                    "source_ip",
                    "stream",
                    "sysloghost",
                    "tag",
                    "time",
                    "timestamp",
                    "type");

    /** All that Docker writes around a container's line, which says neither whose it is nor from where. */
    private static final Set<String> DOCKER = Set.of("log", "stream", "time");

    /** In the place of a message that the journal did not write. */
    private static final String HELD_BACK = "(too long for journalctl without --all)";

    private Shippers() {}

    /** What this envelope holds; null if it is none. */
    static @Nullable Layer open(JsonNode record) {
        // Windows' records have their rendered text as message beside winlog, where the facts are.
        if (record.has("winlog")) {
            return null;
        }
        for (Function<JsonNode, @Nullable Layer> shipper : KNOWN) {
            Layer layer = shipper.apply(record);
            if (layer != null) {
                return layer;
            }
        }
        return null;
    }

    /** What this envelope holds, where it is known whose text it is: Docker's file alone says no more of that. */
    static @Nullable Layer openOfProgram(JsonNode record) {
        boolean isDocker = record.size() == DOCKER.size() && DOCKER.stream().allMatch(record::has);
        return isDocker ? plain(record) : null;
    }

    private static @Nullable Layer filebeat(JsonNode record) {
        boolean filebeat =
                "filebeat".equals(Fields.text(record, "agent.type"))
                        || "filebeat".equals(Fields.text(record, "@metadata.beat"))
                        || "filebeat".equals(Fields.text(record, "beat.name"));
        String input = Fields.text(record, "input.type");
        boolean isJournal = "journald".equals(input);
        JsonNode event = record.path("event");
        // A module or an ingest pipeline has made an ECS event of it already. What is read from the
        // journal has this kind from the start.
        if (!filebeat
                || (event.has("kind") && !(isJournal && "event".equals(Fields.text(event, "kind"))))
                || event.has("category")
                || event.has("type")) {
            return null;
        }
        String original = Fields.text(record, "event.original");
        String text = original == null ? Fields.text(record, "message") : original;
        if (text == null) {
            return record.path("json").isObject()
                    ? Layer.of(record.path("json").toString(), beat(record).shipped())
                    : null;
        }
        Fields fields = beat(record);
        if (original == null) {
            fields.program("log.syslog.appname", "syslog.identifier", "process.program")
                    .processId("log.syslog.procid", "syslog.pid", "process.pid");
            if (isJournal) {
                fields.claimed(text, "journald.uid", "journald.process.name", "systemd.transport");
            }
            if (input != null && (isJournal || input.equals("syslog"))) {
                fields.logged(text, input);
            }
            if (fields.hasProgram()) {
                fields.timestamp("@timestamp");
            }
        }
        return new Layer(text, fields.shipped(), zone(Fields.text(record, "event.timezone")));
    }

    private static Fields beat(JsonNode record) {
        return new Fields(record)
                .sender("log.syslog.hostname", "hostname")
                .host("host.name", "host.hostname", "agent.name")
                .addresses("host.ip", "host.name")
                .path("log.file.path", "source")
                .created("event.created", "@timestamp");
    }

    private static Optional<ZoneId> zone(@Nullable String name) {
        try {
            return name == null ? Optional.empty() : Optional.of(ZoneId.of(name));
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }

    private static @Nullable Layer vector(JsonNode record) {
        String text = Fields.text(record, "message");
        String type = Fields.text(record, "source_type");
        if (text == null || type == null) {
            return null;
        }
        boolean isOfProgram = type.equals("journald") || type.equals("syslog");
        Fields fields =
                (isOfProgram || type.equals("socket")
                                ? new Fields(record).sender("hostname", "host")
                                : new Fields(record).host("hostname", "host"))
                        .path("file")
                        .program("appname", "SYSLOG_IDENTIFIER")
                        .claimed(text, "_UID", "_COMM", "_TRANSPORT")
                        .processId("procid", "SYSLOG_PID", "_PID");
        if (isOfProgram) {
            fields.logged(text, type);
        }
        // Vector's timestamp is the header's where it parsed one, else when it read the line.
        return Layer.of(
                text,
                (fields.hasProgram() ? fields.timestamp("timestamp") : fields.created("timestamp"))
                        .shipped());
    }

    private static @Nullable Layer journald(JsonNode record) {
        String text = journaldText(record.path("MESSAGE"));
        if (text == null || !(record.has("SYSLOG_IDENTIFIER") || record.has("_PID"))) {
            return null;
        }
        return Layer.of(
                text,
                new Fields(record)
                        .sender("_HOSTNAME")
                        .program("SYSLOG_IDENTIFIER", "_COMM")
                        .claimed(text, "_UID", "_COMM", "_TRANSPORT")
                        .logged(text, "journald")
                        .processId("SYSLOG_PID", "_PID")
                        .timestamp(
                                "_SOURCE_REALTIME_TIMESTAMP",
                                "__REALTIME_TIMESTAMP",
                                "@timestamp",
                                "date")
                        .shipped());
    }

    /**
     * The journal writes a text that is not all printable as a list of its bytes, and instead of one that is too long null,
     * unless journalctl is told {@code --all}: what it says beside, who and when, is still true.
     */
    private static @Nullable String journaldText(JsonNode message) {
        if (message.isTextual()) {
            return message.textValue();
        }
        if (message.isNull()) {
            return HELD_BACK;
        }
        if (!message.isArray() || message.isEmpty()) {
            return null;
        }
        byte[] bytes = new byte[message.size()];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) message.get(i).asInt('?');
        }
        return new String(bytes, StandardCharsets.UTF_8);
    }

    private static @Nullable Layer syslogNg(JsonNode record) {
        String text = Fields.text(record, "MESSAGE");
        if (text == null) {
            text = Fields.text(record, "MSG");
        }
        if (text == null || !(record.has("PROGRAM") || record.has("HOST"))) {
            return null;
        }
        Fields fields = new Fields(record).sender("HOST").path("FILE_NAME");
        String date = Fields.text(record, "DATE");
        Fields dated = fields.timestamp("ISODATE", "S_ISODATE", "R_ISODATE", "DATE");
        String header = Fields.text(record, "LEGACY_MSGHDR");
        if (dated.shipped().timestamp().isEmpty() && date != null) {
            // A date without year or zone ("Oct  5 12:00:00") is for the log source to complete,
            // so the line is put together again as the host wrote it.
            return Layer.of(
                    date + " " + name(record, "HOST", "-") + " " + tag(record, header) + text,
                    fields.shipped());
        }
        dated.program("PROGRAM").processId("PID").tag("LEGACY_MSGHDR");
        return Layer.of(
                text,
                (record.has("FILE_NAME") ? dated : dated.logged(text, "syslog-ng")).shipped());
    }

    private static String tag(JsonNode record, @Nullable String header) {
        if (header != null) {
            return header;
        }
        String pid = record.path("PID").asText("");
        return name(record, "PROGRAM", "-") + (pid.isEmpty() ? ": " : "[" + pid + "]: ");
    }

    private static String name(JsonNode record, String field, String otherwise) {
        String text = Fields.text(record, field);
        return text == null ? otherwise : text;
    }

    private static @Nullable Layer rsyslog(JsonNode record) {
        boolean rsyslog =
                record.has("syslogtag")
                        || record.has("programname")
                        || record.has("timereported")
                        || record.has("syslogseverity")
                        || record.has("app-name");
        String text = Fields.text(record, "msg");
        if (text == null) {
            text = Fields.text(record, "message");
        }
        if (!rsyslog || text == null) {
            return null;
        }
        Fields fields =
                new Fields(record)
                        .sender("hostname", "host", "sysloghost", "fromhost", "source")
                        .program("programname", "app-name", "appname", "program")
                        .processId("procid", "pid")
                        .timestamp("timereported", "@timestamp", "timestamp", "time")
                        .created("timegenerated");
        return Layer.of(
                unindented(text),
                (record.has("syslogtag") ? fields.tag("syslogtag") : fields)
                        .logged(text, "rsyslog")
                        .shipped());
    }

    /** Its tail input names the line {@code log}; with another name it is told from a vendor's record by what is beside. */
    private static @Nullable Layer fluentBit(JsonNode record) {
        String text = Fields.text(record, "log");
        boolean stamped = record.path("@timestamp").isNumber() || record.path("date").isNumber();
        boolean isOfContainer = record.path("kubernetes").isObject();
        return text != null
                        && (stamped || isOfContainer)
                        && !record.has("ecs")
                        && !record.has("event")
                ? headless(record, text)
                : null;
    }

    /** An envelope of no shipper in particular: a line, and nothing but what any shipper might say about it. */
    private static @Nullable Layer plain(JsonNode record) {
        if (!isPlain(record)) {
            return null;
        }
        for (String name : LINE) {
            String text = Fields.text(record, name);
            if (text != null) {
                return headless(record, text);
            }
        }
        return null;
    }

    private static Layer headless(JsonNode record, String text) {
        boolean isSyslogs = record.has("pri") || record.has("ident");
        Fields fields =
                (isSyslogs
                                ? new Fields(record).sender("sysloghost", "host", "hostname")
                                : new Fields(record).sender("sysloghost"))
                        .host("host", "hostname", "host.name", "kubernetes.host")
                        .path("path", "file", "filename")
                        .program("ident", "program")
                        .processId("pid", "procid");
        if (record.has("pri")) {
            fields.logged(text, "syslog");
        }
        String[] times = {"time", "timestamp", "@timestamp", "date"};
        return fields.hasProgram()
                ? Layer.of(unindented(text), fields.timestamp(times).shipped())
                : Layer.of(
                        text, fields.created("@timestamp", "date", "timestamp", "time").shipped());
    }

    private static boolean isPlain(JsonNode record) {
        int lines = 0;
        for (Iterator<String> names = record.fieldNames(); names.hasNext(); ) {
            String name = names.next();
            if (LINE.contains(name)) {
                lines++;
            } else if (!PLAIN.contains(name)) {
                return false;
            }
        }
        return lines == 1;
    }

    /** Syslog's text begins with the blank that parted it from the tag. */
    private static String unindented(String text) {
        return text.startsWith(" ") ? text.substring(1) : text;
    }
}
