package io.tripline.correlation.engine;

import com.espertech.esper.runtime.client.EPDeployException;
import com.espertech.esper.runtime.client.EPEventService;
import com.espertech.esper.runtime.client.EPRuntime;
import com.espertech.esper.runtime.client.EPRuntimeProvider;
import com.espertech.esper.runtime.client.EPStatement;
import io.tripline.contracts.EcsEvent;
import io.tripline.contracts.EcsField;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The filters of all rules in one Esper runtime, whose filter index finds the rules that want an event without asking each.
 * What Esper has no index for is asked of ours first: a filter with an {@link AccessPredicate} is evaluated only for events
 * that are sent as candidates for it. Those that Esper's index serves have candidates together. Stateless. Not thread-safe.
 */
public final class EventFilters implements AutoCloseable {
    private static final AtomicLong NUMBER = new AtomicLong();

    /** Filters that Esper's own index serves have this number together, and those without an access predicate. */
    private static final int TOGETHER = 0;

    private final List<CompiledRule> rules;
    private final EPRuntime runtime;
    private final EPEventService events;
    private final List<EventSchema.Slot> slots;
    private final AtomIndex atoms;
    private final boolean anyWithoutAccess;
    private final BitSet candidates = new BitSet();
    private final BitSet wanting = new BitSet();
    private final List<PassedOver> reasons = new ArrayList<>();
    private final BitSet passedOver = new BitSet();
    private final Set<String> cut = new HashSet<>();
    private final Consumer<String> cutting = cut::add;

    /** A rule that can say nothing on an event, and why. */
    public record PassedOver(String rule, String reason) {}

    public EventFilters(List<CompiledRule> rules, RuleCompiler compiler) {
        this(rules, compiler, EventFilter::access);
    }

    /** What the others must be the same as: every filter is evaluated for every event. */
    static EventFilters withoutAccessPredicates(List<CompiledRule> rules, RuleCompiler compiler) {
        return new EventFilters(rules, compiler, _ -> AccessPredicate.NONE);
    }

    private EventFilters(
            List<CompiledRule> rules,
            RuleCompiler compiler,
            Function<EventFilter, AccessPredicate> access) {
        this.rules = List.copyOf(rules);
        this.runtime =
                EPRuntimeProvider.getRuntime(
                        "tripline-filters-" + NUMBER.incrementAndGet(), compiler.configuration());
        this.events = runtime.getEventService();
        events.advanceTime(0);
        List<String> filters = new ArrayList<>();
        List<Runnable> found = new ArrayList<>();
        Map<List<Atom>, Integer> numbers = new HashMap<>(Map.of(List.of(), TOGETHER));
        Map<Atom, BitSet> numbersByAtom = new LinkedHashMap<>();
        boolean withoutAccess = false;
        Set<EcsField> fields = EnumSet.noneOf(EcsField.class);
        List<EventFilter> all = new ArrayList<>();
        for (int i = 0; i < this.rules.size(); i++) {
            CompiledRule rule = this.rules.get(i);
            int own = i;
            fields.addAll(rule.fields());
            for (EventFilter filter : rule.filters()) {
                all.add(filter);
                found.add(() -> wanting.set(own));
            }
            for (Unjudged each : rule.unjudged()) {
                int reason = reasons.size();
                reasons.add(new PassedOver(rule.id(), each.reason()));
                fields.addAll(each.fields());
                all.add(each.filter());
                found.add(() -> passedOver.set(reason));
            }
        }
        for (EventFilter filter : all) {
            AccessPredicate asked = access.apply(filter);
            List<Atom> anyOf = asked.atoms();
            int number =
                    asked.indexed()
                            ? TOGETHER
                            : numbers.computeIfAbsent(anyOf, _ -> numbers.size());
            for (Atom atom : anyOf) {
                numbersByAtom.computeIfAbsent(atom, _ -> new BitSet()).set(number);
            }
            withoutAccess |= anyOf.isEmpty();
            filters.add(filter.statement(number));
        }
        this.atoms = AtomIndex.of(numbersByAtom);
        this.anyWithoutAccess = withoutAccess;
        this.slots = EventSchema.slots(fields);
        if (!filters.isEmpty()) {
            deploy(compiler, filters, found);
        }
    }

    private void deploy(RuleCompiler compiler, List<String> filters, List<Runnable> found) {
        try {
            EPStatement[] statements =
                    runtime.getDeploymentService()
                            .deploy(compiler.compileFilters(filters))
                            .getStatements();
            for (int i = 0; i < statements.length; i++) {
                Runnable tell = found.get(i);
                statements[i].addListener((_, _, _, _) -> tell.run());
            }
        } catch (EPDeployException e) {
            throw new IllegalStateException("Filters of compiled rules can be deployed.", e);
        }
    }

    /** The rules that want this event. */
    public List<CompiledRule> wanting(EcsEvent event) {
        wanting.clear();
        passedOver.clear();
        candidates.clear();
        cut.clear();
        candidates.set(TOGETHER, anyWithoutAccess);
        atoms.find(event, candidates, cutting);
        if (candidates.isEmpty()) {
            return List.of();
        }
        @Nullable Object[] array =
                EventSchema.toArray(new KeptEvent(event, ""), slots, ProfileFacts.NONE, cutting);
        for (int number = candidates.nextSetBit(0);
                number >= 0;
                number = candidates.nextSetBit(number + 1)) {
            EventSchema.access(array, number);
            events.sendEventObjectArray(array, EventSchema.TYPE);
        }
        return wanting.isEmpty() ? List.of() : wanting.stream().mapToObj(rules::get).toList();
    }

    /** The rules that are about the event that was asked last and can say nothing on it. */
    public List<PassedOver> passedOver() {
        return passedOver.isEmpty()
                ? List.of()
                : passedOver.stream().mapToObj(reasons::get).toList();
    }

    /**
     * The fields of the event that was asked last of which rules see a part only, as far as it was evaluated. What stands behind
     * that decided nothing, so whoever writes events can hide it there.
     */
    public Set<String> cut() {
        return cut.isEmpty() ? Set.of() : Set.copyOf(cut);
    }

    @Override
    public void close() {
        runtime.destroy();
    }
}
