package io.tripline.ingest.source;

import java.time.DateTimeException;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Records of audit as {@code ausearch -i} shows them, {@code type=USER_LOGIN msg=audit(03/02/2026 08:00:00.123:456) : pid=900
 * uid=root ...}, brought into the daemon's form: a time of the host's own zone, and names in place of numbers.
 *
 * @see <a href="https://man7.org/linux/man-pages/man8/ausearch.8.html">ausearch(8)</a>
 */
final class InterpretedAudit {
    private static final Pattern HEAD =
            Pattern.compile(
                    "((?:node=\\S{1,255} )?type=[A-Z0-9_\\[\\]]{1,64} msg=audit\\()(\\d\\d)/(\\d\\d)/(\\d{2}|\\d{4})"
                            + " (\\d\\d):(\\d\\d):(\\d\\d)\\.(\\d{1,6}):(\\d{1,18})\\) ?: ?");

    /** What has a number in the daemon's form; names have capitals there. */
    private static final Pattern ID =
            Pattern.compile(
                    "(?<=^| |')(auid|uid|gid|euid|suid|fsuid|egid|sgid|fsgid|ouid|ogid|id)=(?=[^\\d ])");

    private InterpretedAudit() {}

    /** The record in the daemon's form; null if it is none, or its time is none. */
    static @Nullable String record(String line, ZoneId zone) {
        Matcher head = HEAD.matcher(line);
        if (!head.lookingAt()) {
            return null;
        }
        try {
            int year = Integer.parseInt(head.group(4));
            long second =
                    LocalDateTime.of(
                                    year < 100 ? 2000 + year : year,
                                    Integer.parseInt(head.group(2)),
                                    Integer.parseInt(head.group(3)),
                                    Integer.parseInt(head.group(5)),
                                    Integer.parseInt(head.group(6)),
                                    Integer.parseInt(head.group(7)))
                            .atZone(zone)
                            .toEpochSecond();
            return head.group(1)
                    + second
                    + "."
                    + head.group(8)
                    + ":"
                    + head.group(9)
                    + "): "
                    + ID.matcher(line.substring(head.end()))
                            .replaceAll(id -> id.group(1).toUpperCase(Locale.ROOT) + "=");
        } catch (DateTimeException e) {
            // A month or an hour that there is not: of another country's form, perhaps.
            return null;
        }
    }
}
