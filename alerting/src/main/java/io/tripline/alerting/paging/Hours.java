package io.tripline.alerting.paging;

import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.BitSet;
import java.util.Set;

/**
 * Named hours of the week on a wall clock.
 *
 * @param days those on which they begin
 * @param to the first minute that is not theirs; not after {@code from} means on the next day
 */
public record Hours(String name, Set<DayOfWeek> days, LocalTime from, LocalTime to) {
    private static final int DAY = 24 * 60;

    /** The minutes of a week. */
    static final int WEEK = 7 * DAY;

    public Hours {
        days = Set.copyOf(days);
    }

    boolean contain(Instant time, ZoneId zone) {
        return minutes().get(minute(time, zone));
    }

    /** Which minutes of a week, from Monday's first, are theirs. */
    BitSet minutes() {
        BitSet minutes = new BitSet(WEEK);
        int begin = from.toSecondOfDay() / 60;
        int end = to.toSecondOfDay() / 60;
        int length = end > begin ? end - begin : end + DAY - begin;
        for (DayOfWeek day : days) {
            int first = (day.getValue() - 1) * DAY + begin;
            minutes.set(first, Math.min(first + length, WEEK));
            // Sunday's night ends on Monday.
            minutes.set(0, Math.max(0, first + length - WEEK));
        }
        return minutes;
    }

    /** Every minute of a week. */
    static BitSet always() {
        BitSet minutes = new BitSet(WEEK);
        minutes.set(0, WEEK);
        return minutes;
    }

    static int minute(Instant time, ZoneId zone) {
        ZonedDateTime there = time.atZone(zone);
        return (there.getDayOfWeek().getValue() - 1) * DAY
                + there.getHour() * 60
                + there.getMinute();
    }
}
