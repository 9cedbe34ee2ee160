package io.tripline.correlation;

import io.tripline.contracts.Alert;
import io.tripline.contracts.EcsEvent;
import io.tripline.correlation.engine.CompiledRule;
import io.tripline.correlation.engine.Condition;
import io.tripline.correlation.engine.ConditionCheck;
import io.tripline.correlation.engine.EventFilters;
import io.tripline.correlation.engine.RuleCompiler;
import io.tripline.correlation.engine.RuleSet;
import io.tripline.correlation.engine.SequenceCheck;
import io.tripline.correlation.rule.EntityField;
import io.tripline.correlation.rule.Rule;
import io.tripline.correlation.state.Bounds;
import io.tripline.correlation.state.Outcomes;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** Finds out why a rule fires on some events, and why it does not. */
public final class Explainer {
    private static final Bounds BOUNDS =
            new Bounds(
                    Duration.ofDays(7),
                    Duration.ofMinutes(1),
                    Duration.ofMinutes(1),
                    1_000_000,
                    1_000_000,
                    4,
                    1_000_000);

    /** As many values as one screen shows. */
    private static final int MOST_SHOWN = 5;

    /** Of so many entities it is tried which condition stands in the way, and only of those with so many events. */
    private static final int MOST_TRIED = 5;

    private static final int MOST_EVENTS_TRIED = 20_000;

    private Explainer() {}

    /** Explains a rule, with the exceptions that it has, on these events. */
    public static Explanation explain(
            RuleCompiler compiler, CompiledRule rule, List<EcsEvent> events) {
        Map<List<String>, Group> groups = new LinkedHashMap<>();
        Map<String, Long> withoutEntity = new TreeMap<>();
        Map<List<String>, List<EcsEvent>> entities = new LinkedHashMap<>();
        Map<List<String>, long[]> steps = new LinkedHashMap<>();
        long wanted = 0;
        try (ConditionCheck check = new ConditionCheck(rule, compiler)) {
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
        List<Explanation.Entity> explained = new ArrayList<>();
        try (Turns turns = new Turns(compiler, rule);
                Nearness nearness = new Nearness(compiler, rule)) {
            List<Map.Entry<List<String>, List<EcsEvent>>> busiestFirst =
                    new ArrayList<>(entities.entrySet());
            busiestFirst.sort(Comparator.comparingInt(each -> -each.getValue().size()));
            for (Map.Entry<List<String>, List<EcsEvent>> each : busiestFirst) {
                long[] met = steps.getOrDefault(each.getKey(), new long[0]);
                explained.add(entity(rule, each.getKey(), each.getValue(), met, turns, nearness));
            }
        }
        explained.sort(
                Comparator.comparing((Explanation.Entity each) -> each.alerts().isEmpty())
                        .thenComparingLong(each -> -each.most()));
        List<Explanation.Unwanted> unwanted =
                groups.values().stream()
                        .sorted(Comparator.comparingLong((Group each) -> -each.count))
                        .map(Group::unwanted)
                        .toList();
        return new Explanation(
                rule.id(),
                events.size(),
                wanted,
                unwanted,
                notEvaluated(compiler, rule, events),
                withoutEntity,
                differing(rule.rule(), entities.keySet()),
                explained);
    }

    private static Explanation.Entity entity(
            CompiledRule rule,
            List<String> key,
            List<EcsEvent> events,
            long[] met,
            Turns turns,
            Nearness nearness) {
        List<Alert> alerts = turns.alerts(events);
        Map<String, Long> exceptions = Map.copyOf(turns.exceptions);
        boolean silent = alerts.isEmpty() && exceptions.isEmpty();
        List<Long> perStep = met.length > 1 ? Arrays.stream(met).boxed().toList() : List.of();
        return new Explanation.Entity(
                name(rule.rule(), key),
                events.size(),
                perStep,
                unmet(rule, perStep),
                most(events, rule.rule().window()),
                gap(events, rule.rule().window()),
                alerts.isEmpty() ? nearness.row(events) : Map.of(),
                silent ? nearness.sequence(events) : List.of(),
                silent ? nearness.hindrances(events) : List.of(),
                alerts,
                exceptions);
    }

    /** A rule's evaluator, in which entities take turns: to make one takes longer than most of them. */
    private static final class Turns implements AutoCloseable {
        private final boolean overAlerts;
        private final Replay replay;
        private Map<String, Long> exceptions = new TreeMap<>();

        Turns(RuleCompiler compiler, CompiledRule rule) {
            Outcomes outcomes =
                    new Outcomes() {
                        @Override
                        public void count(String id, Kind kind) {}

                        @Override
                        public void excepted(String id, String exception) {
                            exceptions.merge(exception, 1L, Long::sum);
                        }
                    };
            this.overAlerts = rule.isOverAlerts();
            this.replay = new Replay(new RuleSet(List.of(rule), compiler), BOUNDS, outcomes);
        }

        List<Alert> alerts(List<EcsEvent> events) {
            exceptions = new TreeMap<>();
            replay.forget();
            if (overAlerts) {
                events.forEach(replay::acceptAlert);
            } else {
                events.forEach(replay::accept);
            }
            replay.end();
            return replay.alerts();
        }

        @Override
        public void close() {
            replay.close();
        }
    }

    /** How near silent entities come to a match. */
    private static final class Nearness implements AutoCloseable {
        private final RuleCompiler compiler;
        private final CompiledRule rule;
        private final List<Map.Entry<String, Turns>> relaxed = new ArrayList<>();
        private final Optional<Turns> bare;
        private final Optional<SequenceCheck> steps;
        private int tried;
        private int ordered;

        Nearness(RuleCompiler compiler, CompiledRule rule) {
            this.compiler = compiler;
            this.rule = rule;
            this.bare = compiler.withoutThreshold(rule).map(each -> new Turns(compiler, each));
            this.steps = SequenceCheck.of(compiler, rule);
        }

        /** How far these events came in the rule's sequence, and what stood in the way. */
        List<String> sequence(List<EcsEvent> events) {
            return ordered++ < MOST_TRIED
                    ? steps.map(each -> each.reasons(events)).orElse(List.of())
                    : List.of();
        }

        /** The values of the row that came nearest to the threshold; empty if the rule has none. */
        Map<String, Object> row(List<EcsEvent> events) {
            return bare.map(each -> nearest(rule.rule(), each.alerts(events))).orElse(Map.of());
        }

        /** The conditions without which these events raise an alert. */
        List<Explanation.Hindrance> hindrances(List<EcsEvent> events) {
            if (tried == MOST_TRIED || events.size() > MOST_EVENTS_TRIED) {
                return List.of();
            }
            if (tried++ == 0) {
                for (RuleCompiler.Relaxed each : compiler.relaxed(rule)) {
                    relaxed.add(Map.entry(each.without(), new Turns(compiler, each.rule())));
                }
            }
            List<Explanation.Hindrance> hindrances = new ArrayList<>();
            for (Map.Entry<String, Turns> each : relaxed) {
                List<Alert> alerts = each.getValue().alerts(events);
                if (!alerts.isEmpty()) {
                    hindrances.add(
                            new Explanation.Hindrance(
                                    withoutVersions(each.getKey()), nearest(rule.rule(), alerts)));
                }
            }
            return hindrances;
        }

        @Override
        public void close() {
            relaxed.forEach(each -> each.getValue().close());
            bare.ifPresent(Turns::close);
            steps.ifPresent(SequenceCheck::close);
        }
    }

    private static Map<String, Long> notEvaluated(
            RuleCompiler compiler, CompiledRule rule, List<EcsEvent> events) {
        Map<String, Long> reasons = new TreeMap<>();
        if (!rule.rule().notEvaluated().isEmpty()) {
            try (EventFilters filters = new EventFilters(List.of(rule), compiler)) {
                for (EcsEvent event : events) {
                    filters.wanting(event);
                    filters.passedOver()
                            .forEach(each -> reasons.merge(each.reason(), 1L, Long::sum));
                }
            }
        }
        return reasons;
    }

    /** What the steps ask that no event met. */
    private static List<String> unmet(CompiledRule rule, List<Long> perStep) {
        List<String> unmet = new ArrayList<>();
        for (int i = 0; i < perStep.size(); i++) {
            if (perStep.get(i) == 0) {
                unmet.add(
                        rule.conditions().get(i).stream()
                                .map(each -> withoutVersions(each.text()))
                                .collect(Collectors.joining(" and ")));
            }
        }
        return unmet;
    }

    /** A list as its rule names it: compiled, it has its version beside. */
    private static String withoutVersions(String condition) {
        return condition.replaceAll("#[0-9a-f]{12}\"", "\"");
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

        Explanation.Unwanted unwanted() {
            return new Explanation.Unwanted(
                    count,
                    conditions.stream().map(each -> withoutVersions(each.text())).toList(),
                    conditions.stream()
                            .map(each -> each.actual(example))
                            .distinct()
                            .collect(Collectors.joining(", ")));
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
}
