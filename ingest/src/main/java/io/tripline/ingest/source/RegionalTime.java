package io.tripline.ingest.source;

import com.google.re2j.Matcher;
import com.google.re2j.Pattern;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A day and a time of day in the format of a Windows server's language: {@code 3/2/2026 8:00:01 AM}, {@code 02.03.2026
 * 08:00:01}, {@code 2. 3. 2026 8:00:01}, {@code 2026-03-02 오전 8:00:01}.
 */
record RegionalTime(
        String first,
        char sign,
        int second,
        int third,
        int hour,
        int minute,
        int secondOfMinute,
        String half) {
    private static final Pattern FORM =
            Pattern.compile(
                    "(\\d{1,4})([/.-]) ?(\\d{1,2})[/.-] ?(\\d{1,4})\\.? +(?:([^\\x00-\\x7f]{1,8}) +)?"
                            + "(\\d{1,2})[:.](\\d\\d)[:.](\\d\\d)(?: +(\\S{1,8}))?");

    private static final int LONGEST = 48;

    /** A log is read about when it is written, which tells the day from the month where each may be either. */
    private static final Duration NEAR = Duration.ofDays(1);

    /** Null if it is none. */
    static @Nullable RegionalTime of(String text) {
        if (text.length() > LONGEST || text.isEmpty() || !Character.isDigit(text.charAt(0))) {
            return null;
        }
        // Newer versions put blanks in that do not break.
        Matcher form = FORM.matcher(text.replace('\u202f', ' ').replace('\u00a0', ' '));
        if (!form.matches()) {
            return null;
        }
        String half = form.group(5) == null ? form.group(9) : form.group(5);
        return new RegionalTime(
                form.group(1),
                form.group(2).charAt(0),
                Integer.parseInt(form.group(3)),
                Integer.parseInt(form.group(4)),
                Integer.parseInt(form.group(6)),
                Integer.parseInt(form.group(7)),
                Integer.parseInt(form.group(8)),
                half == null ? "" : half.toLowerCase(Locale.ROOT).replace(".", ""));
    }

    /** When that was; null if it is no time, or names the half of the day in words that are not known. */
    @Nullable Instant instant(RawRecord raw) {
        int front = Integer.parseInt(first);
        if (first.length() == 4) {
            return at(front, second, third, raw);
        }
        int year = third < 100 ? 2000 + third : third;
        Instant dayFirst = at(year, second, front, raw);
        if (sign != '/') {
            return dayFirst;
        }
        Instant monthFirst = at(year, front, second, raw);
        boolean isDayFirst =
                monthFirst == null
                        || (dayFirst != null && isNear(dayFirst, raw) && !isNear(monthFirst, raw));
        return isDayFirst ? dayFirst : monthFirst;
    }

    private static boolean isNear(Instant time, RawRecord raw) {
        return Duration.between(time, raw.received()).abs().compareTo(NEAR) <= 0;
    }

    private @Nullable Instant at(int year, int month, int day, RawRecord raw) {
        int ofDay =
                switch (half) {
                    case "" -> hour;
                    case "am", "오전", "上午", "午前", "πμ" -> hour == 12 ? 0 : hour;
                    case "pm", "오후", "下午", "午後", "μμ" -> hour < 12 ? hour + 12 : hour;
                    default -> -1;
                };
        try {
            return Timestamps.readable(
                    LocalDateTime.of(year, month, day, ofDay, minute, secondOfMinute)
                            .atZone(raw.zone())
                            .toInstant());
        } catch (DateTimeException e) {
            return null;
        }
    }
}
