package io.tripline.deploy.bench;

import io.tripline.deploy.config.ConfigReader;
import io.tripline.deploy.config.Settings;
import io.tripline.deploy.samples.SampleRecord;
import io.tripline.deploy.servers.ChildProcess;
import io.tripline.deploy.servers.Distribution;
import io.tripline.deploy.servers.Ports;
import io.tripline.deploy.service.ServiceName;
import io.tripline.deploy.stack.Lag;
import io.tripline.deploy.stack.ServiceHealth;
import io.tripline.deploy.stack.Shipping;
import io.tripline.deploy.stack.Stack;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * One run of the benchmark, on servers of its own: the bulk rate of OpenSearch alone, then the whole pipeline at full
 * speed, then the latency of webhooks at steady rates. The load generator shares the machine, as a shipper would.
 */
public final class Bench {
    private static final List<Integer> LATENCY_RATES = List.of(1_000, 2_000);
    private static final int SECONDS_BETWEEN_WORDS = 5;

    /** What warms up is made a day at a time, as records wait in memory until they are shipped. */
    private static final int WARM_UP_A_DAY = 300_000;

    private static final Duration INDEXING_PATIENCE = Duration.ofMinutes(5);

    private final InstantSource clock;
    private final Path home;
    private final Consumer<String> progress;

    /**
     * A benchmark.
     *
     * @param home the project
     * @param progress is told what is being done
     */
    public Bench(InstantSource clock, Path home, Consumer<String> progress) {
        this.clock = clock;
        this.home = home;
        this.progress = progress;
    }

    /**
     * Runs it.
     *
     * @param directory an empty one for configuration, data and logs
     * @param warmUp raw records that are shipped before anything is measured
     * @param records raw records of the throughput run
     * @param ordinary how many records of ordinary traffic come with each of a sample day
     * @param latencyLength how long each latency run ships
     */
    public BenchReport run(
            Path directory, int warmUp, int records, int ordinary, Duration latencyLength)
            throws IOException, InterruptedException {
        try (AlertReceiver receiver = new AlertReceiver(clock)) {
            Stack stack = new Stack(settings(directory, receiver), home, directory.resolve("data"));
            BenchReport report;
            try (stack) {
                report =
                        measure(
                                stack,
                                receiver,
                                directory,
                                warmUp,
                                records,
                                ordinary,
                                latencyLength);
            } catch (InterruptException e) {
                // Kafka's own, which nobody has to catch.
                throw (InterruptedException) new InterruptedException().initCause(e);
            }
            stack.discardData();
            return report;
        }
    }

    private BenchReport measure(
            Stack stack,
            AlertReceiver receiver,
            Path directory,
            int warmUpRecords,
            int records,
            int ordinary,
            Duration latencyLength)
            throws IOException, InterruptedException {
        progress.accept("Starting Kafka, OpenSearch and the three services");
        stack.start(
                (name, after) ->
                        progress.accept("%s after %.1f s".formatted(name, after.toMillis() / 1e3)));
        try (Producer<byte[], byte[]> producer = producer(stack)) {
            IndexedEvents indexed = new IndexedEvents(stack.servers().openSearch());
            BulkBaseline baseline =
                    new BulkBaseline(stack.servers().openSearch(), directory.resolve("baseline"));
            Load load = new Load(clock, 0, records, ordinary);
            Distribution distribution = stack.servers().distribution();

            progress.accept("Warming up with %,d records".formatted(warmUpRecords));
            warmUp(stack, producer, indexed, warmUpRecords, ordinary);

            List<SampleRecord> measured = load.take(records);
            int events = load.events(measured, distribution, baseline::add);
            progress.accept("Indexing %,d documents with OpenSearch alone".formatted(events));
            double bulkRate = baseline.measure();

            progress.accept("Shipping %,d raw records at full speed".formatted(records));
            long before = indexed.count();
            Map<String, ProcessUsage> usageBefore = usage(stack);
            ServiceHealth correlation = new ServiceHealth(stack.endpoint(ServiceName.CORRELATION));
            Wanted wantedBefore = Wanted.now(correlation);
            long began = System.nanoTime();
            ship(producer, measured);
            awaitIndexed(stack, indexed, before + events);
            double seconds = (System.nanoTime() - began) / 1e9;
            // So that what correlation still has to do counts as its CPU, and does not spoil
            // the latencies.
            awaitCaughtUp(stack);
            Map<String, ProcessUsage> usageAfter = usage(stack);

            double routesPerEvent = Wanted.now(correlation).routesPerEvent(wantedBefore);

            AttackedHosts attacks = new AttackedHosts();
            List<BenchReport.Latency> latencies = new ArrayList<>();
            try (Stages stages = new Stages(stack.servers().bootstrapServers(), clock)) {
                LatencyRun run = new LatencyRun(producer, receiver, attacks, clock, stages);
                for (int rate : LATENCY_RATES) {
                    WarmUp warm = new WarmUp(() -> usage(stack), progress);
                    load = warm.run(run, rate, load, ordinary);
                    load = load.ofOtherBranches(rate * (int) latencyLength.toSeconds(), ordinary);
                    progress.accept(
                            "Latency at %,d events/s for %d s"
                                    .formatted(rate, latencyLength.toSeconds()));
                    latencies.add(run.measure(rate, latencyLength, load, warm.course()));
                }
            }
            return new BenchReport(
                    machine(),
                    records,
                    events,
                    routesPerEvent,
                    bulkRate,
                    events / seconds,
                    microsPerEvent(usageBefore, usageAfter, events, ProcessUsage::cpuSince),
                    microsPerEvent(usageBefore, usageAfter, events, ProcessUsage::compilerSince),
                    residentMegabytes(usageAfter),
                    latencies);
        }
    }

    /** The days before the one that is measured, in their order. */
    private void warmUp(
            Stack stack,
            Producer<byte[], byte[]> producer,
            IndexedEvents indexed,
            int records,
            int ordinary)
            throws IOException, InterruptedException {
        int events = 0;
        for (int day = Math.ceilDiv(records, WARM_UP_A_DAY); day > 0; day--) {
            int count = Math.min(records - (day - 1) * WARM_UP_A_DAY, WARM_UP_A_DAY);
            Load load = new Load(clock, day, count, ordinary);
            List<SampleRecord> all = load.take(count);
            ship(producer, all);
            events += load.events(all, stack.servers().distribution(), (family, id, event) -> {});
            awaitIndexed(stack, indexed, events);
        }
    }

    @SuppressWarnings(
            "FutureReturnValueIgnored") // A record that is not taken shows as one that is never
    // indexed.
    private static void ship(Producer<byte[], byte[]> producer, List<SampleRecord> records) {
        for (SampleRecord record : records) {
            producer.send(Shipping.kafkaRecord(record));
        }
        producer.flush();
    }

    private void awaitIndexed(Stack stack, IndexedEvents indexed, long count)
            throws IOException, InterruptedException {
        Patience patience = new Patience(stack);
        for (long now = indexed.count(); now < count; now = indexed.count()) {
            patience.await("%,d events to be indexed".formatted(count - now), 50);
        }
    }

    private void awaitCaughtUp(Stack stack) throws IOException, InterruptedException {
        Patience patience = new Patience(stack);
        try (Admin admin =
                Admin.create(
                        Map.of(
                                AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG,
                                stack.servers().bootstrapServers()))) {
            for (Lag lag = Lag.ask(admin); lag.total() > 0; lag = Lag.ask(admin)) {
                patience.await("the lag to end: " + lag.byGroup(), 200);
            }
        } catch (ExecutionException e) {
            throw new IOException("Kafka did not say how far the services are.", e.getCause());
        }
    }

    /** Waits a little at a time, tells now and then what for, and not for ever. */
    private final class Patience {
        private final Stack stack;
        private final long began = System.nanoTime();
        private int told;

        private Patience(Stack stack) {
            this.stack = stack;
        }

        private void await(String what, long millis) throws IOException, InterruptedException {
            for (Map.Entry<String, ChildProcess> each : stack.processes().entrySet()) {
                if (!each.getValue().alive()) {
                    throw new IOException(
                            each.getKey()
                                    + " ended by itself with status "
                                    + each.getValue().exitStatus()
                                    + ".");
                }
            }
            Duration waited = Duration.ofNanos(System.nanoTime() - began);
            if (waited.compareTo(INDEXING_PATIENCE) > 0) {
                throw new IOException(
                        "After %d minutes it still waits for %s."
                                .formatted(waited.toMinutes(), what));
            }
            if (waited.toSeconds() >= (told + 1L) * SECONDS_BETWEEN_WORDS) {
                told++;
                progress.accept("  after %d s: waiting for %s".formatted(waited.toSeconds(), what));
            }
            TimeUnit.MILLISECONDS.sleep(millis);
        }
    }

    private static Map<String, ProcessUsage> usage(Stack stack) {
        Map<String, ProcessUsage> usage = new LinkedHashMap<>();
        stack.processes()
                .forEach((name, process) -> usage.put(name, ProcessUsage.of(process.pid())));
        return usage;
    }

    private static SortedMap<String, Double> microsPerEvent(
            Map<String, ProcessUsage> before,
            Map<String, ProcessUsage> after,
            int events,
            BiFunction<ProcessUsage, ProcessUsage, Duration> part) {
        SortedMap<String, Double> micros = new TreeMap<>();
        after.forEach(
                (name, usage) -> {
                    ProcessUsage earlier = before.get(name);
                    if (earlier != null) {
                        micros.put(name, part.apply(usage, earlier).toNanos() / 1e3 / events);
                    }
                });
        return micros;
    }

    private static SortedMap<String, Long> residentMegabytes(Map<String, ProcessUsage> usage) {
        SortedMap<String, Long> megabytes = new TreeMap<>();
        usage.forEach((name, each) -> megabytes.put(name, each.residentBytes() >> 20));
        return megabytes;
    }

    private static Map<String, String> machine() {
        Map<String, String> machine = new LinkedHashMap<>();
        machine.put("processors", Integer.toString(Runtime.getRuntime().availableProcessors()));
        machine.put("java", System.getProperty("java.vm.name") + " " + Runtime.version());
        machine.put(
                "system", System.getProperty("os.name") + " " + System.getProperty("os.version"));
        return machine;
    }

    private static Producer<byte[], byte[]> producer(Stack stack) {
        return new KafkaProducer<>(
                Map.of(
                        ProducerConfig.BOOTSTRAP_SERVERS_CONFIG,
                        stack.servers().bootstrapServers(),
                        ProducerConfig.COMPRESSION_TYPE_CONFIG,
                        "lz4",
                        ProducerConfig.LINGER_MS_CONFIG,
                        5,
                        ProducerConfig.BATCH_SIZE_CONFIG,
                        256 * 1024),
                new ByteArraySerializer(),
                new ByteArraySerializer());
    }

    /** The configuration anybody would get, but for ports that are free now and the receiver as webhook. */
    private static Settings settings(Path directory, AlertReceiver receiver) throws IOException {
        List<Integer> ports = Ports.free(7);
        Path file = directory.resolve("tripline.yml");
        Files.writeString(
                file,
                """
                embedded:
                  kafka: {port: %d, controller-port: %d}
                  opensearch: {port: %d, transport-port: %d}
                http:
                  ingest: {port: %d}
                  correlation: {port: %d}
                  alerting: {port: %d}
                webhooks:
                  - name: bench
                    url: %s
                    secret: whsec_dHJpcGxpbmUtYmVuY2gtc2VjcmV0LW5vLXNlY3JldA==
                    allow-private: true
                """
                        .formatted(
                                ports.get(0),
                                ports.get(1),
                                ports.get(2),
                                ports.get(3),
                                ports.get(4),
                                ports.get(5),
                                ports.get(6),
                                receiver.address()));
        return ConfigReader.read(file, Map.of());
    }
}
