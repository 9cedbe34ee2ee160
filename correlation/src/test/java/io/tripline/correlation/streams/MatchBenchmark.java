package io.tripline.correlation.streams;

import io.tripline.contracts.EcsEvent;
import io.tripline.contracts.EcsJson;
import io.tripline.contracts.EcsSelection;
import io.tripline.contracts.MalformedEventException;
import io.tripline.correlation.bench.BenchEvents;
import io.tripline.correlation.bench.BenchRules;
import io.tripline.correlation.engine.RuleSet;
import io.tripline.correlation.state.Outcomes;
import io.tripline.correlation.state.Router;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;
import org.openjdk.jmh.infra.Blackhole;

/** The first stage, per event: from its bytes on {@code events} to the records on {@link CorrelationTopology#ROUTES}. */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 3)
@Measurement(iterations = 5, time = 3)
public class MatchBenchmark {
    private static final int EVENTS = 10_000;

    /** Rules, and events over and over: without state, the same event costs the same again. */
    public abstract static class Matching {
        private final EcsSelection selection;
        private final Router router;
        private final List<byte[]> events = new BenchEvents(7, 10, 5_000, 0).next(EVENTS);
        private final List<EcsEvent> read;

        Matching(RuleSet rules) {
            this.selection = rules.selection();
            this.router = new Router(rules, Outcomes.UNCOUNTED);
            this.read = events.stream().map(this::read).toList();
        }

        private EcsEvent read(byte[] event) {
            try {
                return EcsJson.readPart(event, selection);
            } catch (MalformedEventException e) {
                throw new IllegalStateException("An event is one that we wrote.", e);
            }
        }

        private void route(EcsEvent event, Blackhole sink) {
            for (Router.Routed routed : router.route(event, "logs.auth-0-123456")) {
                sink.consume(Routes.key(routed));
                sink.consume(Routes.value(routed));
            }
        }

        void read(Blackhole sink) {
            events.forEach(event -> sink.consume(read(event)));
        }

        void match(Blackhole sink) {
            read.forEach(event -> route(event, sink));
        }

        void readAndMatch(Blackhole sink) {
            events.forEach(event -> route(read(event), sink));
        }

        @TearDown
        public void close() {
            router.close();
        }
    }

    @State(Scope.Thread)
    public static class Stateful extends Matching {
        public Stateful() {
            super(BenchRules.fifty());
        }
    }

    @State(Scope.Thread)
    public static class Simple extends Matching {
        public Simple() {
            super(BenchRules.simple());
        }
    }

    @Benchmark
    @OperationsPerInvocation(EVENTS)
    public void fiftyRulesReadOnly(Stateful state, Blackhole sink) {
        state.read(sink);
    }

    @Benchmark
    @OperationsPerInvocation(EVENTS)
    public void fiftyRulesMatchOnly(Stateful state, Blackhole sink) {
        state.match(sink);
    }

    @Benchmark
    @OperationsPerInvocation(EVENTS)
    public void fiftyRules(Stateful state, Blackhole sink) {
        state.readAndMatch(sink);
    }

    @Benchmark
    @OperationsPerInvocation(EVENTS)
    public void simpleRulesMatchOnly(Simple state, Blackhole sink) {
        state.match(sink);
    }

    @Benchmark
    @OperationsPerInvocation(EVENTS)
    public void simpleRules(Simple state, Blackhole sink) {
        state.readAndMatch(sink);
    }
}
