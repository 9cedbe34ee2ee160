package io.tripline.correlation.streams;

import io.tripline.contracts.AlertJson;
import io.tripline.contracts.EcsJson;
import io.tripline.contracts.EcsSelection;
import io.tripline.contracts.MalformedEventException;
import io.tripline.correlation.CorrelationConfig;
import io.tripline.correlation.bench.BenchEvents;
import io.tripline.correlation.bench.BenchRules;
import io.tripline.correlation.engine.RuleSet;
import io.tripline.correlation.state.Correlator;
import io.tripline.correlation.state.Outcomes;
import io.tripline.correlation.state.Router;
import io.tripline.correlation.state.Stores;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;
import org.openjdk.jmh.infra.Blackhole;

/**
 * The whole of correlation, per event of which few are wanted: read, match, write and read the route, correlate, write the
 * alert. Ten events a second of event time, so that state reaches what a day holds.
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 3)
@Measurement(iterations = 5, time = 3)
public class CorrelateBenchmark {
    private static final int EVENTS = 10_000;

    /** A partition of everything, and the next events for it. */
    public abstract static class Correlating {
        private final RuleSet rules = BenchRules.fifty();
        private final EcsSelection selection = rules.selection();
        private final Router router = new Router(rules, Outcomes.UNCOUNTED);
        private final BenchEvents events;
        private final Correlator correlator;

        /** Of its own, so that the processor time of the one that correlates is that of correlating. */
        private final ExecutorService writer =
                Executors.newSingleThreadExecutor(Thread.ofPlatform().daemon().factory());

        private List<byte[]> batch = List.of();

        Correlating(double late, Stores stores) {
            this.events = new BenchEvents(7, 100, 2_000, late);
            this.correlator =
                    new Correlator(
                            CorrelationConfig.defaults().bounds(),
                            stores,
                            rules,
                            Outcomes.UNCOUNTED);
        }

        @Setup(Level.Invocation)
        public void next() throws ExecutionException, InterruptedException {
            batch = writer.submit(() -> events.next(EVENTS)).get();
        }

        void correlate(Blackhole sink) {
            batch.forEach(event -> correlate(event, sink));
        }

        private void correlate(byte[] event, Blackhole sink) {
            try {
                for (Router.Routed routed :
                        router.route(EcsJson.readPart(event, selection), "logs.auth-0-123456")) {
                    byte[] key = Routes.key(routed);
                    sink.consume(key);
                    byte[] record = Routes.value(routed);
                    if (Routes.read(rules, key, record)
                            instanceof Route.ToEntity(Router.Routed read)) {
                        accept(read, record, sink);
                    }
                }
            } catch (MalformedEventException e) {
                throw new IllegalStateException("An event is one that we wrote.", e);
            }
        }

        void accept(Router.Routed routed, byte[] record, Blackhole sink) {
            correlator
                    .accept(routed.key(), routed.event(), routed.event().millis())
                    .forEach(alert -> sink.consume(AlertJson.write(alert)));
        }

        @TearDown
        public void close() {
            writer.shutdown();
            correlator.close();
            router.close();
        }
    }

    @State(Scope.Thread)
    public static class InOrder extends Correlating {
        public InOrder() {
            super(0, Stores.inMemory());
        }
    }

    @State(Scope.Thread)
    public static class SomeLate extends Correlating {
        public SomeLate() {
            super(0.05, Stores.inMemory());
        }
    }

    /** The stores of the topology without their changelogs, which cost the producer's and the broker's time. */
    @State(Scope.Thread)
    public static class OnDisk extends Correlating {
        private final DiskStores stores;
        private long number;

        public OnDisk() {
            this(DiskStores.fresh());
        }

        private OnDisk(DiskStores stores) {
            super(0, stores.stores());
            this.stores = stores;
        }

        @Override
        void accept(Router.Routed routed, byte[] record, Blackhole sink) {
            stores.entities().at(number++, routed.event(), Routes.event(record));
            super.accept(routed, record, sink);
        }

        @TearDown
        public void delete() {
            stores.close();
        }
    }

    @Benchmark
    @OperationsPerInvocation(EVENTS)
    public void onDisk(OnDisk state, Blackhole sink) {
        state.correlate(sink);
    }

    @Benchmark
    @OperationsPerInvocation(EVENTS)
    public void inMemory(InOrder state, Blackhole sink) {
        state.correlate(sink);
    }

    @Benchmark
    @OperationsPerInvocation(EVENTS)
    public void inMemoryOneInTwentyLate(SomeLate state, Blackhole sink) {
        state.correlate(sink);
    }
}
