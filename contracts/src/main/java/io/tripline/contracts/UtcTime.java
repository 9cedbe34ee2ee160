package io.tripline.contracts;

import java.time.Instant;
import java.time.LocalDate;
import java.time.Month;
import java.time.Year;
import org.jspecify.annotations.Nullable;

/** Reads the form that we write a time in, {@code 2026-03-02T09:30:00.123Z}, at a tenth of the cost of a general parser. */
final class UtcTime {
    private static final String FORM = "dddd-dd-ddTdd:dd:dd";
    private static final int SECONDS_END = FORM.length();
    private static final int MOST_DIGITS = 9;
    private static final int SECONDS_PER_DAY = 86_400;

    private UtcTime() {}

    /** The time; null if the text has another form, which may still be a time. */
    static @Nullable Instant parse(String text) {
        int end = text.length() - 1;
        if (end < SECONDS_END || text.charAt(end) != 'Z' || !hasForm(text)) {
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
