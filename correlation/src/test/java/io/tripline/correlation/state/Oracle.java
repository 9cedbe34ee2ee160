package io.tripline.correlation.state;

import io.tripline.contracts.Alert;
import io.tripline.contracts.EcsEvent;
import io.tripline.contracts.EcsField;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * What the test rules must find in a set of events, said once more in plain Java: nothing of the engine, no state, no
 * order but that of time and id, and every window looked through from end to end. It is the judge of the engine, which else
 * would only be compared with itself.
 */
final class Oracle {
    private static final long MINUTE = 60_000;
    private static final long SUPPRESS = 20 * MINUTE;
    private static final int SHOWN_OF_EACH_END = 10;

    /** The rules it knows. */
    static final Set<String> RULES =
            Set.of("absence", "consecutive", "counting", "distinct", "pair", "sequence");

    /** A rule: whose events it looks at, which, and what it finds in one entity's events in order. */
    private record Search(
            String rule, List<EcsField> entity, Predicate<EcsEvent> wanted, Finder finder) {}

    private interface Finder {
        List<Found> in(List<EcsEvent> events);
    }

    /** One match. */
    private record Found(long millis, Map<String, Object> values, List<EcsEvent> evidence) {}

    private static final List<Search> SEARCHES =
            List.of(
                    new Search(
                            "counting",
                            List.of(EcsField.SOURCE_IP),
                            event -> is(event, "login") && failed(event),
                            windows(
                                    10 * MINUTE,
                                    window ->
                                            window.size() < 4
                                                    ? null
                                                    : Map.of(
                                                            "failures",
                                                            (long) window.size(),
                                                            "threshold",
                                                            4L))),
                    new Search(
                            "distinct",
                            List.of(EcsField.HOST_NAME),
                            event -> is(event, "login"),
                            windows(
                                    10 * MINUTE,
                                    window -> {
                                        long users =
                                                window.stream()
                                                        .map(each -> text(each, EcsField.USER_NAME))
                                                        .distinct()
                                                        .count();
                                        return users < 3
                                                ? null
                                                : Map.of("users", users, "threshold", 3L);
                                    })),
                    new Search(
                            "pair",
                            List.of(EcsField.HOST_NAME, EcsField.SOURCE_DOMAIN),
                            event -> is(event, "copy") || is(event, "run"),
                            windows(
                                    10 * MINUTE,
                                    window -> {
                                        long copies =
                                                window.stream()
                                                        .filter(each -> is(each, "copy"))
                                                        .count();
                                        return copies == 0 || copies == window.size()
                                                ? null
                                                : Map.of("copies", copies);
                                    })),
                    new Search(
                            "consecutive",
                            List.of(EcsField.USER_NAME),
                            event -> is(event, "login") && !failed(event),
                            Oracle::consecutive),
                    new Search(
                            "sequence",
                            List.of(EcsField.SOURCE_IP, EcsField.USER_NAME),
                            event -> (is(event, "login") && failed(event)) || is(event, "change"),
                            Oracle::sequences),
                    new Search(
                            "absence",
                            List.of(EcsField.HOST_NAME),
                            event -> is(event, "backup") || is(event, "verify"),
                            Oracle::absences));

    private Oracle() {}

    /** What must be told of these events, in comparable text. */
    static List<String> expected(Collection<EcsEvent> events) {
        List<String> told = new ArrayList<>();
        for (Search search : SEARCHES) {
            Map<List<String>, List<EcsEvent>> byEntity = new LinkedHashMap<>();
            events.stream()
                    .filter(search.wanted)
                    .sorted(Comparator.comparing(EcsEvent::timestamp).thenComparing(EcsEvent::id))
                    .forEach(
                            event ->
                                    byEntity.computeIfAbsent(
                                                    search.entity.stream()
                                                            .map(field -> text(event, field))
                                                            .toList(),
                                                    _ -> new ArrayList<>())
                                            .add(event));
            byEntity.forEach(
                    (entity, own) -> tell(search.rule, entity, search.finder.in(own), told));
        }
        return told.stream().sorted().toList();
    }

    /** What was told of the rules it knows, in the same text. */
    static List<String> told(Collection<Alert> alerts) {
        return alerts.stream()
                .filter(alert -> RULES.contains(alert.rule().id()))
                .filter(alert -> alert.occurrence().state() == Alert.State.RAISED)
                .map(
                        alert ->
                                text(
                                        alert.rule().id(),
                                        List.copyOf(alert.entity().values()),
                                        alert.occurrence().firstSeen().toEpochMilli(),
                                        alert.occurrence().lastSeen().toEpochMilli(),
                                        alert.occurrence().count(),
                                        alert.values(),
                                        alert.evidence().stream()
                                                .map(Alert.Evidence::eventId)
                                                .toList()))
                .sorted()
                .toList();
    }

    /** Matches that follow each other closely are told as one. */
    private static void tell(
            String rule, List<String> entity, List<Found> found, List<String> told) {
        List<Found> together = new ArrayList<>();
        for (Found each : found) {
            if (!together.isEmpty() && each.millis - together.getLast().millis > SUPPRESS) {
                told.add(told(rule, entity, together));
                together.clear();
            }
            together.add(each);
        }
        if (!together.isEmpty()) {
            told.add(told(rule, entity, together));
        }
    }

    private static String told(String rule, List<String> entity, List<Found> together) {
        TreeSet<EcsEvent> evidence =
                new TreeSet<>(
                        Comparator.comparing(EcsEvent::timestamp).thenComparing(EcsEvent::id));
        together.forEach(each -> evidence.addAll(each.evidence));
        List<String> all = evidence.stream().map(EcsEvent::id).toList();
        List<String> shown = new ArrayList<>(all);
        if (all.size() > 2 * SHOWN_OF_EACH_END) {
            shown = new ArrayList<>(all.subList(0, SHOWN_OF_EACH_END));
            shown.addAll(all.subList(all.size() - SHOWN_OF_EACH_END, all.size()));
        }
        return text(
                rule,
                entity,
                evidence.getFirst().timestamp().toEpochMilli(),
                together.getLast().millis,
                together.size(),
                new TreeMap<>(together.getLast().values),
                shown);
    }

    private static String text(
            String rule,
            List<String> entity,
            long first,
            long last,
            long count,
            SortedMap<String, Object> values,
            List<String> evidence) {
        return "%s %s from %d to %d, %d times, %s: %s"
                .formatted(rule, entity, first, last, count, values, evidence);
    }

    private interface Measure {
        /** What is shown of a window that is a match, or null. */
        @Nullable Map<String, Object> of(List<EcsEvent> window);
    }

    /** Every event, with those before it that happened less than a length of time ago. */
    private static Finder windows(long length, Measure measure) {
        return events -> {
            List<Found> found = new ArrayList<>();
            for (int i = 0; i < events.size(); i++) {
                long end = millis(events.get(i));
                List<EcsEvent> window =
                        events.subList(0, i + 1).stream()
                                .filter(each -> end - millis(each) < length)
                                .toList();
                @Nullable Map<String, Object> values = measure.of(window);
                if (values != null) {
                    found.add(new Found(end, values, window));
                }
            }
            return found;
        };
    }

    /** Two sign-ins, the one right after the other, on different hosts within a minute. */
    private static List<Found> consecutive(List<EcsEvent> events) {
        List<Found> found = new ArrayList<>();
        for (int i = 1; i < events.size(); i++) {
            EcsEvent a = events.get(i - 1);
            EcsEvent b = events.get(i);
            if (!text(a, EcsField.HOST_NAME).equals(text(b, EcsField.HOST_NAME))
                    && millis(b) - millis(a) < MINUTE) {
                found.add(new Found(millis(b), Map.of("threshold", 60L), List.of(a, b)));
            }
        }
        return found;
    }

    /** Every failure with the first change after it, if that is less than five minutes later. */
    private static List<Found> sequences(List<EcsEvent> events) {
        List<Found> found = new ArrayList<>();
        for (int i = 0; i < events.size(); i++) {
            EcsEvent a = events.get(i);
            if (is(a, "login")) {
                events.subList(i + 1, events.size()).stream()
                        .filter(each -> is(each, "change"))
                        .findFirst()
                        .filter(b -> millis(b) - millis(a) < 5 * MINUTE)
                        .ifPresent(
                                b ->
                                        found.add(
                                                new Found(
                                                        millis(b),
                                                        Map.of("threshold", 1L),
                                                        List.of(a, b))));
            }
        }
        found.sort(Comparator.comparingLong(Found::millis));
        return found;
    }

    /** Every backup that no verification follows within five minutes; found when the five minutes are over. */
    private static List<Found> absences(List<EcsEvent> events) {
        List<Found> found = new ArrayList<>();
        for (int i = 0; i < events.size(); i++) {
            EcsEvent a = events.get(i);
            long due = millis(a) + 5 * MINUTE;
            if (is(a, "backup")
                    && events.subList(i + 1, events.size()).stream()
                            .noneMatch(each -> is(each, "verify") && millis(each) < due)) {
                found.add(new Found(due, Map.of("minutes", 5L), List.of(a)));
            }
        }
        return found;
    }

    private static boolean is(EcsEvent event, String action) {
        return text(event, EcsField.EVENT_ACTION).equals(action);
    }

    private static boolean failed(EcsEvent event) {
        return text(event, EcsField.EVENT_OUTCOME).equals("failure");
    }

    private static String text(EcsEvent event, EcsField field) {
        return event.string(field).orElse("");
    }

    private static long millis(EcsEvent event) {
        return event.timestamp().toEpochMilli();
    }
}
