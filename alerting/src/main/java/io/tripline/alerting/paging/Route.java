package io.tripline.alerting.paging;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.temporal.ChronoUnit;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;

/**
 * Where alerts of a kind go. An alert takes the first route that matches.
 *
 * @param to destinations that are told at once
 * @param quiet hours in which nobody is told; afterwards what was held back is summed up
 * @param groupWait how long an alert waits for its incident, if an incident's alerts are one page that is kept up to date;
 *     otherwise empty
 */
public record Route(
        String name,
        Match when,
        List<String> to,
        List<Hours> quiet,
        Optional<Duration> groupWait,
        Optional<Limit> limit,
        Optional<Escalation> escalation) {
    public Route {
        to = List.copyOf(to);
        quiet = List.copyOf(quiet);
    }

    /** Tells everybody named, about everything, at once. */
    public static Route everything(String name, List<String> to) {
        return new Route(
                name,
                Match.ALL,
                to,
                List.of(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
    }

    /** When the quiet hours that it is in end; empty outside of them. */
    Optional<Instant> quietUntil(Instant now, ZoneId zone) {
        BitSet minutes = quietMinutes();
        int minute = Hours.minute(now, zone);
        if (!minutes.get(minute)) {
            return Optional.empty();
        }
        int end = minutes.nextClearBit(minute);
        if (end >= Hours.WEEK) {
            end = minutes.nextClearBit(0) + Hours.WEEK;
        }
        // On the wall clock: where it is changed a quiet night has an hour more or less.
        ZonedDateTime ends =
                now.atZone(zone)
                        .toLocalDateTime()
                        .truncatedTo(ChronoUnit.MINUTES)
                        .plusMinutes(end - (long) minute)
                        .atZone(zone);
        // A time that comes twice: the first one is over.
        return Optional.of(
                (ends.toInstant().isAfter(now) ? ends : ends.withLaterOffsetAtOverlap())
                        .toInstant());
    }

    /** Whether no minute of a week is left in which it may tell anybody. */
    boolean isAlwaysQuiet() {
        BitSet loud = when.minutes();
        loud.andNot(quietMinutes());
        return loud.isEmpty();
    }

    private BitSet quietMinutes() {
        BitSet minutes = new BitSet(Hours.WEEK);
        quiet.forEach(each -> minutes.or(each.minutes()));
        return minutes;
    }
}
