package io.tripline.correlation.engine;

import com.espertech.esper.runtime.client.EPDeployException;
import com.espertech.esper.runtime.client.EPEventService;
import com.espertech.esper.runtime.client.EPRuntime;
import com.espertech.esper.runtime.client.EPRuntimeProvider;
import com.espertech.esper.runtime.client.EPStatement;
import io.tripline.contracts.EcsEvent;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/** Says of an event which conditions of a rule's filters do not hold. For explanations; slower than {@link EventFilters}. */
public final class ConditionCheck implements AutoCloseable {
    private static final AtomicLong NUMBER = new AtomicLong();

    private final List<List<Condition>> filters;
    private final EPRuntime runtime;
    private final EPEventService events;
    private final List<EventSchema.Slot> slots;
    private final BitSet holding = new BitSet();

    public ConditionCheck(CompiledRule rule, RuleCompiler compiler) {
        this.filters = rule.conditions();
        this.slots = EventSchema.slots(rule.fields());
        this.runtime =
                EPRuntimeProvider.getRuntime(
                        "tripline-conditions-" + NUMBER.incrementAndGet(),
                        compiler.configuration());
        this.events = runtime.getEventService();
        events.advanceTime(0);
        List<String> statements = new ArrayList<>();
        filters.forEach(
                filter ->
                        filter.forEach(each -> statements.add(EventFilter.statement(each.text()))));
        try {
            EPStatement[] deployed =
                    runtime.getDeploymentService()
                            .deploy(compiler.compileFilters(statements))
                            .getStatements();
            for (int i = 0; i < deployed.length; i++) {
                int number = i;
                deployed[i].addListener((_, _, _, _) -> holding.set(number));
            }
        } catch (EPDeployException e) {
            throw new IllegalStateException("Conditions of a compiled rule can be deployed.", e);
        }
    }

    /** By filter, in the order of the EPL, the conditions that do not hold of this event; empty where the filter wants it. */
    public List<List<Condition>> failing(EcsEvent event) {
        holding.clear();
        events.sendEventObjectArray(
                EventSchema.toArray(new KeptEvent(event, ""), slots, ProfileFacts.NONE),
                EventSchema.TYPE);
        List<List<Condition>> failing = new ArrayList<>();
        int number = 0;
        for (List<Condition> filter : filters) {
            List<Condition> own = new ArrayList<>();
            for (Condition each : filter) {
                if (!holding.get(number++)) {
                    own.add(each);
                }
            }
            failing.add(own);
        }
        return failing;
    }

    @Override
    public void close() {
        runtime.destroy();
    }
}
