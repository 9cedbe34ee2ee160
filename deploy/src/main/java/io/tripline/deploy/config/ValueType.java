package io.tripline.deploy.config;

import java.net.URI;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.ZoneId;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * How the text of a value is read.
 *
 * @param name what the reference calls it
 * @param parser refuses with an IllegalArgumentException that says what would be right
 */
public record ValueType<T>(String name, Function<String, T> parser) {
    private static final Pattern SIMPLE_DURATION = Pattern.compile("(\\d{1,12})\\s?(ms|s|m|h|d)");

    /** A hundred years: in nanoseconds it still fits into a long. */
    private static final Duration LONGEST = Duration.ofDays(36_500);

    /** Any text. */
    public static final ValueType<String> TEXT = new ValueType<>("text", Function.identity());

    /** Several texts: a YAML list, or in the environment separated by commas. */
    public static final ValueType<List<String>> LIST = new ValueType<>("list", ValueType::list);

    /** {@code true} or {@code false}, and no third way to write them. */
    public static final ValueType<Boolean> BOOLEAN =
            new ValueType<>("true or false", ValueType::bool);

    /** A whole number from 0. */
    public static final ValueType<Integer> COUNT =
            new ValueType<>("number", text -> number(text, 0, Integer.MAX_VALUE));

    /** A TCP port. */
    public static final ValueType<Integer> PORT =
            new ValueType<>("port", text -> number(text, 1, 65_535));

    /** An amount of memory in megabytes. */
    public static final ValueType<Integer> MEGABYTES =
            new ValueType<>("megabytes", text -> number(text, 64, 1_000_000));

    /** A span of time, {@code 500ms}, {@code 30s}, {@code 10m}, {@code 24h}, {@code 7d} or ISO 8601. */
    public static final ValueType<Duration> DURATION =
            new ValueType<>("duration", ValueType::duration);

    /** A file or directory; a relative one starts at the working directory. */
    public static final ValueType<Path> PATH = new ValueType<>("path", ValueType::path);

    /** An http or https address. */
    public static final ValueType<URI> URL = new ValueType<>("URL", ValueType::url);

    /** Several http or https addresses. */
    public static final ValueType<List<URI>> URLS =
            new ValueType<>("URLs", text -> list(text).stream().map(ValueType::url).toList());

    /** A time zone, {@code UTC} or {@code Europe/Oslo}. */
    public static final ValueType<ZoneId> ZONE = new ValueType<>("time zone", ValueType::zone);

    /** One of an enum's constants, in lower case with dashes. */
    public static <E extends Enum<E>> ValueType<E> oneOf(Class<E> type) {
        List<E> constants = List.of(type.getEnumConstants());
        String names = String.join(", ", constants.stream().map(ValueType::label).toList());
        return new ValueType<>(
                names,
                text ->
                        constants.stream()
                                .filter(each -> label(each).equals(text))
                                .findFirst()
                                .orElseThrow(
                                        () -> new IllegalArgumentException("is none of " + names)));
    }

    private static String label(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    private static List<String> list(String text) {
        return Stream.of(text.split(",", -1))
                .map(String::strip)
                .filter(each -> !each.isEmpty())
                .toList();
    }

    private static Boolean bool(String text) {
        return switch (text) {
            case "true" -> true;
            case "false" -> false;
            default -> throw new IllegalArgumentException("is neither true nor false");
        };
    }

    private static Integer number(String text, int least, int most) {
        String wanted = "is not a whole number from " + least + " to " + most;
        try {
            int number = Integer.parseInt(text.replace("_", ""));
            if (number < least || number > most) {
                throw new IllegalArgumentException(wanted);
            }
            return number;
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException(wanted, e);
        }
    }

    private static Duration duration(String text) {
        Duration duration = anyDuration(text);
        if (duration.isNegative() || duration.compareTo(LONGEST) > 0) {
            throw new IllegalArgumentException("is not from 0s to " + LONGEST.toDays() + "d");
        }
        return duration;
    }

    private static Duration anyDuration(String text) {
        Matcher simple = SIMPLE_DURATION.matcher(text);
        if (simple.matches()) {
            long amount = Long.parseLong(simple.group(1));
            return switch (simple.group(2)) {
                case "ms" -> Duration.ofMillis(amount);
                case "s" -> Duration.ofSeconds(amount);
                case "m" -> Duration.ofMinutes(amount);
                case "h" -> Duration.ofHours(amount);
                default -> Duration.ofDays(amount);
            };
        }
        try {
            return Duration.parse(text);
        } catch (DateTimeParseException e) {
            throw new IllegalArgumentException(
                    "is not a duration such as 500ms, 30s, 10m, 24h, 7d or PT1H30M", e);
        }
    }

    private static Path path(String text) {
        try {
            return Path.of(text);
        } catch (InvalidPathException e) {
            throw new IllegalArgumentException("is not a path", e);
        }
    }

    private static ZoneId zone(String text) {
        try {
            return ZoneId.of(text);
        } catch (DateTimeException e) {
            throw new IllegalArgumentException("is not a time zone such as UTC or Europe/Oslo", e);
        }
    }

    private static URI url(String text) {
        try {
            URI uri = URI.create(text);
            if (uri.getHost() != null
                    && ("http".equals(uri.getScheme()) || "https".equals(uri.getScheme()))) {
                return uri;
            }
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("is not an http or https URL", e);
        }
        throw new IllegalArgumentException("is not an http or https URL");
    }
}
