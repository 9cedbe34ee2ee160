package io.tripline.alerting.mutes;

import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.Optional;
import java.util.Set;

/**
 * A time that comes again on certain days of the week.
 *
 * @param length at most a day; where the clocks change, the length counts and not the time of the end
 */
public record MaintenanceWindow(Set<DayOfWeek> days, LocalTime from, Duration length, ZoneId zone) {
    static final Duration LONGEST = Duration.ofDays(1);

    public MaintenanceWindow {
        days = Set.copyOf(days);
    }

    /** When the window ends that this time lies in; empty if it lies in none. */
    Optional<Instant> endOf(Instant time) {
        LocalDate today = time.atZone(zone).toLocalDate();
        // One that began yesterday may still be open.
        for (LocalDate day : new LocalDate[] {today, today.minusDays(1)}) {
            ZonedDateTime begin = day.atTime(from).atZone(zone);
            Instant end = begin.toInstant().plus(length);
            if (days.contains(day.getDayOfWeek())
                    && !time.isBefore(begin.toInstant())
                    && time.isBefore(end)) {
                return Optional.of(end);
            }
        }
        return Optional.empty();
    }
}
