package io.tripline.correlation.streams;

import io.tripline.contracts.Alert;
import io.tripline.contracts.AlertJson;
import io.tripline.correlation.CorrelationMeters;
import io.tripline.correlation.engine.ActiveRules;
import io.tripline.correlation.engine.KeptEvent;
import io.tripline.correlation.engine.RuleSet;
import io.tripline.correlation.state.Appointment;
import io.tripline.correlation.state.Bounds;
import io.tripline.correlation.state.Correlator;
import io.tripline.correlation.state.EventCache;
import io.tripline.correlation.state.Outcomes;
import io.tripline.correlation.state.Postponed;
import io.tripline.correlation.state.Router.Routed;
import io.tripline.correlation.state.RulePace;
import io.tripline.correlation.state.Stores;
import io.tripline.correlation.state.UnreadableStateException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import java.util.function.Supplier;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.processor.PunctuationType;
import org.apache.kafka.streams.processor.api.ContextualProcessor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Correlates the events of the entities of one partition and sends every revision of their alerts. */
final class CorrelateProcessor extends ContextualProcessor<byte[], byte[], byte[], byte[]> {
    private static final Logger log = LoggerFactory.getLogger(CorrelateProcessor.class);
    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

    /** What time makes due is done a piece at a time, as the events between must not wait for thousands of entities. */
    private static final Duration PIECE = Duration.ofMillis(5);

    private static final Duration BETWEEN_PIECES = Duration.ofMillis(20);

    /** Nobody waits for who is let go. */
    private static final Duration SWEEP_PIECE = Duration.ofMillis(1);

    /** Where no event came since the last piece, none waits for this one. */
    private static final Duration QUIET_PIECE = Duration.ofMillis(100);

    private final ActiveRules active;
    private RuleSet rules;
    private final Bounds bounds;
    private final EventCache cache;
    private final StreamThreads threads;
    private final CorrelationMeters meters;
    private @Nullable KafkaEntityStore store;
    private @Nullable Correlator correlator;
    private @Nullable Sweep sweep;
    private @Nullable PromptCommits commits;
    private @Nullable Turn turn;

    /** The record time of the last tick. */
    private long ticked;

    /** Whether something that the last tick made due is not done yet. */
    private boolean isDue;

    /** Whether a record came since there was last time for something else. */
    private boolean isBusy;

    /** Whether something was told that nobody sees before a commit. */
    private boolean hasTold;

    CorrelateProcessor(
            ActiveRules active,
            Bounds bounds,
            EventCache cache,
            StreamThreads threads,
            CorrelationMeters meters) {
        this.active = active;
        this.rules = active.current();
        this.bounds = bounds;
        this.cache = cache;
        this.threads = threads;
        this.meters = meters;
    }

    @Override
    public void init(ProcessorContext<byte[], byte[]> context) {
        super.init(context);
        KeyValueStore<Bytes, byte[]> events = context.getStateStore(KafkaEntityStore.EVENTS);
        KeyValueStore<Bytes, byte[]> alerts = context.getStateStore(KafkaEntityStore.ALERTS);
        KeyValueStore<Bytes, byte[]> memories = context.getStateStore(KafkaEntityStore.MEMORIES);
        store = new KafkaEntityStore(events, alerts, memories);
        StreamThreads.Shared shared = threads.ofThisThread(rules.compiler());
        commits = shared.commits();
        turn = shared.turn();
        KafkaCensus census =
                new KafkaCensus(
                        context.getStateStore(KafkaCensus.NAME), store, bounds.entitiesPerRule());
        correlator =
                new Correlator(
                        context.taskId().partition(),
                        bounds,
                        cache,
                        new Stores(
                                store,
                                new KafkaAgenda(context.getStateStore(KafkaAgenda.NAME)),
                                census),
                        rules,
                        new RulePace(System::nanoTime, THREADS::getCurrentThreadCpuTime),
                        shared.evaluators(),
                        meters);
        sweep = new Sweep(census, correlator::forget);
        context.schedule(BETWEEN_PIECES, PunctuationType.WALL_CLOCK_TIME, _ -> timePassed());
    }

    @Override
    public void process(Record<byte[], byte[]> record) {
        refresh();
        isBusy = true;
        Objects.requireNonNull(turn).processes();
        switch (Routes.read(rules, record.key(), record.value())) {
            case Route.Tick(long until, long ticker) -> passTime(until, ticker, record.timestamp());
            case Route.ToEntity(Routed routed) -> accept(routed, record);
            case Route.ToAbsentRule(String rule, String entity, KeptEvent event) ->
                    keep(rule, entity, event, record.timestamp());
            case Route.ToAnotherEntity(String rule, String entity, KeptEvent event) ->
                    keep(rule, Correlator.elsewhere(entity), event, record.timestamp());
            case Route.ToNobody(String rule) -> meters.count(rule, Outcomes.Kind.WITHOUT_ENTITY);
            case Route.Alien(String reason) -> {
                meters.alienRoute();
                log.atWarn()
                        .addKeyValue("offset", offset())
                        .addKeyValue("reason", reason)
                        .log("A record on correlation-routes is none of ours and was skipped.");
            }
        }
    }

    private String offset() {
        return context()
                .recordMetadata()
                .map(at -> at.topic() + "-" + at.partition() + "-" + at.offset())
                .orElse("");
    }

    private void keep(String rule, String entity, KeptEvent event, long arrived) {
        Objects.requireNonNull(store).at(arrived);
        Correlator own = Objects.requireNonNull(correlator);
        send(
                guarded(
                        rule,
                        event.origin(),
                        () -> {
                            meters.absentRule(own.keepForRule(rule, entity, event, arrived));
                            return own.lostCoverage();
                        },
                        _ -> own.lostCoverage()),
                arrived);
    }

    private void accept(Routed routed, Record<byte[], byte[]> record) {
        Objects.requireNonNull(store)
                .at(record.timestamp(), routed.event(), Routes.event(record.value()));
        Correlator own = Objects.requireNonNull(correlator);
        boolean isOver = Objects.requireNonNull(turn).isOver();
        if (isOver) {
            context().commit();
        }
        send(
                guarded(
                        routed.key().rule().id(),
                        routed.event().origin(),
                        () ->
                                isOver
                                        ? own.postpone(
                                                routed.key(), routed.event(), record.timestamp())
                                        : own.accept(
                                                routed.key(), routed.event(), record.timestamp()),
                        failure -> own.failed(routed.key(), routed.event(), failure)),
                record.timestamp());
    }

    /** Takes up the rules that are in force now; those that did not change keep their runtimes. */
    @SuppressWarnings(
            "ReferenceEquality") // A set of rules that was not swapped is the same object.
    private void refresh() {
        RuleSet now = active.current();
        if (now != rules) {
            rules = now;
            Objects.requireNonNull(correlator).use(now);
        }
    }

    /**
     * All that arrived before this time has been processed. What that makes due is done a piece at a time: it is then as if
     * the tick had come later for some entities, and nothing that is told in the end depends on that. After a crash the
     * agenda still has what was not done, for the next tick.
     */
    private void passTime(long until, long ticker, long timestamp) {
        Correlator own = Objects.requireNonNull(correlator);
        ticked = timestamp;
        own.ticked(ticker);
        own.tick(until);
        Objects.requireNonNull(sweep).passTime(until);
        isDue = true;
        workOnDue();
    }

    private void timePassed() {
        Objects.requireNonNull(turn).punctuates(this);
        workOnDue();
    }

    private void workOnDue() {
        commitWhatWasTold();
        boolean wasBusy = isBusy;
        isBusy = false;
        Sweep own = Objects.requireNonNull(sweep);
        boolean hasPostponed = Objects.requireNonNull(correlator).hasPostponed();
        if (!isDue && !hasPostponed && wasBusy && !own.isUnderWay()) {
            return;
        }
        refresh();
        if (hasPostponed) {
            keepPostponed(wasBusy ? PIECE : QUIET_PIECE);
        }
        if (isDue) {
            keepDue(wasBusy ? PIECE : QUIET_PIECE);
        } else if (!own.isUnderWay()) {
            Objects.requireNonNull(correlator).prepare();
        }
        long end = System.nanoTime() + (wasBusy ? SWEEP_PIECE : QUIET_PIECE).toNanos();
        own.goOn(() -> System.nanoTime() - end < 0);
    }

    private void keepPostponed(Duration length) {
        Correlator own = Objects.requireNonNull(correlator);
        long end = System.nanoTime() + length.toNanos();
        while (own.hasPostponed()
                && System.nanoTime() - end < 0
                && Objects.requireNonNull(turn).mayBegin(this)) {
            Postponed each = own.nextPostponed().orElseThrow();
            Objects.requireNonNull(store).at(each.arrived());
            send(
                    guarded(
                            each.key().rule().id(),
                            "",
                            () -> own.keep(each),
                            failure -> own.failed(each, failure)),
                    each.arrived());
        }
    }

    private void keepDue(Duration length) {
        Correlator own = Objects.requireNonNull(correlator);
        long end = System.nanoTime() + length.toNanos();
        for (List<Appointment> due = own.due(); !due.isEmpty(); due = own.due()) {
            for (Appointment each : due) {
                if (!Objects.requireNonNull(turn).mayBegin(this)) {
                    return;
                }
                Objects.requireNonNull(store).at(ticked);
                send(
                        guarded(
                                each.rule(),
                                "",
                                () -> own.keep(each),
                                failure -> own.failed(each, failure)),
                        ticked);
                if (System.nanoTime() - end > 0) {
                    return;
                }
            }
        }
        isDue = false;
    }

    private void send(List<Alert> alerts, long timestamp) {
        for (Alert alert : alerts) {
            context()
                    .forward(
                            new Record<>(
                                    alert.id().getBytes(StandardCharsets.US_ASCII),
                                    AlertJson.write(alert),
                                    timestamp),
                            CorrelationTopology.TOLD);
        }
        for (Routed routed : Objects.requireNonNull(correlator).onward()) {
            context()
                    .forward(
                            new Record<>(Routes.key(routed), Routes.value(routed), timestamp),
                            CorrelationTopology.ONWARD);
            hasTold = true;
        }
        hasTold |= !alerts.isEmpty();
        commitWhatWasTold();
    }

    /** What else there is to commit can wait for the commit interval. */
    private void commitWhatWasTold() {
        if (hasTold && Objects.requireNonNull(commits).mayCommit()) {
            context().commit();
            hasTold = false;
        }
    }

    /**
     * What follows from an event or from time. What meets a bug of ours is named: it must not stop all others for ever, and what
     * it met it at is kept and tried again later, as where a rule fails.
     */
    private List<Alert> guarded(
            String rule,
            String origin,
            Supplier<List<Alert>> work,
            Function<RuntimeException, List<Alert>> otherwise) {
        try {
            return work.get();
        } catch (KafkaException | UnreadableStateException e) {
            throw e;
        } catch (RuntimeException e) {
            log.atError()
                    .addKeyValue("rule", rule)
                    .addKeyValue("origin", origin)
                    .setCause(e)
                    .log("Correlation failed at an event.");
            return otherwise.apply(e);
        }
    }

    @Override
    public void close() {
        if (correlator != null) {
            correlator.close();
        }
    }
}
