package io.tripline.deploy.cli;

import io.tripline.contracts.Alert;
import io.tripline.deploy.CannotRunException;
import io.tripline.deploy.ExitCode;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A stretch of event time.
 *
 * @param from the first moment
 * @param to the first moment after it
 */
record TimeSpan(Instant from, Instant to) {
    private static final Pattern AGO = Pattern.compile("(\\d{1,6})(s|m|h|d)");

    TimeSpan {
        if (!from.isBefore(to)) {
            throw new CannotRunException(
                    ExitCode.USAGE, "--from " + from + " is not before --to " + to + ".");
        }
    }

    /** The stretch that {@code --from} and {@code --to} say; it ends now if nothing is said. */
    static TimeSpan of(String from, @Nullable String to, Instant now) {
        return new TimeSpan(
                moment("--from", from, now), to == null ? now : moment("--to", to, now));
    }

    /** The stretch from the first to the last of some alerts, of a day at least. */
    static TimeSpan around(List<Alert> alerts) {
        Instant first =
                alerts.stream()
                        .map(each -> each.occurrence().lastSeen())
                        .min(Comparator.naturalOrder())
                        .orElse(Instant.EPOCH);
        Instant last =
                alerts.stream()
                        .map(each -> each.occurrence().lastSeen())
                        .max(Comparator.naturalOrder())
                        .orElse(Instant.EPOCH);
        Instant day = first.plus(Duration.ofDays(1));
        return new TimeSpan(first, day.isAfter(last) ? day : last.plusMillis(1));
    }

    boolean holds(Instant time) {
        return !time.isBefore(from) && time.isBefore(to);
    }

    /** In days, of which a part counts as a part. */
    double days() {
        return Duration.between(from, to).toMillis() / (double) Duration.ofDays(1).toMillis();
    }

    private static Instant moment(String option, String text, Instant now) {
        Matcher ago = AGO.matcher(text);
        if (ago.matches()) {
            long amount = Long.parseLong(ago.group(1));
            return now.minus(
                    switch (ago.group(2)) {
                        case "s" -> Duration.ofSeconds(amount);
                        case "m" -> Duration.ofMinutes(amount);
                        case "h" -> Duration.ofHours(amount);
                        default -> Duration.ofDays(amount);
                    });
        }
        try {
            return text.indexOf('T') < 0
                    ? LocalDate.parse(text).atStartOfDay(ZoneOffset.UTC).toInstant()
                    : Instant.parse(text);
        } catch (DateTimeException e) {
            throw new CannotRunException(
                    ExitCode.USAGE,
                    option
                            + " is a time like 2026-03-02T08:00:00Z, a day like 2026-03-02 (UTC), or so long ago like 24h, not "
                            + text
                            + ".",
                    e);
        }
    }
}
