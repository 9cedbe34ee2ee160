package io.tripline.ingest.source;

import java.time.Instant;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A line of a file that a server writes itself, without syslog in between: a time of the program's own form, and the text
 * behind it.
 *
 * @see <a href="https://bind9.readthedocs.io/en/latest/reference.html#namedconf-statement-print-time">BIND: print-time</a>
 * @see <a href="https://unbound.docs.nlnetlabs.nl/en/latest/manpages/unbound.conf.html">unbound.conf: logfile</a>
 */
record OwnFile(@Nullable Instant time, String text) {
    private static final int LONGEST_EPOCH = 12;

    /** What BIND writes behind the time: a category, a severity, each if it is told to, and whom it is about. */
    private static final Pattern BIND =
            Pattern.compile(
                    "(?:(?:queries|query-errors|security|rpz|rpz-passthru|client|resolver|update"
                            + "|update-security|xfer-in|xfer-out|notify|dnssec|lame-servers|rate-limit"
                            + "|unmatched|general|config|network|zoneload|database|default|edns-disabled"
                            + "|serve-stale|spill|dispatch|cname|nsid|trust-anchor-telemetry): "
                            + "(?:critical|error|warning|notice|info|debug \\d{1,2}): .*)"
                            + "|(?:[a-z-]{1,30}: ){0,2}client @0x.*",
                    Pattern.DOTALL);

    /** Whether this is unmistakably BIND's, and not another program's that writes the time so. */
    static boolean isBind(String text) {
        return BIND.matcher(text).matches();
    }

    /**
     * {@code 02-Mar-2026 08:00:00.123 }, or as ISO 8601, with and without the zone: BIND's; null if the line begins
     * otherwise.
     */
    static @Nullable OwnFile bind(RawRecord raw) {
        String line = raw.text();
        if (line.length() > 24 && line.charAt(4) == '-' && line.charAt(10) == 'T') {
            int end = line.indexOf(' ');
            String text = line.substring(end + 1).stripTrailing();
            return end < 23 || end > 30 || !isBind(text)
                    ? null
                    : new OwnFile(SyslogTime.iso(line.substring(0, end), raw.zone()), text);
        }
        if (line.length() < 22
                || line.charAt(2) != '-'
                || line.charAt(6) != '-'
                || line.charAt(11) != ' ') {
            return null;
        }
        int month = SyslogTime.month(line, 3);
        int blank = line.indexOf(' ', 12);
        if (month == 0 || blank < 0) {
            return null;
        }
        return new OwnFile(
                time(raw, line.substring(7, 11), month, line.substring(0, 2), line, 12, blank),
                line.substring(blank + 1).stripTrailing());
    }

    /** {@code [1772438400] unbound[123:0] }; null if the line begins otherwise. */
    static @Nullable OwnFile unbound(RawRecord raw) {
        String line = raw.text();
        int closing = line.startsWith("[") ? line.indexOf("] unbound[") : -1;
        if (closing < 0 || closing > LONGEST_EPOCH) {
            return null;
        }
        Long second = Scan.number(line.substring(1, closing));
        return second == null
                ? null
                : new OwnFile(
                        Timestamps.readable(Instant.ofEpochSecond(second)),
                        line.substring(closing + 2).stripTrailing());
    }

    /**
     * {@code 2026-03-02 08:00:00 } or {@code Mon Mar  2 08:00:00 2026 }, perhaps with {@code us=123456 } behind it:
     * OpenVPN's since 2.5 and before; null if the line begins otherwise.
     */
    static @Nullable OwnFile openVpn(RawRecord raw) {
        String line = raw.text();
        if (line.length() > 20
                && line.charAt(4) == '-'
                && line.charAt(10) == ' '
                && line.charAt(19) == ' ') {
            return new OwnFile(
                    SyslogTime.iso(
                            line.substring(0, 10) + "T" + line.substring(11, 19), raw.zone()),
                    withoutMicroseconds(line.substring(20)));
        }
        if (line.length() < 26) {
            return null;
        }
        int month = line.charAt(3) == ' ' ? SyslogTime.month(line, 4) : 0;
        if (month == 0 || line.charAt(19) != ' ' || line.charAt(24) != ' ') {
            return null;
        }
        return new OwnFile(
                time(raw, line.substring(20, 24), month, line.substring(8, 10), line, 11, 19),
                withoutMicroseconds(line.substring(25)));
    }

    private static @Nullable Instant time(
            RawRecord raw, String year, int month, String day, String line, int from, int to) {
        Long years = Scan.number(year);
        Long days = Scan.number(day.strip());
        return years == null || days == null
                ? null
                : SyslogTime.of(
                        years.intValue(),
                        month,
                        days.intValue(),
                        line.substring(from, to),
                        raw.received(),
                        raw.zone());
    }

    private static String withoutMicroseconds(String text) {
        String behind = text.startsWith("us=") ? text.substring(text.indexOf(' ') + 1) : text;
        return behind.stripTrailing();
    }
}
