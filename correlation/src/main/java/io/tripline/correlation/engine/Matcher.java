package io.tripline.correlation.engine;

import com.espertech.esper.common.client.EPCompiled;
import com.espertech.esper.runtime.client.EPRuntime;
import com.espertech.esper.runtime.client.EPStatement;
import io.tripline.contracts.EcsEvent;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * Tells which rules want an event. The filters of all rules share one runtime, whose index finds those that agree
 * without asking each. For one thread.
 */
public final class Matcher implements AutoCloseable {
    private final EPRuntime runtime;
    private final Set<String> wanting = new TreeSet<>();

    public Matcher(List<CompiledRule> rules) {
        this.runtime = Epl.runtime(Epl.configuration());
        for (CompiledRule rule : rules) {
            String id = rule.rule().id();
            for (EPCompiled filter : rule.filters()) {
                for (EPStatement statement : Epl.deploy(runtime, filter).getStatements()) {
                    statement.addListener((_, _, _, _) -> wanting.add(id));
                }
            }
        }
    }

    /** The ids of the rules that want the event, in order. */
    public Set<String> wanting(EcsEvent event) {
        wanting.clear();
        runtime.getEventService().sendEventObjectArray(EventType.underlying(event), EventType.NAME);
        return new TreeSet<>(wanting);
    }

    @Override
    public void close() {
        runtime.destroy();
    }
}
