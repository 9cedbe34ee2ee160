package io.tripline.ingest.source;

import io.tripline.contracts.UtcTime;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.Year;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The times of syslog headers, which may lack the year, the zone or both. */
final class SyslogTime {
    private static final List<String> MONTHS =
            List.of(
                    "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov",
                    "Dec");

    /** Between 29 February 1896 and 1904, and around 2100, lie eight years. */
    private static final int YEARS_BACK = 8;

    /** How far a sender's clock may be ahead before a time without a year is taken for last year's. */
    private static final long AHEAD_SECONDS = 86_400;

    private SyslogTime() {}

    /** The number of an English month's first three letters, or 0. */
    static int month(String line, int at) {
        for (int month = 0; month < MONTHS.size(); month++) {
            if (line.startsWith(MONTHS.get(month), at)) {
                return month + 1;
            }
        }
        return 0;
    }

    /**
     * A time without a zone, and perhaps without a year: then of the year that puts it closest to the arrival and not
     * more than a day after it. A time that the zone skips in spring is moved forward by the gap.
     *
     * @param year or null if the line says none
     * @param time {@code HH:mm:ss}, perhaps with a fraction
     */
    static @Nullable Instant of(
            @Nullable Integer year,
            int month,
            int day,
            String time,
            Instant received,
            ZoneId zone) {
        Integer seconds = secondOfDay(time);
        if (seconds == null || month < 1 || day < 1 || day > 31) {
            return null;
        }
        int nanos = nanos(time);
        if (year != null) {
            return at(year, month, day, seconds, nanos, zone);
        }
        Instant latest = received.plusSeconds(AHEAD_SECONDS);
        int last = latest.atZone(zone).getYear();
        for (int candidate = last; candidate >= last - YEARS_BACK; candidate--) {
            Instant instant = at(candidate, month, day, seconds, nanos, zone);
            if (instant != null && !instant.isAfter(latest)) {
                return instant;
            }
        }
        return null;
    }

    /** ISO 8601 with an offset, or without: then in the zone. */
    static @Nullable Instant iso(String text, ZoneId zone) {
        Instant instant = Timestamps.iso(text);
        if (instant != null || text.length() < 16 || text.length() > 40) {
            return instant;
        }
        Instant asUtc = UtcTime.parse(text, text.length());
        try {
            LocalDateTime local =
                    asUtc == null
                            ? LocalDateTime.parse(text)
                            : LocalDateTime.ofInstant(asUtc, ZoneOffset.UTC);
            return Timestamps.readable(local.atZone(zone).toInstant());
        } catch (DateTimeException e) {
            return null;
        }
    }

    private static @Nullable Instant at(
            int year, int month, int day, int seconds, int nanos, ZoneId zone) {
        if (day == 29 && month == 2 && !Year.isLeap(year)) {
            return null;
        }
        try {
            return LocalDateTime.of(
                            year,
                            month,
                            day,
                            seconds / 3600,
                            seconds / 60 % 60,
                            seconds % 60,
                            nanos)
                    .atZone(zone)
                    .toInstant();
        } catch (DateTimeException e) {
            return null;
        }
    }

    /** A leap second counts as the second before it. */
    private static @Nullable Integer secondOfDay(String time) {
        if (time.length() < 8 || time.charAt(2) != ':' || time.charAt(5) != ':') {
            return null;
        }
        int hour = twoDigits(time, 0);
        int minute = twoDigits(time, 3);
        int second = twoDigits(time, 6);
        if (hour < 0 || hour > 23 || minute < 0 || minute > 59 || second < 0 || second > 60) {
            return null;
        }
        return hour * 3600 + minute * 60 + Math.min(second, 59);
    }

    private static int nanos(String time) {
        int nanos = 0;
        int digits = 0;
        if (time.length() > 8 && (time.charAt(8) == '.' || time.charAt(8) == ',')) {
            for (int i = 9; i < time.length() && digits < 9 && isDigit(time.charAt(i)); i++) {
                nanos = nanos * 10 + time.charAt(i) - '0';
                digits++;
            }
        }
        for (; digits < 9; digits++) {
            nanos *= 10;
        }
        return nanos;
    }

    private static int twoDigits(String text, int at) {
        return isDigit(text.charAt(at)) && isDigit(text.charAt(at + 1))
                ? (text.charAt(at) - '0') * 10 + text.charAt(at + 1) - '0'
                : -1;
    }

    private static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }
}
