package io.tripline.correlation.engine;

import com.espertech.esper.common.client.EPException;
import com.espertech.esper.common.client.EventBean;
import com.espertech.esper.runtime.client.EPDeployException;
import com.espertech.esper.runtime.client.EPEventService;
import com.espertech.esper.runtime.client.EPRuntime;
import com.espertech.esper.runtime.client.EPRuntimeProvider;
import com.espertech.esper.runtime.client.EPStatement;
import com.espertech.esper.runtime.client.UpdateListener;
import java.time.Duration;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collection;
import java.util.List;
import java.util.OptionalLong;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * One Esper runtime that evaluates one rule for one entity at a time. An evaluation begins with no state and ends with
 * none: the statement lives in a context that starts and ends with it. Esper's clock only ever goes forward, so an
 * evaluation's event time is laid onto it with an offset; rules see differences and {@code event_time}, which are exact.
 * Not thread-safe.
 */
public final class Evaluator implements AutoCloseable {
    static final String CONTEXT = "Evaluation";
    static final String BEGUN = "EvaluationBegun";
    static final String ENDED = "EvaluationEnded";
    static final String CREATE_CONTEXT =
            "create context " + CONTEXT + " start " + BEGUN + " end " + ENDED;

    private static final AtomicLong NUMBER = new AtomicLong();
    private static final long GAP = Duration.ofSeconds(1).toMillis();

    /** At least as many of each end of a window as an alert shows. */
    private static final int ENDS = 10;

    private static final Object[] MARK = {0L};

    private final CompiledRule rule;
    private final EPRuntime runtime;
    private final EPEventService events;
    private final List<EPStatement> telling = new ArrayList<>();
    private final UpdateListener collector = (incoming, _, _, _) -> collect(incoming);
    private final List<Row> rows = new ArrayList<>();
    private final Uncovered uncovered;
    private long clock;
    private long offset;
    private boolean begun;

    /** Whether an event may have been taken in by half. */
    private boolean failed;

    private boolean advancing;

    private boolean listening;

    public Evaluator(CompiledRule rule, RuleCompiler compiler) {
        this.rule = rule;
        this.uncovered = new Uncovered(rule);
        this.runtime =
                EPRuntimeProvider.getRuntime(
                        "tripline-" + NUMBER.incrementAndGet(), compiler.configuration());
        this.events = runtime.getEventService();
        events.advanceTime(0);
        try {
            for (EPStatement statement :
                    runtime.getDeploymentService().deploy(rule.statement()).getStatements()) {
                if (statement.getEventType().getPropertyNames().length > 0) {
                    telling.add(statement);
                }
            }
        } catch (EPDeployException e) {
            throw new IllegalStateException("A compiled rule can be deployed.", e);
        }
        listen(true);
    }

    /**
     * Whether rows are made from now on. While nobody listens, the statement takes in events as ever and selects nothing: a
     * column with all events of a window costs as many steps for each event as the window holds.
     */
    public void listen(boolean to) {
        if (to == listening) {
            return;
        }
        listening = to;
        for (EPStatement statement : telling) {
            if (to) {
                statement.addListener(collector);
            } else {
                statement.removeListener(collector);
            }
        }
    }

    /** Forgets everything and begins anew at this event time, and listens. */
    public void begin(long millis) {
        try {
            if (begun && !failed && !(rule.reach() instanceof Reach.Slices)) {
                letTimePass();
            } else {
                restart();
            }
        } catch (EPException e) {
            failed = true;
            throw new RuleFailedException(rule.id(), e);
        }
        offset = clock - millis;
        listen(true);
    }

    /** A statement that keeps nothing but windows in time forgets when time passes, at a tenth of the cost of a new context. */
    private void letTimePass() {
        clock += rule.rule().window().toMillis() + GAP;
        advancing = true;
        listen(false);
        try {
            events.advanceTime(clock);
        } finally {
            advancing = false;
            rows.clear();
        }
    }

    private void restart() {
        end();
        clock += GAP;
        events.advanceTime(clock);
        events.sendEventObjectArray(MARK, BEGUN);
        begun = true;
        failed = false;
    }

    /** Forgets everything. */
    public void end() {
        if (begun) {
            events.sendEventObjectArray(MARK, ENDED);
            begun = false;
            rows.clear();
        }
    }

    /** The rows that the next event in order gives; those of timers that come due before it first. */
    public List<Row> accept(KeptEvent event, ProfileFacts profile) {
        rows.clear();
        try {
            advance(event.millis());
            events.sendEventObjectArray(rule.toArray(event, profile), EventSchema.TYPE);
        } catch (EPException e) {
            failed = true;
            throw new RuleFailedException(rule.id(), e);
        }
        return List.copyOf(rows);
    }

    /** The rows of timers that come due until this event time. */
    public List<Row> advanceTo(long millis) {
        rows.clear();
        try {
            advance(millis);
        } catch (EPException e) {
            failed = true;
            throw new RuleFailedException(rule.id(), e);
        }
        return List.copyOf(rows);
    }

    /** The event time at which something may next happen without an event; none if nothing waits for time to pass. */
    public OptionalLong nextTimer() {
        Long next = begun && rule.hasTimers() ? events.getNextScheduledTime() : null;
        return next == null ? OptionalLong.empty() : OptionalLong.of(next - offset);
    }

    /** The event time up to which this evaluation has come. */
    public long time() {
        return clock - offset;
    }

    private void advance(long millis) {
        long time = millis + offset;
        if (time > clock) {
            advancing = true;
            try {
                events.advanceTimeSpan(time);
            } finally {
                advancing = false;
                clock = time;
            }
        }
    }

    private void collect(EventBean @Nullable [] incoming) {
        // Counts that change because an event leaves the window are no matches.
        if (incoming == null || (advancing && !rule.hasTimers())) {
            return;
        }
        for (EventBean bean : incoming) {
            SortedMap<String, Object> columns = new TreeMap<>();
            TreeSet<KeptEvent> matched = new TreeSet<>();
            BitSet exceptions = new BitSet(rule.exceptions().size());
            for (String name : bean.getEventType().getPropertyNames()) {
                add(name, bean.get(name), columns, matched);
            }
            matched.forEach(each -> uncovered.add(each, exceptions));
            for (String name : bean.getEventType().getPropertyNames()) {
                addHidden(bean.get(name), exceptions);
            }
            rows.add(
                    new Row(
                            events.getCurrentTime() - offset,
                            columns,
                            List.copyOf(matched),
                            exceptions));
        }
    }

    private static void add(
            String name,
            @Nullable Object value,
            SortedMap<String, Object> columns,
            Collection<KeptEvent> matched) {
        switch (value) {
            case null -> {}
            case KeptEvent event -> matched.add(event);
            case EventBean bean -> add(name, bean.getUnderlying(), columns, matched);
            case String text -> columns.put(name, text);
            case Boolean flag -> columns.put(name, flag);
            case Double number -> columns.put(name, number);
            case Float number -> columns.put(name, number.doubleValue());
            case Number number -> columns.put(name, number.longValue());
            case Collection<?> all -> all.forEach(each -> add(name, each, columns, matched));
            case Object[] array -> {
                KeptEvent event = EventSchema.handle(array);
                if (event != null) {
                    matched.add(event);
                } else {
                    addEnds(name, array, columns, matched);
                }
            }
            default -> {}
        }
    }

    /** A window's events stand in order, and of many only the first and the last are ever shown. */
    private static void addEnds(
            String name,
            Object[] array,
            SortedMap<String, Object> columns,
            Collection<KeptEvent> matched) {
        for (int i = 0; i < array.length; i++) {
            if (i == ENDS && array.length > 2 * ENDS) {
                i = array.length - ENDS;
            }
            if (array[i] instanceof Object[] || array[i] instanceof EventBean) {
                add(name, array[i], columns, matched);
            }
        }
    }

    /** The events between the ends of a window are not shown, and an exception must cover them as well. */
    private void addHidden(@Nullable Object value, BitSet exceptions) {
        if (!(value instanceof Object[] array)) {
            return;
        }
        for (int i = ENDS; i < array.length - ENDS && !uncovered.isAll(exceptions); i++) {
            Object each = array[i] instanceof EventBean bean ? bean.getUnderlying() : array[i];
            KeptEvent event = each instanceof Object[] row ? EventSchema.handle(row) : null;
            if (event != null) {
                uncovered.add(event, exceptions);
            }
        }
    }

    @Override
    public void close() {
        runtime.destroy();
    }
}
