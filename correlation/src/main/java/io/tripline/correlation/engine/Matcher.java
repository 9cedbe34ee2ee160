package io.tripline.correlation.engine;

import com.espertech.esper.runtime.client.EPRuntime;
import com.espertech.esper.runtime.client.EPStatement;
import io.tripline.contracts.EcsEvent;
import io.tripline.correlation.rule.RuleException;
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

    public Matcher(List<CompiledRule> rules) throws RuleException {
        var configuration = Epl.configuration();
        this.runtime = Epl.runtime(configuration);
        for (CompiledRule rule : rules) {
            String id = rule.rule().id();
            for (String filter : rule.filters()) {
                try {
                    for (EPStatement statement :
                            Epl.deploy(runtime, Epl.compile(filter, configuration))
                                    .getStatements()) {
                        statement.addListener((_, _, _, _) -> wanting.add(id));
                    }
                } catch (com.espertech.esper.compiler.client.EPCompileException e) {
                    throw new RuleException(List.of(id + ": epl: " + e.getMessage()));
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
