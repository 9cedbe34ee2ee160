package io.tripline.ingest.source;

import java.time.Instant;
import java.time.ZoneId;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What stands in front of a syslog message: RFC 5424, RFC 3164 with and without priority, rsyslog's file form with an ISO
 * 8601 time, and BusyBox's with the priority in words. Read in one pass.
 *
 * @param time null if the header has one that is no time
 * @param program the program's own name, without path and process id
 * @param message what follows the header
 * @see <a href="https://www.rfc-editor.org/rfc/rfc5424">RFC 5424</a>
 * @see <a href="https://www.rfc-editor.org/rfc/rfc3164">RFC 3164</a>
 */
record SyslogHeader(
        @Nullable Integer priority,
        @Nullable Instant time,
        @Nullable String host,
        @Nullable String program,
        @Nullable String processId,
        @Nullable String messageId,
        boolean structured,
        String message) {
    private static final int HIGHEST_PRIORITY = 191;
    private static final int LONGEST_PROGRAM = 64;
    private static final int LONGEST_ZONE = 9;
    private static final String FORWARDED = "Message forwarded from ";
    private static final char BYTE_ORDER_MARK = '\uFEFF';

    /** A record's header: what its shipper took off, or else what the line starts with; empty if there is neither. */
    static Optional<SyslogHeader> of(RawRecord raw) {
        return raw.header();
    }

    /** Reads it anew, for the record to keep. */
    static Optional<SyslogHeader> read(RawRecord raw) {
        RawRecord.Shipped shipped = raw.shipped();
        if (shipped.program().isEmpty()) {
            return raw.json().isPresent()
                    ? Optional.empty()
                    : parse(raw.text().stripTrailing(), raw.received(), raw.zone());
        }
        return Optional.of(
                new SyslogHeader(
                        null,
                        shipped.timestamp().or(shipped::created).orElse(null),
                        shipped.host().orElse(null),
                        RawRecord.Shipped.programName(shipped.program().orElseThrow()),
                        shipped.processId().map(String::valueOf).orElse(null),
                        null,
                        false,
                        raw.text().stripTrailing()));
    }

    /**
     * The header of a device's line, which may be none: then the line is the message, and the time is the shipper's or
     * that of arrival, which Kafka keeps.
     */
    static SyslogHeader ofDevice(RawRecord raw) {
        Optional<SyslogHeader> header = of(raw);
        if (header.isPresent()) {
            return header.orElseThrow();
        }
        Scanner scanner = new Scanner(raw.text().stripTrailing());
        scanner.skip(BYTE_ORDER_MARK);
        Integer priority = scanner.priority();
        scanner.spaces();
        return new SyslogHeader(
                priority,
                raw.shipped().timestamp().or(raw.shipped()::created).orElse(raw.received()),
                raw.shipped().sender().orElse(null),
                null,
                null,
                null,
                false,
                scanner.line.substring(scanner.at));
    }

    /** The header of a line; empty if it starts with none of the forms. */
    static Optional<SyslogHeader> parse(String line, Instant received, ZoneId zone) {
        return new Scanner(line).header(received, zone);
    }

    private static final class Scanner {
        private final String line;
        private int at;

        Scanner(String line) {
            this.line = line;
        }

        Optional<SyslogHeader> header(Instant received, ZoneId zone) {
            skip(BYTE_ORDER_MARK);
            Integer priority = priority();
            // Cisco's devices may put a colon in front of the time, a relay a blank behind that.
            skip(':');
            spaces();
            if (line.startsWith("1 ", at) && startsIsoOrNil(at + 2)) {
                at += 2;
                return Optional.of(structured(priority, zone));
            }
            if (startsIso(at)) {
                String word = word();
                // Cisco's devices that write no host end the time with a colon.
                Instant time =
                        SyslogTime.iso(
                                word.endsWith(":") ? word.substring(0, word.length() - 1) : word,
                                zone);
                return Optional.of(tagged(priority, time));
            }
            int appleTime = endOfAppleTime();
            if (appleTime > 0) {
                String time =
                        line.substring(at, at + 10) + "T" + line.substring(at + 11, appleTime);
                at = appleTime;
                return Optional.of(tagged(priority, SyslogTime.iso(time, zone)));
            }
            Integer yearInFront = null;
            if (isYear() && SyslogTime.month(line, at + 5) > 0) {
                yearInFront = number(4);
                at++;
            }
            int month = SyslogTime.month(line, at);
            if (month == 0 || at + 3 >= line.length() || line.charAt(at + 3) != ' ') {
                return Optional.empty();
            }
            at += 3;
            spaces();
            int day = number(2);
            spaces();
            Integer year = isYear() ? (Integer) number(4) : yearInFront;
            spaces();
            String clock = word();
            if (day < 0 || clock.length() < 8 || clock.charAt(2) != ':') {
                return Optional.empty();
            }
            ZoneId stated = statedZone();
            Instant time =
                    SyslogTime.of(
                            year, month, day, clock, received, stated == null ? zone : stated);
            return Optional.of(tagged(priority, time));
        }

        private SyslogHeader structured(@Nullable Integer priority, ZoneId zone) {
            String time = word();
            String host = unlessNil(word());
            String program = unlessNil(word());
            String processId = unlessNil(word());
            String messageId = unlessNil(word());
            structuredData();
            // rsyslog forwards with a blank more: its own template's, and what stood behind the
            // colon.
            spaces();
            skip(BYTE_ORDER_MARK);
            // rsyslog takes the blank behind a program's tag for the message's first.
            spaces();
            return new SyslogHeader(
                    priority,
                    SyslogTime.iso(time, zone),
                    host,
                    program == null ? null : RawRecord.Shipped.programName(program),
                    processId,
                    messageId,
                    true,
                    line.substring(at));
        }

        /** Cisco's devices may name the zone behind the time, {@code EST: %ASA-...}; one of several meanings is passed over. */
        private @Nullable ZoneId statedZone() {
            int colon = endOfWord() - 1;
            if (colon <= at
                    || colon - at > LONGEST_ZONE
                    || !line.startsWith(": %", colon)
                    || !TimeZoneWord.isOne(line.substring(at, colon))) {
                return null;
            }
            String word = word();
            return TimeZoneWord.zone(word.substring(0, word.length() - 1));
        }

        /** The host and the tag, {@code program[pid]:}. Each may be missing. */
        private SyslogHeader tagged(@Nullable Integer priority, @Nullable Instant time) {
            spaces();
            String host = null;
            int end = endOfWord();
            boolean isTag =
                    end == line.length()
                            || line.charAt(at) == '{'
                            || line.charAt(Math.max(at, end - 1)) == ':'
                            || line.indexOf('[', at, end) > at
                            || !isName(end)
                            || line.startsWith("last message repeated ", at);
            if (!isTag) {
                host = word();
                spaces();
            }
            // AIX says of whom it has a message that it hands on.
            int forwarded = line.startsWith(FORWARDED, at) ? line.indexOf(": ", at) : -1;
            if (forwarded > 0 && forwarded - at < LONGEST_PROGRAM + FORWARDED.length()) {
                host = line.substring(at + FORWARDED.length(), forwarded);
                at = forwarded + 2;
            }
            if (priority == null && host != null) {
                return tag(writtenPriority(), time, host);
            }
            return tag(priority, time, host);
        }

        /** No host's or program's name has such a sign: there the message of a device begins that writes none. */
        private boolean isName(int end) {
            return line.indexOf('=', at, end) < 0
                    && line.indexOf(',', at, end) < 0
                    && line.indexOf('|', at, end) < 0;
        }

        /** What BusyBox writes into its file in place of a number, {@code auth.info}, with the tag behind it. */
        private @Nullable Integer writtenPriority() {
            int word = at;
            int end = endOfWord();
            Integer priority = SyslogFields.priority(line.substring(at, end));
            at = end;
            spaces();
            if (priority != null && line.charAt(endOfWord() - 1) == ':') {
                return priority;
            }
            at = word;
            return null;
        }

        private SyslogHeader tag(
                @Nullable Integer priority, @Nullable Instant time, @Nullable String host) {
            int start = at;
            int i = behindBrackets();
            while (i < line.length()
                    && i - start < LONGEST_PROGRAM
                    && " :[(".indexOf(line.charAt(i)) < 0) {
                i++;
            }
            int nameEnd = i;
            // Old PAM puts the module behind the name: su(pam_unix)[123].
            if (i < line.length() && line.charAt(i) == '(') {
                int closing = line.indexOf(')', i);
                i = closing > 0 && closing - i < LONGEST_PROGRAM ? closing + 1 : i;
            }
            String module = line.startsWith("(pam_", nameEnd) ? line.substring(nameEnd, i) : "";
            String processId = null;
            if (i < line.length() && line.charAt(i) == '[') {
                int closing = i + 1;
                while (closing < line.length() && isDigit(line.charAt(closing))) {
                    closing++;
                }
                if (closing > i + 1 && closing < line.length() && line.charAt(closing) == ']') {
                    processId = line.substring(i + 1, closing);
                    i = closing + 1;
                }
            }
            boolean colon = i < line.length() && line.charAt(i) == ':';
            boolean isObject = start < line.length() && line.charAt(start) == '{';
            if (nameEnd == start || isObject || !isName(nameEnd) || !(colon || processId != null)) {
                return new SyslogHeader(
                        priority, time, host, null, null, null, false, line.substring(start));
            }
            at = colon ? i + 1 : i;
            spaces();
            messageNumber();
            return new SyslogHeader(
                    priority,
                    time,
                    host,
                    RawRecord.Shipped.programName(line.substring(start, nameEnd)),
                    processId,
                    null,
                    false,
                    // As still older versions wrote it.
                    module.isEmpty() ? line.substring(at) : module + " " + line.substring(at));
        }

        /** Solaris and illumos number their messages behind the tag: {@code [ID 800047 auth.info]}. */
        private void messageNumber() {
            int closing = line.startsWith("[ID ", at) ? line.indexOf("] ", at) : -1;
            if (closing > at && closing - at < LONGEST_PROGRAM) {
                at = closing + 2;
            }
        }

        /** Behind {@code (systemd)}, as systemd's children are called before they become a program, or where we are. */
        private int behindBrackets() {
            int closing = line.startsWith("(", at) ? line.indexOf(')', at) : -1;
            return closing > at && closing < endOfWord() && closing - at < LONGEST_PROGRAM
                    ? closing + 1
                    : at;
        }

        private @Nullable Integer priority() {
            if (at >= line.length() || line.charAt(at) != '<') {
                return null;
            }
            int before = at;
            at++;
            int priority = number(3);
            if (priority < 0
                    || priority > HIGHEST_PRIORITY
                    || at >= line.length()
                    || line.charAt(at) != '>') {
                at = before;
                return null;
            }
            at++;
            return priority;
        }

        private void structuredData() {
            if (at < line.length() && line.charAt(at) == '-') {
                at++;
                return;
            }
            while (at < line.length() && line.charAt(at) == '[') {
                boolean quoted = false;
                for (at++; at < line.length(); at++) {
                    char c = line.charAt(at);
                    if (quoted && c == '\\') {
                        at++;
                    } else if (c == '"') {
                        quoted = !quoted;
                    } else if (c == ']' && !quoted) {
                        break;
                    }
                }
                at = Math.min(at + 1, line.length());
            }
        }

        private boolean startsIso(int from) {
            return from + 10 < line.length()
                    && isDigit(line.charAt(from))
                    && isDigit(line.charAt(from + 3))
                    && line.charAt(from + 4) == '-'
                    && line.charAt(from + 7) == '-'
                    && line.charAt(from + 10) == 'T';
        }

        /**
         * Where a time ends as macOS' {@code log show --style syslog} writes it, {@code 2026-03-02 08:00:00.123456+0100}, with
         * two blanks behind; 0 if there is none.
         */
        private int endOfAppleTime() {
            int zone = at + 26;
            return zone + 7 < line.length()
                            && line.charAt(at + 4) == '-'
                            && line.charAt(at + 10) == ' '
                            && line.charAt(at + 19) == '.'
                            && (line.charAt(zone) == '+' || line.charAt(zone) == '-')
                            && isDigit(line.charAt(at))
                            && isDigit(line.charAt(zone + 1))
                            && line.startsWith("  ", zone + 5)
                    ? zone + 5
                    : 0;
        }

        private boolean startsIsoOrNil(int from) {
            return startsIso(from) || line.startsWith("- ", from);
        }

        /** Cisco and some embedded systems write the year behind the day. */
        private boolean isYear() {
            return at + 4 < line.length()
                    && line.charAt(at + 4) == ' '
                    && isDigit(line.charAt(at))
                    && isDigit(line.charAt(at + 1))
                    && isDigit(line.charAt(at + 2))
                    && isDigit(line.charAt(at + 3));
        }

        private int number(int longest) {
            int value = -1;
            for (int i = 0; i < longest && at < line.length() && isDigit(line.charAt(at)); i++) {
                value = Math.max(value, 0) * 10 + line.charAt(at) - '0';
                at++;
            }
            return value;
        }

        private int endOfWord() {
            int end = line.indexOf(' ', at);
            return end < 0 ? line.length() : end;
        }

        private String word() {
            int end = endOfWord();
            String word = line.substring(at, end);
            at = Math.min(end + 1, line.length());
            return word;
        }

        private void spaces() {
            while (at < line.length() && line.charAt(at) == ' ') {
                at++;
            }
        }

        private void skip(char c) {
            if (at < line.length() && line.charAt(at) == c) {
                at++;
            }
        }

        private static @Nullable String unlessNil(String word) {
            return word.isEmpty() || word.equals("-") ? null : word;
        }

        private static boolean isDigit(char c) {
            return c >= '0' && c <= '9';
        }
    }
}
