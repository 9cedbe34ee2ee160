package io.tripline.contracts;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;
import java.time.Month;
import java.time.Year;
import org.jspecify.annotations.Nullable;

/** Reads and writes the form that events have times in, {@code 2026-03-02T09:30:00.123Z}, at a tenth of what a general format costs. */
public final class UtcTime {
    private static final String FORM = "dddd-dd-ddTdd:dd:dd";
    private static final int SECONDS_END = FORM.length();
    private static final int MOST_DIGITS = 9;

    /** With nine digits behind the seconds. */
    static final int LONGEST = SECONDS_END + 1 + MOST_DIGITS + 1;

    private static final int SECONDS_PER_DAY = 86_400;

    private UtcTime() {}

    /** The time; null if the text has another form, which may still be a time. */
    public static @Nullable Instant parse(String text) {
        int end = text.length() - 1;
        return end >= 0 && text.charAt(end) == 'Z' ? parse(text, end) : null;
    }

    /** The time that stands in front of this place, where the zone begins, as if that were UTC; else as {@link #parse}. */
    public static @Nullable Instant parse(String text, int end) {
        if (end < SECONDS_END || !hasForm(text)) {
            return null;
        }
        int year = 100 * number(text, 0) + number(text, 2);
        int month = number(text, 5);
        int day = number(text, 8);
        int hour = number(text, 11);
        int minute = number(text, 14);
        int second = number(text, 17);
        // Leap seconds, hour 24 and what is no time are left to those who know them.
        if (month < 1
                || month > 12
                || day < 1
                || day > Month.of(month).length(Year.isLeap(year))
                || hour > 23
                || minute > 59
                || second > 59) {
            return null;
        }
        int nanos = 0;
        if (end > SECONDS_END) {
            int digits = end - SECONDS_END - 1;
            if (text.charAt(SECONDS_END) != '.' || digits < 1 || digits > MOST_DIGITS) {
                return null;
            }
            for (int i = 0; i < MOST_DIGITS; i++) {
                char c = i < digits ? text.charAt(SECONDS_END + 1 + i) : '0';
                if (c < '0' || c > '9') {
                    return null;
                }
                nanos = 10 * nanos + c - '0';
            }
        }
        long days = LocalDate.of(year, month, day).toEpochDay();
        return Instant.ofEpochSecond(
                days * SECONDS_PER_DAY + hour * 3_600L + minute * 60L + second, nanos);
    }

    /** The same text as {@link Instant#toString}. */
    public static String text(Instant time) {
        if (!EcsJson.isReadable(time)) {
            return time.toString();
        }
        byte[] text = new byte[LONGEST];
        return new String(text, 0, write(time, text, 0), StandardCharsets.ISO_8859_1);
    }

    /**
     * Writes a time of the years 0001 to 9999 as {@link Instant#toString} does: seconds, and none, three, six or nine
     * digits behind them. Gives the place behind it; there must be room for {@link #LONGEST} bytes.
     */
    static int write(Instant time, byte[] into, int from) {
        LocalDate date =
                LocalDate.ofEpochDay(Math.floorDiv(time.getEpochSecond(), SECONDS_PER_DAY));
        int second = Math.floorMod(time.getEpochSecond(), SECONDS_PER_DAY);
        digits(date.getYear(), 4, into, from);
        into[from + 4] = '-';
        digits(date.getMonthValue(), 2, into, from + 5);
        into[from + 7] = '-';
        digits(date.getDayOfMonth(), 2, into, from + 8);
        into[from + 10] = 'T';
        digits(second / 3_600, 2, into, from + 11);
        into[from + 13] = ':';
        digits(second / 60 % 60, 2, into, from + 14);
        into[from + 16] = ':';
        digits(second % 60, 2, into, from + 17);
        int end = from + SECONDS_END;
        int nanos = time.getNano();
        if (nanos != 0) {
            int count = nanos % 1_000_000 == 0 ? 3 : nanos % 1_000 == 0 ? 6 : MOST_DIGITS;
            into[end] = '.';
            digits(nanos / (count == 3 ? 1_000_000 : count == 6 ? 1_000 : 1), count, into, end + 1);
            end += count + 1;
        }
        into[end] = 'Z';
        return end + 1;
    }

    private static void digits(int number, int count, byte[] into, int from) {
        int rest = number;
        for (int i = from + count - 1; i >= from; i--) {
            into[i] = (byte) ('0' + rest % 10);
            rest /= 10;
        }
    }

    private static boolean hasForm(String text) {
        for (int i = 0; i < SECONDS_END; i++) {
            char wanted = FORM.charAt(i);
            char c = text.charAt(i);
            if (wanted == 'd' ? c < '0' || c > '9' : c != wanted) {
                return false;
            }
        }
        return true;
    }

    /** Of two digits. */
    private static int number(String text, int at) {
        return 10 * (text.charAt(at) - '0') + text.charAt(at + 1) - '0';
    }
}
