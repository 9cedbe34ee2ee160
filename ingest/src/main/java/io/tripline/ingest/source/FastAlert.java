package io.tripline.ingest.source;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.re2j.Matcher;
import com.google.re2j.Pattern;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * An alert as Suricata and Snort write it in one line, to syslog or to a file, brought into the form of EVE.
 *
 * @see <a href="https://docs.suricata.io/en/latest/configuration/suricata-yaml.html#outputs">Outputs</a>
 */
final class FastAlert {
    private static final Pattern ALERT =
            Pattern.compile(
                    "(?:\\[(\\w{1,20})\\] )?(?:\\[\\*\\*\\] )?\\[(\\d{1,9}):(\\d{1,10}):(\\d{1,9})\\] (.{1,500}?)"
                            // Snort's own rules may be of no class.
                            + " (?:\\[\\*\\*\\] )?(?:\\[Classification: (.{0,200}?)\\] )?\\[Priority: (\\d{1,9})\\]:?"
                            // Of what cannot be taken apart, the beginning of the packet.
                            + " (?:(?:\\[AppID: [^\\]]{1,64}\\] )?\\{([^}]{1,40})\\} (\\S{1,64}) -> (\\S{1,64})"
                            + "|\\[\\*\\*\\] \\[Raw pkt: .{0,200})");

    /** {@code 03/02/2026-08:00:00.123456}, in the sensor's own zone; Snort writes no year. */
    private static final Pattern TIME =
            Pattern.compile(
                    "(\\d\\d)/(\\d\\d)(?:/(\\d{4}))?-(\\d\\d:\\d\\d:\\d\\d\\.\\d{1,9}) {1,2}");

    private static final Set<String> BLOCKED =
            Set.of("drop", "block", "reset", "force_drop", "force_block", "force_reset");

    private static final int LONGEST = 2_048;

    private FastAlert() {}

    static boolean isOne(RawRecord raw) {
        return raw.json().isEmpty() && raw.text().length() < LONGEST && matcher(raw) != null;
    }

    /** As EVE has it; null if it is none. */
    static @Nullable JsonNode read(RawRecord raw) {
        Matcher alert = raw.text().length() < LONGEST ? matcher(raw) : null;
        if (alert == null) {
            return null;
        }
        ObjectNode eve = JsonNodeFactory.instance.objectNode();
        Instant time = time(raw);
        eve.put("timestamp", time == null ? null : time.toString());
        eve.put("event_type", "alert");
        SyslogHeader.of(raw)
                .map(SyslogHeader::host)
                .or(raw.shipped()::sender)
                .ifPresent(host -> eve.put("host", host));
        String protocol = alert.group(8);
        if (protocol != null) {
            // Snort's PROTO:255 is the protocol's number.
            eve.put("proto", protocol.substring(protocol.indexOf(':') + 1));
            end(eve, "src", alert.group(9), protocol);
            end(eve, "dest", alert.group(10), protocol);
        }
        eve.putObject("alert")
                .put("action", isBlocked(alert.group(1)) ? "blocked" : "allowed")
                .put("gid", Scan.number(alert.group(2)))
                .put("signature_id", Scan.number(alert.group(3)))
                .put("rev", Scan.number(alert.group(4)))
                .put("signature", unquoted(alert.group(5)))
                .put("category", "(null)".equals(alert.group(6)) ? null : alert.group(6))
                .put("severity", Scan.number(alert.group(7)));
        return eve;
    }

    private static @Nullable Matcher matcher(RawRecord raw) {
        String text = raw.text().stripTrailing();
        Optional<SyslogHeader> header = SyslogHeader.of(raw);
        String alert = null;
        if (header.isPresent() && isProgram(header.get().program())) {
            alert = header.get().message();
        } else if (startsAsFile(text)) {
            alert = text.substring(text.indexOf(' ')).stripLeading();
        }
        if (alert == null || alert.isEmpty() || alert.charAt(0) != '[') {
            return null;
        }
        Matcher matcher = ALERT.matcher(alert);
        return matcher.matches() ? matcher : null;
    }

    private static boolean isProgram(@Nullable String program) {
        return "suricata".equals(program) || "snort".equals(program);
    }

    /** Whether Snort wrote it, of which this is the form, too. */
    static boolean isOfSnort(RawRecord raw) {
        return startsAsFile(raw.text())
                ? raw.text().charAt(5) == '-'
                : SyslogHeader.of(raw)
                        .map(SyslogHeader::program)
                        .filter("snort"::equals)
                        .isPresent();
    }

    /** What was done, where it is said: Suricata's {@code Drop}; Snort 3 has more words, and says what it would or could not do. */
    private static boolean isBlocked(@Nullable String done) {
        return done != null && BLOCKED.contains(done.toLowerCase(Locale.ROOT));
    }

    /** Snort 3 writes a signature in quotes. */
    private static String unquoted(String text) {
        return text.length() > 2 && text.startsWith("\"") && text.endsWith("\"")
                ? text.substring(1, text.length() - 1)
                : text;
    }

    /** Whether it has the file's own time in front, to the microsecond. */
    static boolean isOfFile(RawRecord raw) {
        return startsAsFile(raw.text());
    }

    private static boolean startsAsFile(String text) {
        return text.length() > 30
                && text.charAt(2) == '/'
                && (text.charAt(10) == '-' || text.charAt(5) == '-')
                && TIME.matcher(text).lookingAt();
    }

    private static @Nullable Instant time(RawRecord raw) {
        Matcher time = TIME.matcher(raw.text());
        if (!time.lookingAt()) {
            return SyslogHeader.of(raw).map(SyslogHeader::time).orElse(null);
        }
        Long year = time.group(3) == null ? null : Scan.number(time.group(3));
        return SyslogTime.of(
                year == null ? null : (Integer) year.intValue(),
                Integer.parseInt(time.group(1)),
                Integer.parseInt(time.group(2)),
                time.group(4),
                raw.received(),
                raw.zone());
    }

    /** The port stands behind the last colon, also of IPv6; of ICMP these are type and code. */
    private static void end(ObjectNode eve, String side, String end, String protocol) {
        int colon = end.lastIndexOf(':');
        Long port = colon < 0 ? null : Scan.number(end.substring(colon + 1));
        eve.put(side + "_ip", colon < 0 ? end : end.substring(0, colon));
        if (port != null && !protocol.contains("ICMP")) {
            eve.put(side + "_port", port);
        }
    }
}
