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
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The filters of all rules in one Esper runtime, whose filter index finds the rules that want an event without asking each.
 * Stateless. Not thread-safe.
 */
public final class EventFilters implements AutoCloseable {
    private static final AtomicLong NUMBER = new AtomicLong();

    private final List<CompiledRule> rules;
    private final EPRuntime runtime;
    private final EPEventService events;
    private final List<EventSchema.Slot> slots;
    private final BitSet wanting = new BitSet();

    public EventFilters(List<CompiledRule> rules, RuleCompiler compiler) {
        this.rules = List.copyOf(rules);
        this.runtime =
                EPRuntimeProvider.getRuntime(
                        "tripline-filters-" + NUMBER.incrementAndGet(), compiler.configuration());
        this.events = runtime.getEventService();
        events.clockExternal();
        events.advanceTime(0);
        List<String> filters = new ArrayList<>();
        List<Integer> owners = new ArrayList<>();
        Set<EcsField> fields = EnumSet.noneOf(EcsField.class);
        for (int i = 0; i < this.rules.size(); i++) {
            CompiledRule rule = this.rules.get(i);
            fields.addAll(rule.fields());
            for (String filter : rule.filters()) {
                filters.add(filter);
                owners.add(i);
            }
        }
        this.slots = EventSchema.slots(fields);
        if (!filters.isEmpty()) {
            deploy(compiler, filters, owners);
        }
    }

    private void deploy(RuleCompiler compiler, List<String> filters, List<Integer> owners) {
        try {
            EPStatement[] statements =
                    runtime.getDeploymentService()
                            .deploy(compiler.compileFilters(filters))
                            .getStatements();
            for (int i = 0; i < statements.length; i++) {
                int owner = owners.get(i);
                statements[i].addListener((_, _, _, _) -> wanting.set(owner));
            }
        } catch (EPDeployException e) {
            throw new IllegalStateException("Filters of compiled rules can be deployed.", e);
        }
    }

    /** The rules that want this event. */
    public List<CompiledRule> wanting(EcsEvent event) {
        wanting.clear();
        events.sendEventObjectArray(
                EventSchema.toArray(new KeptEvent(event, ""), slots, SeenFacts.NONE),
                EventSchema.TYPE);
        return wanting.isEmpty() ? List.of() : wanting.stream().mapToObj(rules::get).toList();
    }

    @Override
    public void close() {
        runtime.destroy();
    }
}
