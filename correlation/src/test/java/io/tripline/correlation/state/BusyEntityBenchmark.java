package io.tripline.correlation.state;

import io.tripline.contracts.Alert;
import io.tripline.contracts.EcsEvent;
import io.tripline.contracts.EcsField;
import io.tripline.correlation.TestRules;
import io.tripline.correlation.engine.CompiledRule;
import io.tripline.correlation.engine.KeptEvent;
import io.tripline.correlation.engine.RuleSet;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * One account that is guessed at 50 times a second for as long as it takes, so that a rule has all events of it that it may
 * keep. One event in ten comes a fifth of a second late. What an event costs on average, and what the dearest one costs, for
 * which all others of the partition wait ({@code p1.00}).
 */
@BenchmarkMode(Mode.SampleTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 5)
@Measurement(iterations = 5, time = 5)
@State(Scope.Thread)
public class BusyEntityBenchmark {
    private static final Instant START = Instant.parse("2026-03-01T00:00:00Z");
    private static final Duration EVERY = Duration.ofMillis(20);
    private static final Duration LATE = Duration.ofMillis(200);
    private static final int LATE_ONE_IN = 10;
    private static final int ADDRESSES = 3_000;
    private static final Bounds BOUNDS =
            new Bounds(
                    Duration.ofHours(1),
                    Duration.ofMinutes(1),
                    Duration.ofMinutes(1),
                    10_000,
                    1_000,
                    64,
                    1_000_000);

    private final CompiledRule rule =
            TestRules.ofEpl(
                    "select count(*) as n, window(l.*) as attempts"
                            + " from Event(event.outcome = 'failure', source.ip is not null)#time(30 min) as l"
                            + " having count(*) >= 20 and count(distinct l.source.ip) >= 10",
                    Duration.ofMinutes(30),
                    Duration.ofHours(6));
    private final EntityKey key = EntityKey.of(rule, List.of("deploy"));
    private final Correlator correlator =
            new Correlator(
                    BOUNDS,
                    Stores.inMemory(),
                    new RuleSet(List.of(rule), TestRules.ALL.compiler()),
                    Outcomes.UNCOUNTED);
    private int number;

    /** An event, and what is due by then. */
    @Benchmark
    public int event() {
        Instant arrived = START.plus(EVERY.multipliedBy(number));
        boolean late = number % LATE_ONE_IN == LATE_ONE_IN - 1;
        List<Alert> told =
                correlator.accept(
                        key,
                        new KeptEvent(rule.slim(attempt(late ? arrived.minus(LATE) : arrived)), ""),
                        arrived.toEpochMilli());
        int revisions = told.size();
        if (number++ % 50 == 0) {
            correlator.allRead();
            correlator.tick(arrived.toEpochMilli());
            for (Appointment due : correlator.due()) {
                revisions += correlator.keep(due).size();
            }
        }
        return revisions;
    }

    private EcsEvent attempt(Instant time) {
        int address = number % ADDRESSES;
        return EcsEvent.builder()
                .set(EcsField.TIMESTAMP, time)
                .set(EcsField.EVENT_ID, "attempt-" + number)
                .set(EcsField.EVENT_KIND, "event")
                .set(EcsField.EVENT_OUTCOME, "failure")
                .set(EcsField.SOURCE_IP, "198.51." + address / 256 + "." + address % 256)
                .set(EcsField.USER_NAME, "deploy")
                .build();
    }

    @TearDown
    public void close() {
        correlator.close();
    }
}
