package io.tripline.ingest.source;

import io.tripline.contracts.EcsEvent;
import io.tripline.contracts.EcsField;
import java.time.Instant;

/**
 * Lines of {@code key=value} of devices that have no source of their own, such as SonicWall and Sophos, which are
 * recognized; others by a header or a mapping.
 */
public final class KeyValueLines implements LogSource {
    private static final int FEWEST_PAIRS = 2;

    @Override
    public String name() {
        return "keyvalue.lines";
    }

    @Override
    public boolean recognizes(RawRecord raw) {
        return raw.json().isEmpty()
                && (isSonicWall(raw)
                        || Marker.in(raw, "device=\"SFW\"") >= 0
                        || Marker.in(raw, "device_name=\"SFW\"") >= 0);
    }

    /** {@code id=firewall sn=}, where another word may have been set for the first, and blanks follow it. */
    private static boolean isSonicWall(RawRecord raw) {
        String text = raw.text();
        int at = Marker.in(raw, "id=");
        int serial = at < 0 ? -1 : text.indexOf(' ', at);
        while (serial >= 0 && text.startsWith(" ", serial)) {
            serial++;
        }
        return serial > 0 && text.startsWith("sn=", serial) && text.indexOf(" time=\"", serial) > 0;
    }

    @Override
    public Glance glance() {
        return Glance.LINES;
    }

    @Override
    public Normalized normalize(RawRecord raw) {
        SyslogHeader header = SyslogHeader.ofDevice(raw);
        KeyValues log = KeyValues.of(header.message());
        if (log.values().size() < FEWEST_PAIRS) {
            return new Normalized.Rejected(
                    RejectedReason.UNPARSABLE_LINE, "The line has fewer than two pairs key=value.");
        }
        Instant time = CommonFields.time(log, raw.zone());
        time = time == null ? header.time() : time;
        if (time == null) {
            return new Normalized.Rejected(
                    RejectedReason.INVALID_TIMESTAMP, "The line's time is no time.");
        }
        EcsEvent.Builder event =
                EcsEvent.builder()
                        .set(EcsField.TIMESTAMP, time)
                        .set(EcsField.EVENT_KIND, "event")
                        .set(EcsField.EVENT_DATASET, name())
                        .set(EcsField.OBSERVER_HOSTNAME, header.host());
        SyslogFields.set(event, header);
        CommonFields.fill(
                event,
                log,
                "keyvalue",
                log.or("logdesc", log.or("msg", log.or("log_subtype", ""))));
        return new Normalized.Parsed(event);
    }
}
