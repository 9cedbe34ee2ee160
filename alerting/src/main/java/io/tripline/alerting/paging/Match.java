package io.tripline.alerting.paging;

import io.tripline.contracts.Alert;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.LongStream;

/**
 * What an alert must be like for a route. What is empty is not asked; everything asked must hold. Patterns know {@code *}.
 *
 * @param severity the least
 * @param mostSeverity the most
 * @param rules patterns of rule ids
 * @param tags patterns of ATT&amp;CK tags such as {@code attack.t1110.*} or {@code attack.credential-access}
 * @param entity patterns by ECS field of the entity, of which every one must be met
 * @param critical names of persons, hosts and addresses, of which the alert must be about, or its evidence show, one
 * @param hours of the wall clock, when the page is decided
 */
public record Match(
        long severity,
        long mostSeverity,
        List<String> rules,
        List<String> tags,
        Map<String, List<String>> entity,
        List<String> critical,
        Optional<Hours> hours) {
    /** Asks nothing. */
    public static final Match ALL =
            new Match(0, 100, List.of(), List.of(), Map.of(), List.of(), Optional.empty());

    public Match {
        rules = List.copyOf(rules);
        tags = List.copyOf(tags);
        entity = Map.copyOf(entity);
        critical = List.copyOf(critical);
    }

    /** What the alert is not like; empty if it matches. */
    List<String> misses(Alert alert, Instant now, ZoneId zone) {
        List<String> misses = new ArrayList<>();
        long actual = alert.rule().severity();
        if (actual < severity || actual > mostSeverity) {
            misses.add("severity " + actual + " is not from " + severity + " to " + mostSeverity);
        }
        if (!rules.isEmpty() && !any(rules, alert.rule().id())) {
            misses.add("rule " + alert.rule().id() + " is none of " + rules);
        }
        if (!tags.isEmpty() && tagsOf(alert).stream().noneMatch(tag -> any(tags, tag))) {
            misses.add("tags " + tagsOf(alert) + " have none of " + tags);
        }
        Map<String, String> actualEntity = new TreeMap<>();
        alert.entity().forEach((field, value) -> actualEntity.put(field.fieldName(), value));
        new TreeMap<>(entity)
                .forEach(
                        (field, patterns) -> {
                            String value = actualEntity.get(field);
                            if (value == null) {
                                misses.add("its entity has no " + field);
                            } else if (!any(patterns, value)) {
                                misses.add(field + " is none of " + patterns);
                            }
                        });
        if (!critical.isEmpty() && Critical.of(alert, critical).isEmpty()) {
            misses.add("nothing it is about, or its evidence shows, is critical");
        }
        if (hours.isPresent() && !hours.get().contain(now, zone)) {
            misses.add("it is not in the hours " + hours.get().name());
        }
        return misses;
    }

    /**
     * Whether whatever this matches, one of the others does: a route behind theirs is never taken. Several may share its
     * severities and hours; each of them has to match by all else that is asked.
     */
    boolean isTakenBy(List<Match> others) {
        List<Match> able = others.stream().filter(each -> each.coversAllElse(this)).toList();
        // From one severity to the next less is taken only where one of them ends.
        return LongStream.concat(
                        LongStream.of(severity),
                        able.stream().mapToLong(each -> each.mostSeverity + 1))
                .filter(each -> each >= severity && each <= mostSeverity)
                .allMatch(each -> isTakenBy(able, each));
    }

    private boolean isTakenBy(List<Match> able, long actual) {
        BitSet rest = minutes();
        able.stream()
                .filter(each -> each.severity <= actual && each.mostSeverity >= actual)
                .forEach(each -> rest.andNot(each.minutes()));
        return rest.isEmpty();
    }

    /** Whether whatever the other matches, this one does, as far as severity and hours let it. */
    private boolean coversAllElse(Match other) {
        return (rules.isEmpty() || (!other.rules.isEmpty() && anyCovers(rules, other.rules)))
                && (tags.isEmpty() || (!other.tags.isEmpty() && anyCovers(tags, other.tags)))
                && entity.entrySet().stream()
                        .allMatch(
                                each -> {
                                    List<String> theirs = other.entity.get(each.getKey());
                                    return theirs != null && anyCovers(each.getValue(), theirs);
                                })
                && (critical.isEmpty()
                        || (!other.critical.isEmpty() && critical.containsAll(other.critical)));
    }

    /** The minutes of a week in which it matches; where clocks change, some come twice or not at all. */
    BitSet minutes() {
        return hours.map(Hours::minutes).orElseGet(Hours::always);
    }

    /** Whether each of the patterns is one of these, or matched by one. */
    private static boolean anyCovers(List<String> these, List<String> patterns) {
        return patterns.stream().allMatch(pattern -> any(these, pattern));
    }

    private static boolean any(List<String> patterns, String value) {
        return patterns.stream().anyMatch(pattern -> Wildcard.matches(pattern, value));
    }

    private static Set<String> tagsOf(Alert alert) {
        Set<String> tags = new TreeSet<>();
        for (Alert.Technique each : alert.rule().techniques()) {
            tags.add("attack." + each.id().toLowerCase(Locale.ROOT));
        }
        for (Alert.Tactic each : alert.rule().tactics()) {
            tags.add("attack." + each.name().toLowerCase(Locale.ROOT).replace(' ', '-'));
        }
        return tags;
    }
}
