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
                && (SonicWall.isOne(raw)
                        || CheckPointLog.isOne(raw)
                        || SophosUtm.isOne(raw)
                        || Marker.in(raw, "device=\"SFW\"") >= 0
                        || Marker.in(raw, "device_name=\"SFW\"") >= 0);
    }

    @Override
    public Glance glance() {
        return Glance.LINES;
    }

    @Override
    public Normalized normalize(RawRecord raw) {
        if (CheckPointLog.isOne(raw)) {
            return CheckPointLog.normalize(name(), raw);
        }
        boolean isUtm = SophosUtm.isOne(raw);
        SyslogHeader header = isUtm ? SophosUtm.header(raw) : SyslogHeader.ofDevice(raw);
        boolean isSonicWall = SonicWall.isOne(raw);
        KeyValues log =
                isSonicWall
                        ? SonicWall.pairs(header.message())
                        : SophosXg.renamed(KeyValues.of(header.message()));
        if (log.values().size() < FEWEST_PAIRS) {
            return new Normalized.Rejected(
                    RejectedReason.UNPARSABLE_LINE, "The line has fewer than two pairs key=value.");
        }
        Instant time = isUtm ? header.time() : CommonFields.time(log, raw.zone());
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
                isUtm
                        ? log.or("name", "")
                        : log.or("logdesc", log.or("msg", log.or("log_subtype", ""))));
        if (isSonicWall) {
            SonicWall.describe(event, log);
        } else if (SophosXg.isOne(log)) {
            SophosXg.describe(event, log);
        }
        return new Normalized.Parsed(event);
    }
}
