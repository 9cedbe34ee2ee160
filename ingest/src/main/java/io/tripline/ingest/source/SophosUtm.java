package io.tripline.ingest.source;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** What Sophos UTM puts in front of its pairs: {@code <30>2026:03:02-08:00:00 utm-1 ulogd[503]: id="2001" severity="info" sys=...}. */
final class SophosUtm {
    private static final int LENGTH_OF_TIME = 19;

    private SophosUtm() {}

    static boolean isOne(RawRecord raw) {
        String text = raw.text();
        int at = start(text);
        return at >= 0 && headEnd(text, at) > 0;
    }

    /** Its time, host and program; the pairs are the message. */
    static SyslogHeader header(RawRecord raw) {
        String text = raw.text().stripTrailing();
        int at = start(text);
        int end = headEnd(text, at);
        Instant time =
                SyslogTime.iso(
                        text.substring(at, at + 10).replace(':', '-')
                                + "T"
                                + text.substring(at + 11, at + LENGTH_OF_TIME),
                        raw.zone());
        String[] words = text.substring(at + LENGTH_OF_TIME + 1, end).split(" ", 3);
        String program = words.length < 2 ? null : Scan.before(Scan.before(words[1], "["), ":");
        return new SyslogHeader(
                priority(text), time, words[0], program, null, null, false, text.substring(end));
    }

    private static @Nullable Integer priority(String text) {
        Long number = text.startsWith("<") ? Scan.number(Scan.after(text, "<", ">")) : null;
        return number == null || number > 191 ? null : (Integer) number.intValue();
    }

    /** Where the time begins; -1 if there is none of this form. */
    private static int start(String text) {
        int at = text.startsWith("<") ? text.indexOf('>') + 1 : 0;
        return at + LENGTH_OF_TIME < text.length()
                        && at <= 5
                        && text.charAt(at + 4) == ':'
                        && text.charAt(at + 7) == ':'
                        && text.charAt(at + 10) == '-'
                        && text.charAt(at + 13) == ':'
                        && text.charAt(at + LENGTH_OF_TIME) == ' '
                        && Character.isDigit(text.charAt(at))
                ? at
                : -1;
    }

    /** Where the pairs begin, behind host and program, which have no blanks; -1 if nowhere. */
    private static int headEnd(String text, int at) {
        int host = text.indexOf(' ', at + LENGTH_OF_TIME + 1);
        int program = host < 0 ? -1 : text.indexOf(": ", host);
        return program > 0
                        && text.indexOf(' ', host + 1) == program + 1
                        && text.startsWith("id=\"", program + 2)
                        && text.indexOf(" severity=\"", program) > 0
                ? program + 2
                : -1;
    }
}
