package io.tripline.correlation;

import io.tripline.contracts.Alert;
import io.tripline.contracts.EcsField;
import io.tripline.correlation.rule.RuleTest;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The alerts that a test expects beside those that there are; what differs is said field by field, for the rule's author. */
final class Comparison {
    private Comparison() {}

    /** Empty if there are the expected alerts and no others. Each text is one difference, of one or several lines. */
    static List<String> differences(RuleTest test, List<Alert> actual) {
        List<RuleTest.Expected> missing = new ArrayList<>();
        List<Alert> extra = new ArrayList<>(actual);
        for (RuleTest.Expected each : test.expected()) {
            Alert met =
                    extra.stream()
                            .filter(alert -> fields(each, alert).isEmpty())
                            .findFirst()
                            .orElse(null);
            if (met == null) {
                missing.add(each);
            } else {
                extra.remove(met);
            }
        }
        List<String> differences = new ArrayList<>();
        for (RuleTest.Expected each : missing) {
            Alert nearest =
                    extra.stream()
                            .min(Comparator.comparingInt(alert -> fields(each, alert).size()))
                            .orElse(null);
            if (nearest == null) {
                differences.add("expected " + text(each) + ", and there is none.");
            } else {
                extra.remove(nearest);
                differences.add(
                        "expected "
                                + text(each)
                                + "; the nearest differs:\n"
                                + table(fields(each, nearest)));
            }
        }
        Instant start =
                test.events().stream()
                        .map(event -> event.timestamp())
                        .min(Comparator.naturalOrder())
                        .orElse(Instant.EPOCH);
        extra.forEach(
                each ->
                        differences.add(
                                "expected no "
                                        + (test.expected().isEmpty() ? "" : "further ")
                                        + "alert, and there is "
                                        + text(each, start)));
        return differences;
    }

    /** A field of which the alert has another value than the test expects. */
    private record Different(String field, String expected, String actual) {}

    private static List<Different> fields(RuleTest.Expected expected, Alert alert) {
        List<Different> different = new ArrayList<>();
        new TreeMap<EcsField, String>(expected.entity())
                .forEach(
                        (field, value) -> {
                            String actual = alert.entity().get(field);
                            if (!value.equals(actual)) {
                                different.add(
                                        new Different(
                                                "entity " + field.fieldName(),
                                                value,
                                                shown(actual)));
                            }
                        });
        new TreeMap<String, Object>(expected.values())
                .forEach(
                        (name, value) -> {
                            Object actual = alert.values().get(name);
                            if (!isEqual(value, actual)) {
                                boolean alike = shown(value).equals(shown(actual));
                                different.add(
                                        new Different(
                                                "value " + name,
                                                shown(value) + (alike ? kind(value) : ""),
                                                shown(actual) + (alike ? kind(actual) : "")));
                            }
                        });
        expected.count()
                .filter(count -> count != alert.occurrence().count())
                .ifPresent(
                        count ->
                                different.add(
                                        new Different(
                                                "count",
                                                shown(count),
                                                shown(alert.occurrence().count()))));
        expected.evidence()
                .filter(number -> number != alert.evidence().size())
                .ifPresent(
                        number ->
                                different.add(
                                        new Different(
                                                "evidence",
                                                number + " events",
                                                alert.evidence().size() + " events")));
        List<String> events = alert.evidence().stream().map(Alert.Evidence::eventId).toList();
        if (!expected.events().isEmpty() && !expected.events().equals(events)) {
            different.add(
                    new Different(
                            "evidence",
                            String.join(" ", expected.events()),
                            String.join(" ", events)));
        }
        return different;
    }

    private static String table(List<Different> fields) {
        int name = fields.stream().mapToInt(each -> each.field.length()).max().orElse(0);
        int expected = fields.stream().mapToInt(each -> each.expected.length()).max().orElse(0);
        return fields.stream()
                .map(
                        each ->
                                "  "
                                        + padded(each.field, name)
                                        + "  expected "
                                        + padded(each.expected, expected)
                                        + "  actual "
                                        + each.actual)
                .collect(Collectors.joining("\n"));
    }

    private static String padded(String text, int width) {
        return text + " ".repeat(width - text.length());
    }

    /** A rule's author need not care whether a number is whole. */
    private static boolean isEqual(Object expected, @Nullable Object actual) {
        return (expected instanceof Number number && actual instanceof Number other)
                ? number.doubleValue() == other.doubleValue()
                : Objects.equals(expected, actual);
    }

    /** Where two look alike, and are not the same. */
    private static String kind(@Nullable Object value) {
        return switch (value) {
            case String _ -> " (a text)";
            case Number _ -> " (a number)";
            case Boolean _ -> " (true or false, no text)";
            case List<?> _ -> " (a list)";
            case null, default -> "";
        };
    }

    private static String shown(@Nullable Object value) {
        return value == null ? "none" : value.toString();
    }

    private static String text(RuleTest.Expected expected) {
        Map<String, Object> parts = new TreeMap<>();
        expected.entity().forEach((field, value) -> parts.put(field.fieldName(), value));
        expected.values().forEach(parts::put);
        expected.count().ifPresent(count -> parts.put("count", count));
        expected.evidence().ifPresent(number -> parts.put("evidence", number));
        if (!expected.events().isEmpty()) {
            parts.put("evidence", expected.events());
        }
        return parts.isEmpty() ? "an alert" : "an alert with " + listed(parts);
    }

    private static String text(Alert alert, Instant start) {
        Map<String, Object> parts = new TreeMap<>();
        alert.entity().forEach((field, value) -> parts.put(field.fieldName(), value));
        parts.putAll(alert.values());
        parts.put("count", alert.occurrence().count());
        parts.put("evidence", alert.evidence().size());
        return "one with "
                + listed(parts)
                + ", from "
                + since(start, alert.occurrence().firstSeen())
                + " to "
                + since(start, alert.occurrence().lastSeen())
                + ".";
    }

    private static String listed(Map<String, Object> parts) {
        return parts.entrySet().stream()
                .map(each -> each.getKey() + "=" + each.getValue())
                .collect(Collectors.joining(" "));
    }

    /** As a timeline says it: 90s, 10m. */
    private static String since(Instant start, Instant time) {
        Duration since = Duration.between(start, time);
        long millis = since.toMillis();
        if (millis % 1000 != 0) {
            return millis + "ms";
        }
        return millis % 60_000 == 0 && millis > 0 ? millis / 60_000 + "m" : millis / 1000 + "s";
    }
}
