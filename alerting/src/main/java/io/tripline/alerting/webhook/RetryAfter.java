package io.tripline.alerting.webhook;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.temporal.ChronoField;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * The header {@code Retry-After}: seconds, or a date in one of the three forms of HTTP.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc9110#section-10.2.3">RFC 9110, 10.2.3 and 5.6.7</a>
 */
final class RetryAfter {
    /** More digits are a wait that nobody means; it is bounded anyway. */
    private static final Duration LONGEST = Duration.ofSeconds(999_999_999);

    private RetryAfter() {}

    /** How long to wait; empty if it says nothing that can be read, or a time that is over. */
    static Optional<Duration> read(String text, Instant now) {
        String plain = text.strip();
        if (plain.matches("\\d{1,9}")) {
            return Optional.of(Duration.ofSeconds(Long.parseLong(plain)));
        }
        if (plain.matches("\\d{10,1000}")) {
            return Optional.of(LONGEST);
        }
        for (DateTimeFormatter form : forms(now)) {
            try {
                Instant until = LocalDateTime.parse(plain, form).toInstant(ZoneOffset.UTC);
                return until.isBefore(now)
                        ? Optional.empty()
                        : Optional.of(Duration.between(now, until));
            } catch (DateTimeException e) {
                // Perhaps of another form.
            }
        }
        return Optional.empty();
    }

    private static List<DateTimeFormatter> forms(Instant now) {
        // RFC 850's year has two digits: one more than 50 years ahead is in the past.
        int base = now.atZone(ZoneOffset.UTC).getYear() - 49;
        return List.of(
                DateTimeFormatter.RFC_1123_DATE_TIME,
                new DateTimeFormatterBuilder()
                        .parseCaseInsensitive()
                        .appendPattern("EEEE, dd-MMM-")
                        .appendValueReduced(ChronoField.YEAR, 2, 2, base)
                        .appendPattern(" HH:mm:ss 'GMT'")
                        .toFormatter(Locale.US),
                DateTimeFormatter.ofPattern("EEE MMM ppd HH:mm:ss yyyy", Locale.US));
    }
}
