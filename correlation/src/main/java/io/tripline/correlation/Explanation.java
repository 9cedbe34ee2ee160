package io.tripline.correlation;

import io.tripline.contracts.Alert;
import io.tripline.contracts.EcsEvent;
import io.tripline.correlation.engine.CompiledRule;
import io.tripline.correlation.engine.Condition;
import io.tripline.correlation.engine.ConditionCheck;
import io.tripline.correlation.engine.EventFilters;
import io.tripline.correlation.engine.RuleSet;
import io.tripline.correlation.rule.EntityField;
import io.tripline.correlation.rule.Rule;
import io.tripline.correlation.state.Bounds;
import io.tripline.correlation.state.Outcomes;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * Why a rule fired on some events, and why it did not.
 *
 * @param events how many were read
 * @param wanted how many of them a filter of the rule wants
 * @param unwanted why the others are not wanted, the most frequent reason first
 * @param notEvaluated how many the rule is about and can say nothing on, by why
 * @param withoutEntity by field of the entity, how many wanted events have none
 * @param differing by field of the entity, its values where there are several: events of different entities never meet
 * @param entities each entity with wanted events
 */
public record Explanation(
        String rule,
        long events,
        long wanted,
        List<Unwanted> unwanted,
        Map<String, Long> notEvaluated,
        Map<String, Long> withoutEntity,
        Map<String, List<String>> differing,
        List<Entity> entities) {
    private static final Bounds BOUNDS =
            new Bounds(
                    Duration.ofDays(7),
                    Duration.ofMinutes(1),
                    Duration.ofMinutes(1),
                    1_000_000,
                    1_000_000,
                    4,
                    1_000_000);

    /** As many as one screen shows. */
    private static final int MOST_SHOWN = 5;

    /**
     * Events that the nearest filter does not want for the same conditions.
     *
     * @param example what one of them has instead
     */
    public record Unwanted(long events, List<String> conditions, String example) {}

    /**
     * What came of one entity's wanted events.
     *
     * @param steps how many events each filter wants, where the rule has several
     * @param unmet what those of them ask that want none
     * @param most the most events within the rule's window
     * @param gap a time without events longer than the window, after which what was before is forgotten; empty if none
     * @param nearest values of the row that came nearest to the threshold; empty if the rule has none or it was reached
     * @param exceptions matches that fell under an exception, by its name
     */
    public record Entity(
            String name,
            int events,
            List<Long> steps,
            List<String> unmet,
            long most,
            String gap,
            Map<String, Object> nearest,
            List<Alert> alerts,
            Map<String, Long> exceptions) {}

    /**
     * Explains a rule on these events.
     *
     * @param file the rule's file, beside which are its lists and exceptions
     * @throws IOException if they cannot be read
     */
    public static Explanation of(
            RuleLoader loader, Path file, CompiledRule compiled, List<EcsEvent> events)
            throws IOException {
        CompiledRule rule = loader.withExceptions(file, compiled);
        Map<List<String>, Group> groups = new LinkedHashMap<>();
        Map<String, Long> withoutEntity = new TreeMap<>();
        Map<List<String>, List<EcsEvent>> entities = new LinkedHashMap<>();
        Map<List<String>, long[]> steps = new LinkedHashMap<>();
        long wanted = 0;
        try (ConditionCheck check = new ConditionCheck(rule, loader.compiler())) {
            for (EcsEvent event : events) {
                List<List<Condition>> failing = check.failing(event);
                if (failing.stream().noneMatch(List::isEmpty)) {
                    List<Condition> nearest =
                            failing.stream()
                                    .min(Comparator.comparingInt(List::size))
                                    .orElse(List.of());
                    groups.computeIfAbsent(
                                    nearest.stream().map(Condition::text).toList(),
                                    _ -> new Group(nearest, event))
                            .count++;
                    continue;
                }
                wanted++;
                List<String> entity = rule.entityOf(event);
                if (entity.isEmpty()) {
                    for (EntityField field : rule.rule().entity()) {
                        if (field.of(event).isEmpty()) {
                            withoutEntity.merge(field.field().fieldName(), 1L, Long::sum);
                        }
                    }
                    continue;
                }
                entities.computeIfAbsent(entity, _ -> new ArrayList<>()).add(event);
                long[] met = steps.computeIfAbsent(entity, _ -> new long[failing.size()]);
                for (int i = 0; i < met.length; i++) {
                    met[i] += failing.get(i).isEmpty() ? 1 : 0;
                }
            }
        }
        CompiledRule bare = loader.withoutThreshold(file, rule.rule()).orElse(null);
        List<Entity> explained = new ArrayList<>();
        for (Map.Entry<List<String>, List<EcsEvent>> each : entities.entrySet()) {
            Map<String, Long> exceptions = new TreeMap<>();
            List<Alert> alerts = replay(loader, rule, each.getValue(), exceptions);
            Map<String, Object> nearest =
                    bare == null || !alerts.isEmpty()
                            ? Map.of()
                            : nearest(
                                    rule.rule(),
                                    replay(loader, bare, each.getValue(), new TreeMap<>()));
            long[] met = steps.getOrDefault(each.getKey(), new long[0]);
            List<Long> perStep = new ArrayList<>();
            for (long number : met) {
                perStep.add(number);
            }
            explained.add(
                    new Entity(
                            name(rule.rule(), each.getKey()),
                            each.getValue().size(),
                            perStep.size() > 1 ? perStep : List.of(),
                            perStep.size() > 1 ? unmet(rule, perStep) : List.of(),
                            most(each.getValue(), rule.rule().window()),
                            gap(each.getValue(), rule.rule().window()),
                            nearest,
                            alerts,
                            exceptions));
        }
        explained.sort(
                Comparator.comparing((Entity each) -> each.alerts.isEmpty())
                        .thenComparingLong(each -> -each.most));
        List<Unwanted> unwanted =
                groups.values().stream()
                        .sorted(Comparator.comparingLong((Group each) -> -each.count))
                        .map(Group::unwanted)
                        .toList();
        return new Explanation(
                rule.id(),
                events.size(),
                wanted,
                unwanted,
                notEvaluated(loader, rule, events),
                withoutEntity,
                differing(rule.rule(), entities.keySet()),
                explained);
    }

    private static Map<String, Long> notEvaluated(
            RuleLoader loader, CompiledRule rule, List<EcsEvent> events) {
        Map<String, Long> reasons = new TreeMap<>();
        if (!rule.rule().notEvaluated().isEmpty()) {
            try (EventFilters filters = new EventFilters(List.of(rule), loader.compiler())) {
                for (EcsEvent event : events) {
                    filters.wanting(event);
                    filters.passedOver()
                            .forEach(each -> reasons.merge(each.reason(), 1L, Long::sum));
                }
            }
        }
        return reasons;
    }

    private static List<String> unmet(CompiledRule rule, List<Long> perStep) {
        List<String> unmet = new ArrayList<>();
        for (int i = 0; i < perStep.size(); i++) {
            if (perStep.get(i) == 0) {
                unmet.add(
                        rule.conditions().get(i).stream()
                                .map(Condition::text)
                                .collect(Collectors.joining(" and ")));
            }
        }
        return unmet;
    }

    /** Unwanted events alike. */
    private static final class Group {
        final List<Condition> conditions;
        final EcsEvent example;
        long count;

        Group(List<Condition> conditions, EcsEvent example) {
            this.conditions = conditions;
            this.example = example;
        }

        Unwanted unwanted() {
            return new Unwanted(
                    count,
                    conditions.stream().map(Condition::text).toList(),
                    conditions.stream()
                            .map(each -> each.actual(example))
                            .distinct()
                            .collect(Collectors.joining(", ")));
        }
    }

    private static List<Alert> replay(
            RuleLoader loader,
            CompiledRule rule,
            List<EcsEvent> events,
            Map<String, Long> exceptions) {
        Outcomes outcomes =
                new Outcomes() {
                    @Override
                    public void count(String id, Kind kind) {}

                    @Override
                    public void excepted(String id, String exception) {
                        exceptions.merge(exception, 1L, Long::sum);
                    }
                };
        try (Replay replay =
                new Replay(new RuleSet(List.of(rule), loader.compiler()), BOUNDS, outcomes)) {
            events.forEach(replay::accept);
            replay.end();
            return replay.alerts();
        }
    }

    /** The values of the row with the greatest first number. */
    private static Map<String, Object> nearest(Rule rule, List<Alert> rows) {
        return rows.stream()
                .map(Alert::values)
                .max(Comparator.comparingDouble(values -> firstNumber(rule, values)))
                .<Map<String, Object>>map(TreeMap::new)
                .orElse(Map.of());
    }

    private static double firstNumber(Rule rule, Map<String, Object> values) {
        return rule.values().entrySet().stream()
                .filter(each -> each.getValue() instanceof Rule.Value.Column)
                .map(each -> values.get(each.getKey()))
                .filter(Number.class::isInstance)
                .mapToDouble(each -> ((Number) each).doubleValue())
                .findFirst()
                .orElse(0);
    }

    private static String name(Rule rule, List<String> values) {
        List<String> parts = new ArrayList<>();
        for (int i = 0; i < values.size(); i++) {
            parts.add(rule.entity().get(i).field().fieldName() + "=" + values.get(i));
        }
        return String.join(" ", parts);
    }

    private static Map<String, List<String>> differing(Rule rule, Set<List<String>> entities) {
        Map<String, List<String>> differing = new TreeMap<>();
        for (int i = 0; i < rule.entity().size(); i++) {
            int part = i;
            Set<String> values =
                    new TreeSet<>(entities.stream().map(each -> each.get(part)).toList());
            if (values.size() > 1) {
                differing.put(
                        rule.entity().get(i).field().fieldName(),
                        values.stream().limit(MOST_SHOWN).toList());
            }
        }
        return differing;
    }

    private static List<Instant> times(List<EcsEvent> events) {
        Set<String> ids = new HashSet<>();
        return events.stream()
                .filter(each -> ids.add(each.id()))
                .map(EcsEvent::timestamp)
                .sorted()
                .toList();
    }

    private static long most(List<EcsEvent> events, Duration window) {
        List<Instant> times = times(events);
        long most = 0;
        int from = 0;
        for (int to = 0; to < times.size(); to++) {
            while (Duration.between(times.get(from), times.get(to)).compareTo(window) >= 0) {
                from++;
            }
            most = Math.max(most, to - from + 1L);
        }
        return most;
    }

    private static String gap(List<EcsEvent> events, Duration window) {
        List<Instant> times = times(events);
        for (int i = 1; i < times.size(); i++) {
            Duration gap = Duration.between(times.get(i - 1), times.get(i));
            if (gap.compareTo(window) > 0) {
                return words(gap) + " after " + times.get(i - 1);
            }
        }
        return "";
    }

    private static String words(Duration time) {
        return time.toString().substring(2).toLowerCase(Locale.ROOT);
    }

    /** On one screen. */
    public String text() {
        StringBuilder out = new StringBuilder();
        long alerts = entities.stream().mapToLong(each -> each.alerts.size()).sum();
        line(
                out,
                "%s: %d events, %d wanted, %d entities, %s.",
                rule,
                events,
                wanted,
                entities.size(),
                alerts == 0 ? "no alert" : alerts + (alerts == 1 ? " alert" : " alerts"));
        for (Unwanted each : unwanted.stream().limit(MOST_SHOWN).toList()) {
            line(
                    out,
                    "%n%d not wanted, as this does not hold: %s",
                    each.events,
                    String.join(" and ", each.conditions));
            line(out, "    %s", each.example);
        }
        notEvaluated.forEach(
                (reason, number) ->
                        line(
                                out,
                                "%n%d not evaluated, as the rule can say nothing on them: %s.",
                                number,
                                reason));
        withoutEntity.forEach(
                (field, number) ->
                        line(
                                out,
                                "%n%d wanted, but without %s, which the entity needs.",
                                number,
                                field));
        for (Entity each : entities.stream().limit(MOST_SHOWN).toList()) {
            append(out, each);
        }
        if (entities.size() > MOST_SHOWN) {
            line(out, "%nand %d more entities.", entities.size() - MOST_SHOWN);
        }
        if (alerts == 0) {
            differing.forEach(
                    (field, values) ->
                            line(
                                    out,
                                    "%nThe events differ in %s, and those of different entities never meet: %s.",
                                    field,
                                    String.join(", ", values)));
        }
        return out.toString();
    }

    private static void append(StringBuilder out, Entity entity) {
        line(out, "%n%s", entity.name);
        line(
                out,
                "    %d wanted events, at most %d of them within the window",
                entity.events,
                entity.most);
        if (!entity.steps.isEmpty()) {
            line(
                    out,
                    "    by filter of the EPL, in order: %s",
                    entity.steps.stream().map(String::valueOf).collect(Collectors.joining(", ")));
        }
        if (entity.alerts.isEmpty()) {
            entity.unmet.forEach(each -> line(out, "    no event met the one that asks: %s", each));
        }
        if (!entity.nearest.isEmpty()) {
            line(
                    out,
                    "    the threshold was not reached; the nearest row has %s",
                    entity.nearest.entrySet().stream()
                            .map(each -> each.getKey() + "=" + each.getValue())
                            .collect(Collectors.joining(", ")));
        }
        if (!entity.gap.isEmpty() && entity.alerts.isEmpty()) {
            line(
                    out,
                    "    a gap of %s is longer than the window: what was before it is forgotten",
                    entity.gap);
        }
        entity.exceptions.forEach(
                (exception, number) ->
                        line(
                                out,
                                "    %d matches fall under the exception %s and are not told",
                                number,
                                exception));
        for (Alert alert : entity.alerts) {
            line(out, "    fired %s: %s", alert.occurrence().lastSeen(), alert.message());
            line(
                    out,
                    "        count %d, %d events, %s",
                    alert.occurrence().count(),
                    alert.evidence().size(),
                    alert.values());
        }
    }

    @SuppressWarnings("AnnotateFormatMethod") // Called in this class only.
    private static void line(StringBuilder out, String format, Object... arguments) {
        out.append(String.format(Locale.ROOT, format, arguments)).append('\n');
    }
}
