package io.tripline.correlation.streams;

import io.tripline.contracts.EcsEvent;
import io.tripline.contracts.EcsField;
import io.tripline.correlation.CorrelationConfig;
import io.tripline.correlation.bench.BenchRules;
import io.tripline.correlation.engine.RuleSet;
import io.tripline.correlation.state.Correlator;
import io.tripline.correlation.state.EntityKey;
import io.tripline.correlation.state.Outcomes;
import io.tripline.correlation.state.Router;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.AuxCounters;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * Days of a million entities that were never heard of before, under fifty rules, in the heap that a service has. An iteration is
 * a day; what is looked at is memory after each.
 */
@BenchmarkMode(Mode.SingleShotTime)
@OutputTimeUnit(TimeUnit.SECONDS)
@Fork(
        value = 1,
        jvmArgsAppend = {"-Xmx512m", "-XX:+UseSerialGC", "-XX:+UseStringDeduplication"})
@Warmup(iterations = 0)
@Measurement(iterations = 5)
public class MemoryBenchmark {
    private static final Instant START = Instant.parse("2026-03-02T00:00:00Z");
    private static final Duration DAY = Duration.ofDays(1);

    /** As many as there are of the ticker in a day would only take time. */
    private static final Duration TICK = Duration.ofMinutes(10);

    /** A system property: how many pairs of a rule and an entity a day has. */
    public static final String ENTITIES = "tripline.bench.entities";

    /** What is told beside the time: of the day before, when it is over. */
    @State(Scope.Thread)
    @AuxCounters(AuxCounters.Type.EVENTS)
    public static class Memory {
        public long entities;
        public long heapMegabytes;
        public long processMegabytes;

        @Setup(Level.Iteration)
        public void clear() {
            entities = 0;
            heapMegabytes = 0;
            processMegabytes = 0;
        }

        private void look() {
            System.gc();
            Runtime runtime = Runtime.getRuntime();
            heapMegabytes = (runtime.totalMemory() - runtime.freeMemory()) >> 20;
            try {
                processMegabytes =
                        Files.readAllLines(Path.of("/proc/self/status")).stream()
                                .filter(line -> line.startsWith("VmRSS:"))
                                .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) >> 10)
                                .findFirst()
                                .orElse(0);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    @State(Scope.Thread)
    public static class Days {
        private final RuleSet rules = BenchRules.fifty();
        private final Router router = new Router(rules, Outcomes.UNCOUNTED);
        private final DiskStores stores = DiskStores.fresh();
        private final Correlator correlator =
                new Correlator(
                        CorrelationConfig.defaults().bounds(),
                        stores.stores(),
                        rules,
                        Outcomes.UNCOUNTED);
        private final Sweep sweep = new Sweep(stores.census(), correlator::forget);
        private final long wanted = Long.getLong(ENTITIES, 1_000_000);
        private long day;
        private long user;

        /** Failed logons, two of each user at some time of the day, until as many entities were heard of. */
        void pass(Memory memory) {
            long begin = START.plus(DAY.multipliedBy(day++)).toEpochMilli();
            long ticked = begin;
            for (long count = 0; count < wanted; user++) {
                long at = begin + DAY.toMillis() * count / wanted;
                int routed = accept("first", user, at);
                accept("second", user, at + 1);
                count += routed;
                if (at - ticked >= TICK.toMillis()) {
                    ticked = at;
                    sweep.passTime(at);
                    sweep.goOn(() -> true);
                }
                memory.entities = count;
            }
        }

        private int accept(String which, long number, long at) {
            EcsEvent event =
                    EcsEvent.builder()
                            .set(EcsField.TIMESTAMP, Instant.ofEpochMilli(at))
                            .set(EcsField.EVENT_ID, which + number)
                            .set(EcsField.EVENT_KIND, "event")
                            .set(EcsField.EVENT_DATASET, "windows.security")
                            .set(EcsField.EVENT_CODE, "4625")
                            .set(EcsField.EVENT_ACTION, "logon-failed")
                            .set(EcsField.EVENT_OUTCOME, "failure")
                            .set(EcsField.USER_NAME, "user-" + number)
                            .set(EcsField.HOST_NAME, "ws-" + number % 1_000)
                            .set(
                                    EcsField.SOURCE_IP,
                                    "10."
                                            + (number >> 16 & 255)
                                            + "."
                                            + (number >> 8 & 255)
                                            + "."
                                            + (number & 255))
                            .build();
            var routes = router.route(event, "logs.auth-0-123456");
            for (Router.Routed routed : routes) {
                EntityKey key = routed.key();
                stores.entities().at(at, routed.event(), Routes.event(Routes.value(routed)));
                correlator.accept(key, routed.event(), at);
            }
            return routes.size();
        }

        @TearDown
        public void close() {
            correlator.close();
            router.close();
            stores.close();
        }
    }

    @Benchmark
    public void dayOfEntities(Days days, Memory memory) {
        days.pass(memory);
        memory.look();
    }
}
