package io.tripline.ingest.source;

import io.tripline.contracts.EcsEvent;
import io.tripline.contracts.EcsField;
import java.time.Instant;
import java.util.List;
import javax.xml.stream.XMLStreamException;
import org.jspecify.annotations.Nullable;

/**
 * Sysmon for Linux, which writes the XML of Sysmon's events into a line of syslog or the journal.
 *
 * @see <a href="https://github.com/microsoft/SysmonForLinux">Sysmon for Linux</a>
 */
public final class LinuxSysmon implements LogSource {
    private static final String PROVIDER = "Linux-Sysmon";

    @Override
    public String name() {
        return "linux.sysmon";
    }

    @Override
    public boolean recognizes(RawRecord raw) {
        return raw.json().isEmpty()
                && (raw.header().isPresent()
                        ? Marker.in(raw, "<Event>") >= 0
                        : raw.text().stripLeading().startsWith("<Event>"))
                && raw.text().contains(PROVIDER);
    }

    @Override
    public Glance glance() {
        return Glance.LINES;
    }

    @Override
    public boolean isWrittenOnItsHost() {
        return true;
    }

    @Override
    public Normalized normalize(RawRecord raw) {
        int start = raw.text().indexOf("<Event>");
        if (start < 0) {
            return new Normalized.Rejected(
                    RejectedReason.UNPARSABLE_LINE, "The line has no event in XML.");
        }
        String xml = raw.text().substring(start).strip();
        if (xml.length() > WindowsEventXml.MAX_LENGTH) {
            return new Normalized.Rejected(
                    RejectedReason.TOO_LARGE, "The XML is longer than any event of Sysmon's.");
        }
        try {
            return normalize(WindowsEventXml.read(xml));
        } catch (XMLStreamException e) {
            return new Normalized.Rejected(
                    RejectedReason.MALFORMED_XML, "The XML is not well-formed, or is no event.");
        }
    }

    private Normalized normalize(WindowsEvent sysmon) {
        Instant time = Timestamps.iso(sysmon.time());
        if (time == null) {
            return new Normalized.Rejected(
                    RejectedReason.INVALID_TIMESTAMP, "The event's time is missing or none.");
        }
        long id = sysmon.id() == null ? -1 : sysmon.id();
        EcsEvent.Builder event =
                EcsEvent.builder()
                        .set(EcsField.TIMESTAMP, time)
                        .set(EcsField.EVENT_KIND, "event")
                        .set(EcsField.EVENT_DATASET, name())
                        .set(EcsField.EVENT_CODE, id < 0 ? null : Long.toString(id))
                        .set(EcsField.EVENT_PROVIDER, sysmon.provider())
                        .set(EcsField.EVENT_ACTION, "linux-sysmon-event-" + id)
                        .set(EcsField.HOST_NAME, sysmon.computer())
                        .set(EcsField.HOST_HOSTNAME, sysmon.computer())
                        .set(EcsField.HOST_OS_TYPE, "linux")
                        .set(EcsField.RULE_NAME, sysmon.value("RuleName"))
                        .set(EcsField.USER_NAME, sysmon.firstOf("User", "SourceUser"))
                        .set(
                                EcsField.PROCESS_PID,
                                Scan.number(sysmon.firstOf("ProcessId", "SourceProcessId")))
                        .set(
                                EcsField.PROCESS_ENTITY_ID,
                                guid(sysmon.firstOf("ProcessGuid", "SourceProcessGuid")));
        Executable.process(event, sysmon.firstOf("Image", "SourceImage"));
        describe(event, sysmon, (int) Math.min(id, Integer.MAX_VALUE));
        if (!sysmon.data().isEmpty()) {
            event.vendor("sysmon.event_data", sysmon.data());
        }
        return new Normalized.Parsed(event);
    }

    private static void describe(EcsEvent.Builder event, WindowsEvent sysmon, int id) {
        switch (id) {
            case 1 -> {
                event.set(EcsField.PROCESS_COMMAND_LINE, sysmon.value("CommandLine"))
                        .set(EcsField.PROCESS_WORKING_DIRECTORY, sysmon.value("CurrentDirectory"))
                        .set(EcsField.PROCESS_PARENT_PID, number(sysmon, "ParentProcessId"))
                        .set(
                                EcsField.PROCESS_PARENT_ENTITY_ID,
                                guid(sysmon.value("ParentProcessGuid")))
                        .set(EcsField.PROCESS_PARENT_EXECUTABLE, sysmon.value("ParentImage"))
                        .set(
                                EcsField.PROCESS_PARENT_COMMAND_LINE,
                                sysmon.value("ParentCommandLine"));
                kind(event, "created-process", "process", "start");
            }
            case 3 -> {
                Flow.endpoints(
                        event,
                        sysmon.value("SourceIp"),
                        number(sysmon, "SourcePort"),
                        sysmon.value("DestinationIp"),
                        number(sysmon, "DestinationPort"),
                        sysmon.value("Protocol"));
                boolean outbound = !"false".equals(sysmon.value("Initiated"));
                event.set(EcsField.NETWORK_DIRECTION, outbound ? "egress" : "ingress")
                        .set(EcsField.EVENT_CATEGORY, "network")
                        .set(EcsField.EVENT_TYPE, List.of("connection", "start"))
                        .set(EcsField.EVENT_ACTION, "network-connection");
            }
            case 4 -> kind(event, "sysmon-service-state-changed", "process", "change");
            case 5 -> kind(event, "terminated-process", "process", "end");
            case 9 -> kind(event, "raw-access-read", "process", "access");
            case 10 -> kind(event, "accessed-process", "process", "access");
            case 11 -> file(event, sysmon, "created-file", "creation");
            case 16 -> kind(event, "sysmon-configuration-changed", "configuration", "change");
            case 23 -> file(event, sysmon, "deleted-file", "deletion");
            default -> kind(event, "linux-sysmon-event-" + id, "host", "info");
        }
    }

    private static void file(
            EcsEvent.Builder event, WindowsEvent sysmon, String action, String type) {
        UnixPaths.file(event, sysmon.value("TargetFilename"));
        kind(event, action, "file", type);
    }

    private static void kind(EcsEvent.Builder event, String action, String category, String type) {
        event.set(EcsField.EVENT_ACTION, action)
                .set(EcsField.EVENT_CATEGORY, category)
                .set(EcsField.EVENT_TYPE, type);
    }

    private static @Nullable Long number(WindowsEvent sysmon, String name) {
        return Scan.number(sysmon.value(name));
    }

    private static @Nullable String guid(@Nullable String text) {
        if (text == null || text.length() < 2) {
            return null;
        }
        String guid = text.startsWith("{") ? text.substring(1, text.length() - 1) : text;
        return guid.chars().allMatch(c -> c == '0' || c == '-') ? null : guid;
    }
}
