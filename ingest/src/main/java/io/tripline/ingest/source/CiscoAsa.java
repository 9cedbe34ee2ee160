package io.tripline.ingest.source;

import io.tripline.contracts.EcsEvent;
import io.tripline.contracts.EcsField;
import java.time.Instant;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Cisco's ASA and FTD: connections, denials, AAA, VPN sessions, administrators' commands. A message of another number is
 * an event with its number and text.
 *
 * @see <a href="https://www.cisco.com/c/en/us/td/docs/security/asa/syslog/b_syslog.html">Cisco Secure Firewall ASA series
 *     syslog messages</a>
 */
public final class CiscoAsa implements LogSource {
    private static final int ID_LENGTH = 6;

    /** What stands behind the percent sign: product, severity, number. */
    private record Tag(String product, long severity, String id, String text) {
        static @Nullable Tag in(RawRecord raw) {
            int percent = Marker.in(raw, "%ASA-");
            percent = percent < 0 ? Marker.in(raw, "%FTD-") : percent;
            // Firepower's sensors that are no firewall.
            percent = percent < 0 ? Marker.in(raw, "%NGIPS-") : percent;
            if (percent < 0) {
                return null;
            }
            String line = raw.text();
            int colon = line.indexOf(':', percent);
            int dash = line.lastIndexOf('-', colon < 0 ? line.length() : colon);
            if (colon < 0 || colon - dash != ID_LENGTH + 1 || dash < percent + 6) {
                return null;
            }
            // A class may stand in between: %ASA-session-6-302013.
            Long severity = Scan.number(line.substring(dash - 1, dash));
            Long id = Scan.number(line.substring(dash + 1, colon));
            return severity == null || id == null
                    ? null
                    : new Tag(
                            line.substring(percent + 1, line.indexOf('-', percent)),
                            severity,
                            line.substring(dash + 1, colon),
                            line.substring(colon + 1).strip());
        }
    }

    @Override
    public String name() {
        return "cisco.asa";
    }

    @Override
    public boolean recognizes(RawRecord raw) {
        return raw.json().isEmpty() && Tag.in(raw) != null;
    }

    @Override
    public Glance glance() {
        return Glance.LINES;
    }

    @Override
    public Normalized normalize(RawRecord raw) {
        Tag tag = Tag.in(raw);
        if (tag == null) {
            return new Normalized.Rejected(
                    RejectedReason.UNPARSABLE_LINE,
                    "The line has no %ASA- or %FTD- with a number.");
        }
        SyslogHeader header = SyslogHeader.ofDevice(raw);
        Instant time = time(header, raw);
        if (time == null) {
            return new Normalized.Rejected(
                    RejectedReason.INVALID_TIMESTAMP, "The line's time is no time.");
        }
        EcsEvent.Builder event =
                EcsEvent.builder()
                        .set(EcsField.TIMESTAMP, time)
                        .set(EcsField.EVENT_KIND, "event")
                        .set(EcsField.EVENT_DATASET, name())
                        .set(EcsField.EVENT_CODE, tag.id())
                        .set(EcsField.EVENT_SEVERITY, tag.severity())
                        .set(EcsField.MESSAGE, tag.text())
                        .set(EcsField.OBSERVER_VENDOR, "Cisco")
                        .set(EcsField.OBSERVER_PRODUCT, tag.product())
                        .set(EcsField.OBSERVER_TYPE, "firewall")
                        .set(EcsField.OBSERVER_HOSTNAME, header.host());
        SyslogFields.set(event, header);
        event.clear(EcsField.LOG_SYSLOG_APPNAME);
        CiscoMessages.describe(tag.id(), tag.text(), event);
        if (!event.has(EcsField.EVENT_ACTION)) {
            CiscoMentions.related(tag.text(), event);
        }
        event.setIfAbsent(EcsField.EVENT_CATEGORY, "network")
                .setIfAbsent(EcsField.EVENT_TYPE, "info")
                .setIfAbsent(
                        EcsField.EVENT_ACTION,
                        tag.product().toLowerCase(Locale.ROOT) + "-" + tag.id());
        return new Normalized.Parsed(event);
    }

    /** The device's own, which may name its zone, where a relay has put its header before. */
    private static @Nullable Instant time(SyslogHeader header, RawRecord raw) {
        return header.program() == null
                ? SyslogHeader.parse(header.message(), raw.received(), raw.zone())
                        .map(SyslogHeader::time)
                        .orElse(header.time())
                : header.time();
    }
}
