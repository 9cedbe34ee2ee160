package io.tripline.ingest.source;

import io.tripline.contracts.EcsEvent;
import io.tripline.contracts.EcsField;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * What programs write to syslog or the journal that no other source knows: an event with who wrote what, where and when. It
 * names a program in its header, or its shipper does; a line without one may be anything.
 */
public final class SyslogLines implements LogSource {
    private final Predicate<RawRecord> known;

    /**
     * For records that others do not know.
     *
     * @param known whether another source recognizes a record
     */
    SyslogLines(Predicate<RawRecord> known) {
        this.known = known;
    }

    @Override
    public String name() {
        return "linux.syslog";
    }

    @Override
    public boolean recognizes(RawRecord raw) {
        return raw.json().isEmpty()
                && SyslogHeader.of(raw)
                        .filter(header -> header.program() != null && header.time() != null)
                        .isPresent()
                && !known.test(raw);
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
        Optional<SyslogHeader> parsed = SyslogHeader.of(raw);
        if (parsed.isEmpty()) {
            return new Normalized.Rejected(
                    RejectedReason.UNPARSABLE_LINE, "The line has no syslog header.");
        }
        SyslogHeader header = parsed.orElseThrow();
        Instant time = header.time();
        if (time == null) {
            return new Normalized.Rejected(
                    RejectedReason.INVALID_TIMESTAMP, "The line's time is missing or no time.");
        }
        EcsEvent.Builder event =
                EcsEvent.builder()
                        .set(EcsField.TIMESTAMP, time)
                        .set(EcsField.EVENT_KIND, "event")
                        .set(EcsField.EVENT_DATASET, name())
                        .set(EcsField.MESSAGE, header.message())
                        .set(EcsField.HOST_HOSTNAME, header.host())
                        .set(EcsField.HOST_NAME, header.host())
                        .set(EcsField.PROCESS_NAME, header.program())
                        .set(EcsField.PROCESS_PID, Scan.number(header.processId()));
        SyslogFields.set(event, header);
        return new Normalized.Parsed(event);
    }
}
