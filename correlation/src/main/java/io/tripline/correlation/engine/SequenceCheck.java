package io.tripline.correlation.engine;

import com.espertech.esper.common.client.soda.EPStatementObjectModel;
import io.tripline.contracts.EcsEvent;
import io.tripline.contracts.EcsField;
import io.tripline.contracts.GeoPoint;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Says how far an entity's events came in a sequence of steps, and what stood in the way: the limit of time that was over, the
 * event that must not come, the order, the key that differed. It runs the rule's own statement with fewer steps and without
 * limits. For explanations, and slow.
 */
public final class SequenceCheck implements AutoCloseable {
    /** With more events, the partial matches may be more than there is time for. */
    private static final int MOST_EVENTS = 2_000;

    private static final int LONGEST_TEXT = 160;

    /** Steps are named more than once. */
    private static final int LONGEST_STEP = 80;

    /** What a step asks that asks nothing of its event alone. */
    private static final String ANYTHING = ": " + Sequence.text(null);

    private final RuleCompiler compiler;
    private final CompiledRule rule;
    private final Sequence sequence;
    private final Map<String, Optional<Evaluator>> evaluators = new HashMap<>();

    private SequenceCheck(RuleCompiler compiler, CompiledRule rule, Sequence sequence) {
        this.compiler = compiler;
        this.rule = rule;
        this.sequence = sequence;
    }

    /** The check of a rule that looks for several events one after the other; empty if it does not. */
    public static Optional<SequenceCheck> of(RuleCompiler compiler, CompiledRule rule) {
        return compiler.sequence(rule).map(each -> new SequenceCheck(compiler, rule, each));
    }

    /** A step that came. */
    private record Came(long millis, String id) {
        String words() {
            return Instant.ofEpochMilli(millis) + " (" + id + ")";
        }
    }

    /** The steps that came, by number from 0, of a match of some of them. */
    private record Partial(SortedMap<Integer, Came> steps) {
        Came last() {
            return Objects.requireNonNull(steps.lastEntry()).getValue();
        }
    }

    /** Why these events of one entity gave no match, in sentences; empty if that has nothing to do with their sequence. */
    public List<String> reasons(List<EcsEvent> given) {
        List<KeptEvent> events =
                given.stream()
                        .collect(
                                Collectors.toMap(
                                        EcsEvent::id,
                                        each -> new KeptEvent(each, ""),
                                        (first, _) -> first,
                                        LinkedHashMap::new))
                        .values()
                        .stream()
                        .sorted()
                        .toList();
        if (events.isEmpty()) {
            return List.of();
        }
        if (events.size() > MOST_EVENTS) {
            return List.of(
                    "how far they came in its sequence is said of "
                            + MOST_EVENTS
                            + " events at most: give the part of the log that matters");
        }
        int all = sequence.steps().size();
        List<Partial> whole = first(all, events);
        if (!whole.isEmpty()) {
            return ofWhole(whole, events);
        }
        for (int number = all - 1; number > 0; number--) {
            List<Partial> partial = first(number, events);
            if (!partial.isEmpty()) {
                return ofPartial(partial, number, events);
            }
        }
        return List.of();
    }

    /** All steps came: something was too slow, or something came that must not. */
    private List<String> ofWhole(List<Partial> whole, List<KeptEvent> events) {
        Partial nearest =
                whole.stream()
                        .min(
                                Comparator.comparing((Partial each) -> excess(each))
                                        .thenComparingLong(each -> each.last().millis()))
                        .orElseThrow();
        List<String> reasons = new ArrayList<>();
        for (Sequence.Limit limit : sequence.limits()) {
            Came from = from(nearest, limit);
            Came to = nearest.steps.get(limit.to());
            if (from != null && to != null && excess(nearest, limit).isPositive()) {
                reasons.add(
                        "%s came %s after %s, and %s allows %s: %s, then %s"
                                .formatted(
                                        step(limit.to()),
                                        words(to.millis - from.millis),
                                        step(limit.from() > 0 ? limit.from() - 1 : 0),
                                        limit.words(),
                                        words(limit.longest().toMillis()),
                                        from.words(),
                                        to.words()));
            }
        }
        for (Sequence.Forbidden each : sequence.forbidden()) {
            hit(each, nearest, events).ifPresent(reasons::add);
        }
        return reasons;
    }

    private Optional<String> hit(
            Sequence.Forbidden forbidden, Partial nearest, List<KeptEvent> events) {
        List<Partial> hits =
                partials(
                        "forbidden" + forbidden.step() + "." + forbidden.number(),
                        model -> sequence.keepForbidden(model, forbidden),
                        events);
        return hits.stream()
                .filter(each -> each.steps.containsKey(forbidden.step()))
                .filter(
                        each ->
                                each.steps
                                        .headMap(forbidden.step())
                                        .equals(nearest.steps.headMap(forbidden.step())))
                .min(Comparator.comparingLong(each -> each.last().millis()))
                .map(
                        each -> {
                            Came before = each.steps.get(forbidden.step() - 1);
                            Came hit = each.steps.get(forbidden.step());
                            return "after step %d came what must not come then (%s): %s%s"
                                    .formatted(
                                            forbidden.step(),
                                            Shortened.text(forbidden.asks(), LONGEST_TEXT),
                                            Objects.requireNonNull(hit).words(),
                                            before == null
                                                    ? ""
                                                    : ", "
                                                            + words(hit.millis - before.millis)
                                                            + " after "
                                                            + before.words());
                        });
    }

    /** The next step did not come, or not as it must. */
    private List<String> ofPartial(List<Partial> partial, int number, List<KeptEvent> events) {
        List<Came> alone =
                partials("only" + number, model -> sequence.keepOnly(model, number), events)
                        .stream()
                        .filter(each -> !each.steps.isEmpty())
                        .map(Partial::last)
                        .toList();
        Partial nearest = partial.getLast();
        Came next = null;
        long least = Long.MAX_VALUE;
        for (Partial each : partial) {
            for (Came candidate : alone) {
                long gap = candidate.millis - each.last().millis;
                boolean isAfter = isAfter(candidate, each.last());
                // What came after is nearer than what came before.
                long distance = isAfter ? gap : Long.MAX_VALUE / 2 + Math.abs(gap);
                if (!each.steps.containsValue(candidate) && distance < least) {
                    least = distance;
                    nearest = each;
                    next = candidate;
                }
            }
        }
        List<String> reasons = new ArrayList<>();
        Partial shown = nearest;
        reasons.add(
                "the nearest partial match has "
                        + shown.steps.entrySet().stream()
                                .map(each -> step(each.getKey()) + " at " + each.getValue().words())
                                .collect(Collectors.joining(", ")));
        reasons.add(next(shown, number, next, alone, events));
        return reasons;
    }

    private String next(
            Partial partial,
            int number,
            @Nullable Came next,
            List<Came> alone,
            List<KeptEvent> events) {
        Sequence.Step step = sequence.steps().get(number);
        if (evaluators.getOrDefault("only" + number, Optional.empty()).isEmpty()) {
            return step(number) + " did not come as a whole after that";
        }
        if (next == null) {
            return step.asks().endsWith(ANYTHING)
                    ? "no other event came"
                    : "no other event meets " + step(number);
        }
        Came last = partial.last();
        if (!isAfter(next, last)) {
            return "%s came too early, %s before step %d and not after it: %s"
                    .formatted(
                            step(number), words(last.millis - next.millis), number, next.words());
        }
        String came =
                "%s came %s after step %d: %s"
                        .formatted(
                                step(number),
                                words(next.millis - last.millis),
                                number,
                                next.words());
        long times = alone.stream().filter(each -> isAfter(each, last)).count();
        if (times < step.times()) {
            return "%s, but %d times of %d".formatted(came, times, step.times());
        }
        Optional<KeptEvent> between =
                events.stream()
                        .filter(each -> isAfter(new Came(each.millis(), each.id()), last))
                        .findFirst();
        if (sequence.isUnbroken() && between.isPresent() && !between.get().id().equals(next.id)) {
            return "%s, but %s came between, and match_recognize takes events that follow each other"
                    .formatted(came, new Came(between.get().millis(), between.get().id()).words());
        }
        String differing = differing(number, partial, next, events);
        return differing.isEmpty() ? came : came + ", but this does not hold: " + differing;
    }

    /** What a step asks of several events and they do not meet, with the values that they have. */
    private String differing(int number, Partial partial, Came next, List<KeptEvent> events) {
        Map<String, EcsEvent> byId = new HashMap<>();
        events.forEach(each -> byId.put(each.id(), each.event()));
        List<Sequence.Shared> shared = sequence.steps().get(number).shared();
        List<String> all = new ArrayList<>();
        for (int i = 0; i < shared.size(); i++) {
            int one = i;
            boolean holds =
                    partials(
                                    "shared" + number + "." + i,
                                    model -> sequence.keepShared(model, number, one),
                                    events)
                            .stream()
                            .anyMatch(
                                    each ->
                                            each.steps.headMap(number).equals(partial.steps)
                                                    && next.equals(each.steps.get(number)));
            if (!holds) {
                all.add(
                        Shortened.text(shared.get(i).text(), LONGEST_TEXT)
                                + " ["
                                + shared.get(i).names().stream()
                                        .map(each -> shown(each, partial, next, byId))
                                        .collect(Collectors.joining(", "))
                                + "]");
            }
        }
        return String.join("; ", all);
    }

    private String shown(String name, Partial partial, Came next, Map<String, EcsEvent> byId) {
        String value = value(name, partial, next, byId);
        return name + (value.isEmpty() ? " is absent" : "=" + Shortened.text(value, 80));
    }

    private String value(String name, Partial partial, Came next, Map<String, EcsEvent> byId) {
        Came of = next;
        String own = name;
        for (Map.Entry<Integer, Came> each : partial.steps.entrySet()) {
            String asks = sequence.steps().get(each.getKey()).asks();
            String tag = asks.substring(0, Math.max(0, asks.indexOf(": ")));
            if (!tag.isEmpty() && (name.startsWith(tag + ".") || name.startsWith(tag + "["))) {
                of = each.getValue();
                own = name.substring(name.indexOf('.') + 1);
            }
        }
        String asked = sequence.steps().get(partial.steps.size()).asks();
        String tag = asked.substring(0, Math.max(0, asked.indexOf(": ")));
        if (!tag.isEmpty() && name.startsWith(tag + ".")) {
            own = name.substring(name.indexOf('.') + 1);
        }
        EcsEvent event = byId.get(of.id);
        if (event == null) {
            return "";
        }
        if (own.equals(EventSchema.EVENT_TIME)) {
            return event.timestamp().toString();
        }
        Object value = EcsField.byName(own).map(event::value).orElse(null);
        String vendor = EventSchema.vendorField(own).orElse("");
        return switch (vendor.isEmpty() ? value : VendorFields.text(event, vendor)) {
            case null -> "";
            case GeoPoint(double latitude, double longitude) -> latitude + "," + longitude;
            case Object other -> other.toString();
        };
    }

    private static boolean isAfter(Came one, Came other) {
        return one.millis > other.millis
                || (one.millis == other.millis && one.id.compareTo(other.id) > 0);
    }

    private Duration excess(Partial partial) {
        return sequence.limits().stream()
                .map(each -> excess(partial, each))
                .reduce(Duration.ZERO, Duration::plus);
    }

    /** How much longer it took than allowed, or a millisecond if just as long; zero if it was in time. */
    private static Duration excess(Partial partial, Sequence.Limit limit) {
        Came from = from(partial, limit);
        Came to = partial.steps.get(limit.to());
        if (from == null || to == null) {
            return Duration.ZERO;
        }
        long over = to.millis - from.millis - limit.longest().toMillis();
        return over < 0 ? Duration.ZERO : Duration.ofMillis(over + 1);
    }

    private static @Nullable Came from(Partial partial, Sequence.Limit limit) {
        return partial.steps.get(Math.max(0, limit.from() - 1));
    }

    private List<Partial> first(int number, List<KeptEvent> events) {
        return partials("first" + number, model -> sequence.keepFirst(model, number), events);
    }

    private List<Partial> partials(
            String name, Consumer<EPStatementObjectModel> change, List<KeptEvent> events) {
        Evaluator evaluator =
                evaluators
                        .computeIfAbsent(
                                name,
                                _ ->
                                        compiler.changed(rule, change)
                                                .map(each -> new Evaluator(each, compiler)))
                        .orElse(null);
        if (evaluator == null) {
            return List.of();
        }
        List<Partial> partials = new ArrayList<>();
        evaluator.begin(events.getFirst().millis());
        for (KeptEvent each : new TreeSet<>(events)) {
            add(evaluator.accept(each, ProfileFacts.NONE), partials);
        }
        long end = events.getLast().millis() + rule.rule().window().toMillis() + 1;
        add(evaluator.advanceTo(end), partials);
        return partials;
    }

    private static void add(List<Row> rows, List<Partial> partials) {
        for (Row row : rows) {
            SortedMap<Integer, Came> steps = new TreeMap<>();
            row.columns()
                    .forEach(
                            (name, value) -> {
                                if (name.startsWith(Sequence.AT) && value instanceof Long millis) {
                                    String column = name.substring(Sequence.AT.length());
                                    Object id = row.columns().get(Sequence.ID + column);
                                    steps.merge(
                                            Integer.valueOf(
                                                    column.substring(0, column.indexOf('_'))),
                                            new Came(millis, String.valueOf(id)),
                                            (one, other) -> isAfter(one, other) ? one : other);
                                }
                            });
            partials.add(new Partial(steps));
        }
    }

    private String step(int number) {
        return "step "
                + (number + 1)
                + " ("
                + Shortened.text(sequence.steps().get(number).asks(), LONGEST_STEP)
                + ")";
    }

    private static String words(long millis) {
        return Duration.ofMillis(millis).toString().substring(2).toLowerCase(Locale.ROOT);
    }

    @Override
    public void close() {
        evaluators.values().forEach(each -> each.ifPresent(Evaluator::close));
    }
}
