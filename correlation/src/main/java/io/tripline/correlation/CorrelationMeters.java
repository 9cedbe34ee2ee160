package io.tripline.correlation;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.tripline.correlation.rule.Problem;
import io.tripline.correlation.state.Outcomes;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/** What correlation counts. Labels come from enums, and from the ids of loaded rules and the fields they ask. */
public final class CorrelationMeters implements Outcomes {
    private final MeterRegistry meters;
    private final Counter received;
    private final Counter unreadable;
    private final Counter alien;
    private final Counter kept;
    private final Counter unkept;
    private final Counter reloads;
    private final AtomicLong running = new AtomicLong();
    private final AtomicLong refused = new AtomicLong();
    private final AtomicLong warming = new AtomicLong();
    private final AtomicLong expired = new AtomicLong();
    private final Map<Key, Counter> counters = new ConcurrentHashMap<>();
    private final Map<String, Timer> timers = new ConcurrentHashMap<>();

    public CorrelationMeters(MeterRegistry meters) {
        this.meters = meters;
        this.received = meters.counter("tripline.correlation.received");
        this.reloads = meters.counter("tripline.correlation.rules.reloads");
        Gauge.builder("tripline.correlation.rules.loaded", running, AtomicLong::get)
                .register(meters);
        Gauge.builder("tripline.correlation.rules.refused", refused, AtomicLong::get)
                .register(meters);
        Gauge.builder("tripline.correlation.rules.warming", warming, AtomicLong::get)
                .register(meters);
        Gauge.builder("tripline.correlation.exceptions.expired", expired, AtomicLong::get)
                .register(meters);
        this.unreadable = meters.counter("tripline.correlation.failed", "reason", "unreadable");
        this.alien = meters.counter("tripline.correlation.failed", "reason", "alien_route");
        this.kept = absentRule("kept");
        this.unkept = absentRule("lost");
    }

    private Counter absentRule(String outcome) {
        return Counter.builder("tripline.correlation.absent.rule")
                .description(
                        "Events for a rule that this instance does not have: kept until it has it, or lost as the entity has too many.")
                .tag("outcome", outcome)
                .register(meters);
    }

    /** A record on {@code events}. */
    public void received() {
        received.increment();
    }

    /** A record on {@code events} that is no event. */
    public void unreadable() {
        unreadable.increment();
    }

    /** A record between matching and correlating that nobody of us wrote. */
    public void alienRoute() {
        alien.increment();
    }

    /** An event for a rule that is not there. */
    public void absentRule(boolean isKept) {
        (isKept ? kept : unkept).increment();
    }

    /** Rules that run, and files of the directory that were refused. */
    void rules(RuleLoader.Loaded loaded) {
        running.set(loaded.rules().rules().size());
        expired.set(loaded.expired().size());
        refused.set(loaded.problems().stream().map(Problem::file).distinct().count());
    }

    /** Rules that came or changed less than their window ago. */
    void warming(long count) {
        warming.set(count);
    }

    /** The directory of rules changed, and what can run of it runs. */
    void reloaded() {
        reloads.increment();
    }

    @Override
    public void count(String rule, Kind kind) {
        counters.computeIfAbsent(new Key(rule, kind), this::register).increment();
    }

    @Override
    public void excepted(String rule, String exception) {
        meters.counter("tripline.correlation.excepted", "rule", rule, "exception", exception)
                .increment();
    }

    @Override
    public void notEvaluated(String rule, String reason) {
        meters.counter("tripline.correlation.not.evaluated", "rule", rule, "reason", reason)
                .increment();
    }

    @Override
    public void cut(String field) {
        meters.counter("tripline.correlation.cut", "field", field).increment();
    }

    @Override
    public void spent(String rule, long nanos) {
        timers.computeIfAbsent(
                        rule, each -> meters.timer("tripline.correlation.rule", "rule", each))
                .record(nanos, TimeUnit.NANOSECONDS);
    }

    private Counter register(Key key) {
        String name =
                switch (key.kind) {
                    case RAISED -> "alerts";
                    case SIGNAL -> "signals";
                    case REVISED -> "revisions";
                    case DUPLICATE -> "duplicates";
                    case ERROR -> "errors";
                    case WANTED,
                            WITHOUT_ENTITY,
                            LATE,
                            TOO_LATE,
                            LOST_COVERAGE,
                            SHORTENED_LATENESS,
                            FORGOTTEN_VALUE,
                            WITHDRAWN,
                            HELD,
                            POSTPONED ->
                            key.kind.name().toLowerCase(Locale.ROOT).replace('_', '.');
                };
        return meters.counter("tripline.correlation." + name, "rule", key.rule);
    }

    private record Key(String rule, Kind kind) {}
}
