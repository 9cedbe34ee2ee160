package io.tripline.ingest.source;

import io.tripline.contracts.EcsEvent;
import io.tripline.contracts.EcsField;
import io.tripline.contracts.StableId;
import io.tripline.contracts.UtcTime;
import java.time.Instant;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import java.util.Set;
import javax.xml.stream.XMLStreamException;
import org.jspecify.annotations.Nullable;

/**
 * A Windows event log as a log source: what all of them share, whichever form their entries come in. A subclass says
 * which channels are its own and what their entries mean.
 */
abstract class WindowsLog implements LogSource {
    /** Before the first Windows that had an event log: an unset FILETIME reads 1601. */
    private static final Instant FIRST_EVENT_LOG = Instant.parse("1993-07-27T00:00:00Z");

    private final String name;

    WindowsLog(String name) {
        this.name = name;
    }

    /** Whether entries of this channel are of this source. */
    abstract boolean isOf(String channel);

    /** Says what happened and who did it, beside what {@link #normalize} has set for entries of every log. */
    abstract void describe(EcsEvent.Builder event, WindowsEvent windows);

    @Override
    public final String name() {
        return name;
    }

    @Override
    public final boolean recognizes(RawRecord raw) {
        String channel = WindowsForms.channel(raw);
        return channel != null && isOf(channel);
    }

    @Override
    public final Glance glance() {
        return new Glance(true, true, Set.of("winlog", "EventID"));
    }

    @Override
    public boolean isSentBySyslog() {
        return true;
    }

    @Override
    public boolean isWrittenOnItsHost() {
        return true;
    }

    @Override
    public final Normalized normalize(RawRecord raw) {
        if (raw.json().isEmpty() && !WindowsForms.startsAsXml(raw.text())) {
            return new Normalized.Rejected(
                    RejectedReason.UNPARSABLE_LINE, "Neither a JSON object nor XML.");
        }
        if (raw.json().isEmpty() && raw.text().length() > WindowsEventXml.MAX_LENGTH) {
            return new Normalized.Rejected(
                    RejectedReason.TOO_LARGE, "The XML is longer than any Windows event.");
        }
        try {
            return normalize(WindowsForms.read(raw), raw.zone());
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
        EcsEvent.Builder event =
                EcsEvent.builder()
                        .set(EcsField.TIMESTAMP, time)
                        .set(EcsField.EVENT_KIND, "event")
                        .set(EcsField.EVENT_DATASET, name)
                        .set(EcsField.EVENT_CODE, windows.id().toString())
                        .set(EcsField.EVENT_PROVIDER, windows.provider())
                        .set(EcsField.EVENT_ID, id(windows, time))
                        .set(EcsField.MESSAGE, windows.message());
        host(event, windows);
        WindowsDetails.log(event, windows);
        describe(event, windows);
        if (!event.has(EcsField.EVENT_ACTION)) {
            event.set(EcsField.EVENT_ACTION, genericAction(windows));
            WindowsAccounts.related(event, windows);
            WindowsDetails.related(event, windows);
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
                name,
                windows.computer().toLowerCase(Locale.ROOT),
                windows.channel().toLowerCase(Locale.ROOT),
                windows.recordId(),
                UtcTime.text(time.truncatedTo(ChronoUnit.MILLIS)));
    }

    private static String genericAction(WindowsEvent windows) {
        String provider = windows.provider() == null ? "windows" : windows.provider();
        return provider.toLowerCase(Locale.ROOT).replace(' ', '-') + "-event-" + windows.id();
    }

    /** ISO 8601; where it names no zone, as some shippers write it, the zone configured for the record. */
    private static @Nullable Instant time(@Nullable String text, ZoneId zone) {
        if (text == null || text.length() < 19 || text.length() > 29) {
            return Timestamps.iso(text);
        }
        return SyslogTime.iso(text.replace(' ', 'T'), zone);
    }
}
