package io.tripline.correlation.engine;

import com.espertech.esper.common.client.EventBean;
import com.espertech.esper.runtime.client.EPEventService;
import com.espertech.esper.runtime.client.EPRuntime;
import com.espertech.esper.runtime.client.EPStatement;
import io.tripline.contracts.EcsEvent;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Runs a rule's statement over one entity's events. Each evaluation begins with nothing: the statement lives in a
 * context that the evaluation opens and closes, which costs far less than to deploy it anew. Esper's clock only moves
 * forward, so each evaluation's times are moved by whole days to lie behind the last one's. For one thread.
 */
public final class EntityEvaluation implements AutoCloseable {
    static final String BEGIN = "EvaluationBegin";
    static final String END = "EvaluationEnd";

    /** Order of time, and of ids within the same time, so that the same events always come in the same order. */
    public static final Comparator<EcsEvent> ORDER =
            Comparator.comparing(EcsEvent::timestamp).thenComparing(EcsEvent::id);

    private static final long DAY = 86_400_000;

    private final EPRuntime runtime;
    private final EPEventService events;
    private final List<Match> matches = new ArrayList<>();
    private Instant now = Instant.EPOCH;

    public EntityEvaluation(CompiledRule rule) {
        this.runtime = Epl.runtime(Epl.configuration());
        this.events = runtime.getEventService();
        EPStatement statement = Epl.deploy(runtime, rule.statement()).getStatements()[1];
        statement.addListener((rows, _, _, _) -> rows(rows));
    }

    static String module(String epl) {
        return "create context Evaluation start "
                + BEGIN
                + " end "
                + END
                + ";\ncontext Evaluation "
                + epl;
    }

    /** All matches in these events, which are in {@link #ORDER}. */
    public List<Match> of(List<EcsEvent> history) {
        matches.clear();
        if (history.isEmpty()) {
            return List.of();
        }
        long first = history.getFirst().timestamp().toEpochMilli();
        long clock = events.getCurrentTime();
        long shift = Math.ceilDiv(clock + 1 - first, DAY) * DAY;
        events.advanceTime(first + shift);
        events.sendEventMap(Map.of(), BEGIN);
        try {
            for (EcsEvent event : history) {
                now = event.timestamp();
                long time = now.toEpochMilli() + shift;
                if (time > events.getCurrentTime()) {
                    events.advanceTimeSpan(time);
                }
                events.sendEventObjectArray(EventType.underlying(event), EventType.NAME);
            }
        } finally {
            events.sendEventMap(Map.of(), END);
        }
        return List.copyOf(matches);
    }

    @Override
    public void close() {
        runtime.destroy();
    }

    private void rows(EventBean @Nullable [] rows) {
        if (rows == null) {
            return;
        }
        for (EventBean row : rows) {
            Map<String, EcsEvent> matched = new LinkedHashMap<>();
            SortedMap<String, Object> columns = new TreeMap<>();
            for (String name : row.getEventType().getPropertyNames()) {
                Object value = row.get(name);
                EventType.eventsIn(value).forEach(event -> matched.put(event.id(), event));
                switch (value) {
                    case Integer number -> columns.put(name, number.longValue());
                    case Long number -> columns.put(name, number);
                    case Double number -> columns.put(name, number);
                    case Boolean flag -> columns.put(name, flag);
                    case String text -> columns.put(name, text);
                    case null, default -> {}
                }
            }
            matches.add(new Match(now, matched.values().stream().sorted(ORDER).toList(), columns));
        }
    }
}
