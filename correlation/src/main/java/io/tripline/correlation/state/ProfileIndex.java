package io.tripline.correlation.state;

import io.tripline.contracts.StableId;
import io.tripline.correlation.engine.KeptEvent;
import io.tripline.correlation.engine.ProfileAnswer;
import io.tripline.correlation.engine.ProfileQuestion;
import io.tripline.correlation.engine.RuleFunctions;
import io.tripline.correlation.rule.Rule;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * One profile of an entity: for each kept event, what earlier events say of its value. An event looks back to the start of
 * the UTC day that lies the profile's days before its own, so that events no longer kept fold into whole days without loss.
 *
 * <p>An event in order costs a few steps in trees, and once per value and day a walk over the value's days, once per day one
 * over the values. A late event costs the later events whose answers it changes.
 */
final class ProfileIndex {
    /** Values remembered beyond kept events; the one unseen longest is forgotten first. */
    static final int MAX_VALUES = 2_000;

    private static final long DAY = Duration.ofDays(1).toMillis();

    /** In characters. A longer value, which an attacker may choose, is known by its hash. */
    private static final int LONGEST_VALUE = 128;

    private final Rule.Profile profile;
    private final Set<ProfileQuestion> asked;
    private final boolean byDay;
    private final boolean distinct;
    private final Map<String, Value> values = new HashMap<>();
    private final TreeMap<KeptEvent, Sight> sights = new TreeMap<>();

    /** Where a value was seen: in kept events, and before them. */
    private static final class Value {
        final TreeMap<KeptEvent, Sight> kept = new TreeMap<>();
        final TreeMap<Long, ProfileMemory.Day> days = new TreeMap<>();
        long last = Long.MIN_VALUE;

        long lastOfAll() {
            return kept.isEmpty() ? last : kept.lastKey().millis();
        }

        /** The last sight before an event. */
        long lastBefore(KeptEvent event) {
            KeptEvent before = kept.lowerKey(event);
            return before == null ? last : before.millis();
        }
    }

    /** A kept event, its value if it has one, and what earlier events say. */
    private static final class Sight {
        final @Nullable Value value;
        boolean isFirst;
        @Nullable Long firstSeen;
        @Nullable Long lastSeen;
        long count;
        long distinctCount;

        Sight(@Nullable Value value) {
            this.value = value;
        }
    }

    ProfileIndex(Rule.Profile profile, Set<ProfileQuestion> asked, @Nullable ProfileMemory memory) {
        this.profile = profile;
        this.asked = Set.copyOf(asked);
        this.byDay =
                asked.contains(ProfileQuestion.COUNT) || asked.contains(ProfileQuestion.FIRST_SEEN);
        this.distinct = asked.contains(ProfileQuestion.DISTINCT_COUNT);
        if (memory != null
                && (memory.of().isEmpty() || memory.of().equals(profile.of().fieldName()))) {
            memory.values().forEach(this::recall);
        }
    }

    /** Where the rule did not ask for days before, at least the last sight is known. */
    private void recall(String text, ProfileMemory.Value remembered) {
        Value value = new Value();
        value.last = remembered.last();
        if (byDay) {
            value.days.putAll(remembered.days());
            value.days.putIfAbsent(
                    day(remembered.last()), new ProfileMemory.Day(remembered.last(), 1));
        }
        values.put(text, value);
    }

    /** Adds an event; the later events of which the rule is told something else now, in order. */
    List<KeptEvent> add(KeptEvent event) {
        Value value = valueOf(event);
        Sight sight = new Sight(value);
        lookBack(event, sight);
        if (distinct) {
            sight.distinctCount = distinctBefore(event);
        }
        boolean newest = sights.isEmpty() || sights.lastKey().compareTo(event) < 0;
        sights.put(event, sight);
        if (value == null) {
            return List.of();
        }
        value.kept.put(event, sight);
        return newest ? List.of() : List.copyOf(changeLater(event, value));
    }

    private Set<KeptEvent> changeLater(KeptEvent event, Value value) {
        SortedMap<KeptEvent, ProfileAnswer> changed = new TreeMap<>();
        for (Map.Entry<KeptEvent, Sight> later : value.kept.tailMap(event, false).entrySet()) {
            if (from(later.getKey()) > event.millis()) {
                break;
            }
            ProfileAnswer before = answer(later.getValue());
            lookBack(later.getKey(), later.getValue());
            if (!answer(later.getValue()).equals(before)) {
                changed.put(later.getKey(), before);
            }
            if (!byDay) {
                break;
            }
        }
        if (distinct) {
            long before = value.lastBefore(event);
            KeptEvent next = value.kept.higherKey(event);
            for (Map.Entry<KeptEvent, Sight> later : sights.tailMap(event, false).entrySet()) {
                long from = from(later.getKey());
                if (from > event.millis() || (next != null && later.getKey().compareTo(next) > 0)) {
                    break;
                }
                if (before < from) {
                    later.getValue().distinctCount++;
                    changed.putIfAbsent(later.getKey(), ProfileAnswer.UNKNOWN);
                }
            }
        }
        return changed.keySet();
    }

    /** An event is no longer kept; it is older than all that are. */
    void fold(KeptEvent event) {
        Sight sight = sights.remove(event);
        if (sight == null || sight.value == null) {
            return;
        }
        Value value = sight.value;
        value.kept.remove(event);
        value.last = Math.max(value.last, event.millis());
        if (byDay) {
            value.days.merge(
                    day(event.millis()),
                    new ProfileMemory.Day(event.millis(), 1),
                    ProfileMemory.Day::and);
        }
    }

    /** What the profile says of a kept event. */
    ProfileAnswer of(KeptEvent event) {
        Sight sight = sights.get(event);
        return sight == null ? ProfileAnswer.UNKNOWN : answer(sight);
    }

    /** Puts what the rule asked of an event under names that begin with this; times as text. */
    void show(KeptEvent event, String prefix, Map<String, Object> shown) {
        ProfileAnswer answer = of(event);
        for (ProfileQuestion question : asked) {
            Object value =
                    switch (question) {
                        case IS_FIRST -> answer.isFirst();
                        case FIRST_SEEN -> RuleFunctions.asTime(answer.firstSeen());
                        case LAST_SEEN -> RuleFunctions.asTime(answer.lastSeen());
                        case COUNT -> answer.count();
                        case DISTINCT_COUNT -> answer.distinctCount();
                    };
            if (value != null) {
                shown.put(prefix + question.label(), value);
            }
        }
    }

    /**
     * What must be remembered beside the kept events.
     *
     * @param oldest no event before this time, in milliseconds, is asked about any more
     * @param forgotten called for each value that is forgotten before its time
     */
    ProfileMemory remembered(long oldest, Runnable forgotten) {
        long from = from(oldest);
        values.values().forEach(value -> value.days.headMap(day(from)).clear());
        values.values().removeIf(value -> value.lastOfAll() < from);
        List<Map.Entry<String, Value>> past = new ArrayList<>();
        for (Map.Entry<String, Value> entry : values.entrySet()) {
            if (entry.getValue().last >= from) {
                past.add(entry);
            }
        }
        if (past.size() > MAX_VALUES) {
            past.sort(
                    Comparator.comparingLong(
                                    (Map.Entry<String, Value> entry) ->
                                            entry.getValue().lastOfAll())
                            .thenComparing(Map.Entry::getKey));
            List<Map.Entry<String, Value>> surplus = past.subList(0, past.size() - MAX_VALUES);
            for (Map.Entry<String, Value> entry : surplus) {
                forget(entry.getKey(), entry.getValue());
                forgotten.run();
            }
            surplus.clear();
        }
        Map<String, ProfileMemory.Value> remembered = new HashMap<>();
        past.forEach(
                entry ->
                        remembered.put(
                                entry.getKey(),
                                new ProfileMemory.Value(
                                        entry.getValue().last, entry.getValue().days)));
        return new ProfileMemory(profile.of().fieldName(), remembered);
    }

    /** How many values and days it holds. */
    int size() {
        int size = values.size();
        if (byDay) {
            for (Value value : values.values()) {
                size += value.days.size();
            }
        }
        return size;
    }

    private void forget(String text, Value value) {
        value.last = Long.MIN_VALUE;
        value.days.clear();
        if (value.kept.isEmpty()) {
            values.remove(text);
        }
    }

    /** Answers all but the number of different values. */
    private void lookBack(KeptEvent event, Sight sight) {
        Value value = sight.value;
        if (value == null) {
            return;
        }
        long from = from(event);
        long last = value.lastBefore(event);
        sight.isFirst = last < from;
        sight.lastSeen = sight.isFirst ? null : last;
        if (!byDay) {
            return;
        }
        Map.Entry<KeptEvent, Sight> before = value.kept.lowerEntry(event);
        if (sight.isFirst) {
            sight.firstSeen = null;
            sight.count = 0;
        } else if (before != null && day(before.getKey().millis()) == day(event.millis())) {
            Long first = before.getValue().firstSeen;
            sight.firstSeen = first == null ? (Long) before.getKey().millis() : first;
            sight.count = before.getValue().count + 1;
        } else {
            sum(event, from, value, sight);
        }
    }

    private static void sum(KeptEvent event, long from, Value value, Sight sight) {
        sight.firstSeen = null;
        sight.count = 0;
        for (ProfileMemory.Day day : value.days.tailMap(day(from)).values()) {
            see(sight, day.first(), day.count());
        }
        for (KeptEvent each : value.kept.headMap(event, false).keySet()) {
            if (each.millis() >= from) {
                see(sight, each.millis(), 1);
            }
        }
    }

    private static void see(Sight sight, long first, long count) {
        sight.count += count;
        if (sight.firstSeen == null) {
            sight.firstSeen = first;
        }
    }

    private long distinctBefore(KeptEvent event) {
        Map.Entry<KeptEvent, Sight> before = sights.lowerEntry(event);
        if (before != null && day(before.getKey().millis()) == day(event.millis())) {
            return before.getValue().distinctCount + (before.getValue().isFirst ? 1 : 0);
        }
        long from = from(event);
        return values.values().stream().filter(value -> value.lastBefore(event) >= from).count();
    }

    private ProfileAnswer answer(Sight sight) {
        return new ProfileAnswer(
                asked.contains(ProfileQuestion.IS_FIRST) && sight.isFirst,
                asked.contains(ProfileQuestion.FIRST_SEEN) ? sight.firstSeen : null,
                asked.contains(ProfileQuestion.LAST_SEEN) ? sight.lastSeen : null,
                asked.contains(ProfileQuestion.COUNT) ? sight.count : 0,
                sight.distinctCount);
    }

    private @Nullable Value valueOf(KeptEvent event) {
        return event.event().value(profile.of()) instanceof String text
                ? values.computeIfAbsent(shown(text), _ -> new Value())
                : null;
    }

    private static String shown(String text) {
        String lower = text.toLowerCase(Locale.ROOT);
        return lower.length() <= LONGEST_VALUE ? lower : StableId.of(lower);
    }

    /** The first millisecond that an event looks back to. */
    private long from(KeptEvent event) {
        return from(event.millis());
    }

    private long from(long millis) {
        return (day(millis) - profile.days()) * DAY;
    }

    private static long day(long millis) {
        return Math.floorDiv(millis, DAY);
    }
}
