package io.tripline.ingest.source;

import io.tripline.contracts.EcsEvent;
import io.tripline.contracts.EcsField;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * QRadar's Log Event Extended Format, versions 1 and 2.
 *
 * @see <a href="https://www.ibm.com/docs/en/dsm?topic=overview-leef-event-components">LEEF event components</a>
 */
public final class Leef implements LogSource {
    private static final String START = "LEEF:";

    @Override
    public String name() {
        return "leef.events";
    }

    @Override
    public boolean recognizes(RawRecord raw) {
        int at = raw.json().isPresent() ? -1 : Marker.in(raw, START);
        return at >= 0
                && (raw.text().startsWith("1.0|", at + START.length())
                        || raw.text().startsWith("2.0|", at + START.length()));
    }

    @Override
    public Glance glance() {
        return Glance.LINES;
    }

    @Override
    public Normalized normalize(RawRecord raw) {
        String text = raw.text().stripTrailing();
        int start = text.indexOf(START);
        String[] header =
                start < 0 ? new String[0] : text.substring(start + START.length()).split("\\|", 7);
        if (header.length < 6) {
            return new Normalized.Rejected(
                    RejectedReason.UNPARSABLE_LINE, "The line has no LEEF header of five fields.");
        }
        boolean second = header[0].startsWith("2");
        char separator = '\t';
        String attributes = header.length > 6 ? header[5] + "|" + header[6] : header[5];
        // Without a separator of its own, the bar may stand in a value.
        if (second && header.length > 6 && header[5].indexOf('=') < 0) {
            separator = separator(header[5]);
            attributes = header[6];
        }
        // What rsyslog makes of a tab.
        attributes = separator == '\t' ? attributes.replace("#011", "\t") : attributes;
        if (separator == '\t' && attributes.indexOf('\t') < 0) {
            // Some part them by the sign that the header has.
            separator = '|';
        }
        Map<String, String> pairs = new LinkedHashMap<>();
        for (String pair : attributes.split(Pattern.quote(String.valueOf(separator)), 512)) {
            int equals = pair.indexOf('=');
            if (equals > 0) {
                KeyValues.put(
                        pairs,
                        pair.substring(0, equals).strip(),
                        pair.substring(equals + 1).strip());
            }
        }
        KeyValues log = new KeyValues(pairs);
        SyslogHeader syslog = SyslogHeader.ofDevice(raw);
        Instant time = CommonFields.time(log, raw.zone());
        time = time == null ? weekday(text, start, raw) : time;
        time = time == null ? syslog.time() : time;
        if (time == null) {
            return new Normalized.Rejected(
                    RejectedReason.INVALID_TIMESTAMP,
                    "Neither devTime nor the syslog header is a time.");
        }
        EcsEvent.Builder event =
                EcsEvent.builder()
                        .set(EcsField.TIMESTAMP, time)
                        .set(EcsField.EVENT_KIND, "event")
                        .set(EcsField.EVENT_DATASET, name())
                        .set(EcsField.EVENT_CODE, header[4])
                        .set(EcsField.EVENT_SEVERITY, log.number("sev"))
                        .set(EcsField.OBSERVER_VENDOR, header[1])
                        .set(EcsField.OBSERVER_PRODUCT, header[2])
                        .set(EcsField.OBSERVER_VERSION, header[3]);
        if (!VendorForms.describe(
                event, header[1], header[2], header[4], header[4], log, raw.zone())) {
            CommonFields.fill(event, log, "leef", header[4]);
        }
        event.setIfAbsent(EcsField.OBSERVER_HOSTNAME, syslog.host())
                .setIfAbsent(EcsField.EVENT_ACTION, header[4]);
        return new Normalized.Parsed(event);
    }

    /** The time of a header that has the day of the week before and the year behind: {@code Mon Mar  2 08:00:00 2026 host}. */
    private static @Nullable Instant weekday(String text, int end, RawRecord raw) {
        int at = text.startsWith("<") ? text.indexOf('>') + 1 : 0;
        int year = at + "Mon Mar  2 08:00:00 ".length();
        if (year + 5 > end
                || text.charAt(at + 3) != ' '
                || SyslogTime.month(text, at + 4) == 0
                || text.charAt(at + 7) != ' ') {
            return null;
        }
        Long day = Scan.number(text.substring(at + 8, at + 10).strip());
        Long ofYear = Scan.number(text.substring(year, year + 4));
        return day == null || ofYear == null
                ? null
                : SyslogTime.of(
                        ofYear.intValue(),
                        SyslogTime.month(text, at + 4),
                        day.intValue(),
                        text.substring(year - "08:00:00 ".length(), year - 1),
                        raw.received(),
                        raw.zone());
    }

    /** A character, or its code in hexadecimal: {@code x09}, {@code 0x09}. */
    private static char separator(String text) {
        String code =
                text.startsWith("0x")
                        ? text.substring(2)
                        : (text.startsWith("x") ? text.substring(1) : "");
        if (code.length() == 2 || code.length() == 4) {
            try {
                return (char) Integer.parseInt(code, 16);
            } catch (NumberFormatException e) {
                return '\t';
            }
        }
        return text.length() == 1 ? text.charAt(0) : '\t';
    }
}
