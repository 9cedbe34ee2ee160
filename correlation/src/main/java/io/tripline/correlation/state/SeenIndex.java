package io.tripline.correlation.state;

import io.tripline.contracts.EcsEvent;
import io.tripline.correlation.engine.KeptEvent;
import io.tripline.correlation.rule.Rule;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * For each of a rule's {@code seen}, where an entity's events show each value: answers whether an event is the first with
 * its value. Exact under late arrival, as the events themselves are asked; of those no longer kept, the last time is known.
 */
final class SeenIndex {
    /** Distinct values remembered per entity and name beyond its events; the longest unseen is forgotten first. */
    private static final int MAX_VALUES = 2_000;

    private final Map<String, Rule.Seen> seen;
    private final Map<String, Map<String, TreeSet<KeptEvent>>> kept = new HashMap<>();
    private final Map<String, Map<String, Long>> past = new HashMap<>();

    SeenIndex(Map<String, Rule.Seen> seen, Map<String, Map<String, Long>> past) {
        this.seen = seen;
        past.forEach((name, values) -> this.past.put(name, new HashMap<>(values)));
    }

    void add(KeptEvent event) {
        seen.forEach(
                (name, each) -> {
                    String value = value(each, event.event());
                    if (value != null) {
                        kept.computeIfAbsent(name, _ -> new HashMap<>())
                                .computeIfAbsent(value, _ -> new TreeSet<>())
                                .add(event);
                    }
                });
    }

    /** An event is no longer kept; its values stay known. */
    void fold(KeptEvent event) {
        seen.forEach(
                (name, each) -> {
                    String value = value(each, event.event());
                    if (value != null) {
                        TreeSet<KeptEvent> events = kept.getOrDefault(name, Map.of()).get(value);
                        if (events != null) {
                            events.remove(event);
                            if (events.isEmpty()) {
                                kept.getOrDefault(name, Map.of()).remove(value);
                            }
                        }
                        past.computeIfAbsent(name, _ -> new HashMap<>())
                                .merge(value, event.millis(), Math::max);
                    }
                });
    }

    /** Which of the names hold for this event. */
    Map<String, Boolean> firstSeen(KeptEvent event) {
        if (seen.isEmpty()) {
            return Map.of();
        }
        Map<String, Boolean> first = new HashMap<>();
        seen.forEach(
                (name, each) -> {
                    String value = value(each, event.event());
                    first.put(name, value != null && isFirst(name, each, value, event));
                });
        return first;
    }

    /** The next events that show a value of this one: what was first with them may be so no more. */
    List<KeptEvent> next(KeptEvent event) {
        List<KeptEvent> next = new ArrayList<>();
        seen.forEach(
                (name, each) -> {
                    String value = value(each, event.event());
                    TreeSet<KeptEvent> events =
                            value == null ? null : kept.getOrDefault(name, Map.of()).get(value);
                    KeptEvent higher = events == null ? null : events.higher(event);
                    if (higher != null) {
                        next.add(higher);
                    }
                });
        return next;
    }

    /** What must be remembered, without what is older than each name's time. */
    Map<String, Map<String, Long>> past(long now) {
        Map<String, Map<String, Long>> remembered = new HashMap<>();
        seen.forEach(
                (name, each) -> {
                    Map<String, Long> values = past.get(name);
                    if (values != null) {
                        long oldest = now - each.within().toMillis();
                        values.values().removeIf(last -> last < oldest);
                        while (values.size() > MAX_VALUES) {
                            values.entrySet().stream()
                                    .min(
                                            Map.Entry.<String, Long>comparingByValue()
                                                    .thenComparing(Map.Entry.comparingByKey()))
                                    .ifPresent(eldest -> values.remove(eldest.getKey()));
                        }
                        if (!values.isEmpty()) {
                            remembered.put(name, Map.copyOf(values));
                        }
                    }
                });
        return remembered;
    }

    private boolean isFirst(String name, Rule.Seen each, String value, KeptEvent event) {
        long oldest = event.millis() - each.within().toMillis();
        TreeSet<KeptEvent> events = kept.getOrDefault(name, Map.of()).get(value);
        KeptEvent before = events == null ? null : events.lower(event);
        if (before != null && before.millis() >= oldest) {
            return false;
        }
        Long last = past.getOrDefault(name, Map.of()).get(value);
        return last == null || last < oldest;
    }

    private static @Nullable String value(Rule.Seen seen, EcsEvent event) {
        return event.value(seen.field()) instanceof String text
                ? text.toLowerCase(Locale.ROOT)
                : null;
    }
}
