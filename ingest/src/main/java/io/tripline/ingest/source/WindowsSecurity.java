package io.tripline.ingest.source;

import com.fasterxml.jackson.databind.JsonNode;
import io.tripline.contracts.EcsEvent;
import io.tripline.contracts.EcsField;
import io.tripline.contracts.StableId;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import javax.xml.stream.XMLStreamException;
import org.jspecify.annotations.Nullable;

/**
 * The Windows Security log, and of the System log the service installations, as Winlogbeat's JSON or as event XML.
 *
 * @see <a
 *     href="https://learn.microsoft.com/en-us/previous-versions/windows/it-pro/windows-10/security/threat-protection/auditing/security-auditing-overview">Security
 *     auditing: the events</a>
 */
public final class WindowsSecurity implements LogSource {
    /** Before the first Windows that had an event log: an unset FILETIME reads 1601. */
    private static final Instant FIRST_EVENT_LOG = Instant.parse("1993-07-27T00:00:00Z");

    private static final String SERVICE_CONTROL_MANAGER = "Service Control Manager";
    private static final long SERVICE_INSTALLED = 7045;

    @Override
    public String name() {
        return "windows.security";
    }

    @Override
    public boolean recognizes(RawRecord raw) {
        if (raw.json().isPresent()) {
            JsonNode winlog = raw.json().get().path("winlog");
            String channel = Json.text(winlog, "channel");
            if ("Security".equalsIgnoreCase(channel)) {
                return true;
            }
            Long id = Json.number(winlog, "event_id");
            return "System".equalsIgnoreCase(channel)
                    && id != null
                    && id == SERVICE_INSTALLED
                    && SERVICE_CONTROL_MANAGER.equals(Json.text(winlog, "provider_name"));
        }
        String text = raw.text();
        return startsAsXml(text)
                && text.contains(WindowsEventXml.NAMESPACE)
                && (text.contains("<Channel>Security</Channel>")
                        || (text.contains("<Channel>System</Channel>")
                                && text.contains(">7045</EventID>")
                                && text.contains(SERVICE_CONTROL_MANAGER)));
    }

    @Override
    public Normalized normalize(RawRecord raw) {
        if (raw.json().isPresent()) {
            return normalize(WindowsEvent.ofWinlogbeat(raw.json().get()), raw.zone());
        }
        if (!startsAsXml(raw.text())) {
            return new Normalized.Rejected(
                    RejectedReason.UNPARSABLE_LINE, "Neither a JSON object nor XML.");
        }
        if (raw.text().length() > WindowsEventXml.MAX_LENGTH) {
            return new Normalized.Rejected(
                    RejectedReason.TOO_LARGE, "The XML is longer than any Windows event.");
        }
        try {
            return normalize(WindowsEventXml.read(withoutMark(raw.text())), raw.zone());
        } catch (XMLStreamException e) {
            return new Normalized.Rejected(
                    RejectedReason.MALFORMED_XML,
                    "The XML is not well-formed, has a document type or entities, or is no event.");
        }
    }

    private Normalized normalize(WindowsEvent windows, ZoneId zone) {
        if (windows.id() == null || windows.id() < 0) {
            return new Normalized.Rejected(
                    RejectedReason.MISSING_FIELD, "The event has no event id.");
        }
        Instant time = time(windows.time(), zone);
        if (time == null || time.isBefore(FIRST_EVENT_LOG)) {
            return new Normalized.Rejected(
                    RejectedReason.INVALID_TIMESTAMP, "The event's time is missing or none.");
        }
        EcsEvent.Builder event = EcsEvent.builder();
        event.set(EcsField.TIMESTAMP, time);
        event.set(EcsField.EVENT_KIND, "event");
        event.set(EcsField.EVENT_DATASET, name());
        event.set(EcsField.EVENT_CODE, windows.id().toString());
        event.set(EcsField.EVENT_PROVIDER, windows.provider());
        event.set(EcsField.EVENT_ID, id(windows, time));
        event.set(EcsField.MESSAGE, windows.message());
        host(event, windows);
        WindowsDetails.fill(event, windows);
        WindowsAction action = WindowsAction.of(windows);
        if (action == null) {
            event.set(EcsField.EVENT_ACTION, genericAction(windows));
            event.set(EcsField.EVENT_OUTCOME, windows.audit());
            WindowsAccounts.fill(event, windows, WindowsAction.Accounts.SUBJECT);
        } else {
            event.set(EcsField.EVENT_ACTION, action.name());
            event.set(EcsField.EVENT_CATEGORY, action.categories());
            event.set(EcsField.EVENT_TYPE, action.types());
            WindowsAccounts.fill(event, windows, action.accounts());
            WindowsOutcome.fill(event, windows, action);
        }
        return new Normalized.Parsed(event);
    }

    private static void host(EcsEvent.Builder event, WindowsEvent windows) {
        // A forwarded event is read on the collector but tells of the computer it names.
        String host = windows.computer() == null ? windows.collector() : windows.computer();
        event.set(EcsField.HOST_NAME, host);
        event.set(EcsField.HOST_OS_TYPE, "windows");
        if (host != null) {
            int dot = host.indexOf('.');
            event.set(
                    EcsField.HOST_HOSTNAME,
                    (dot < 0 ? host : host.substring(0, dot)).toLowerCase(Locale.ROOT));
        }
    }

    /**
     * The record id counts per computer and channel, and anew when the log is cleared. The time is cut to what Winlogbeat
     * keeps, so that an event that comes in both forms is one event.
     */
    private @Nullable String id(WindowsEvent windows, Instant time) {
        if (windows.recordId() == null || windows.computer() == null || windows.channel() == null) {
            return null;
        }
        return StableId.of(
                name(),
                windows.computer().toLowerCase(Locale.ROOT),
                windows.channel().toLowerCase(Locale.ROOT),
                windows.recordId(),
                time.truncatedTo(ChronoUnit.MILLIS).toString());
    }

    private static String genericAction(WindowsEvent windows) {
        String provider = windows.provider() == null ? "windows" : windows.provider();
        return provider.toLowerCase(Locale.ROOT).replace(' ', '-') + "-event-" + windows.id();
    }

    /** ISO 8601; where it names no zone, as some shippers write it, the zone configured for the record. */
    private static @Nullable Instant time(@Nullable String text, ZoneId zone) {
        Instant time = Timestamps.iso(text);
        if (time != null || text == null || text.length() < 19 || text.length() > 29) {
            return time;
        }
        try {
            return LocalDateTime.parse(text.replace(' ', 'T')).atZone(zone).toInstant();
        } catch (DateTimeException e) {
            return null;
        }
    }

    private static boolean startsAsXml(String text) {
        String start = withoutMark(text.substring(0, Math.min(text.length(), 64)));
        return start.startsWith("<Event")
                || start.startsWith("<?xml")
                || start.startsWith("<!DOCTYPE");
    }

    private static String withoutMark(String text) {
        return (text.startsWith("\uFEFF") ? text.substring(1) : text).strip();
    }
}
