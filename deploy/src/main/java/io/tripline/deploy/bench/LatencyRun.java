package io.tripline.deploy.bench;

import io.tripline.contracts.Origin;
import io.tripline.contracts.Topics;
import io.tripline.deploy.stack.Shipping;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;

/** Ships records at a steady rate with attacks among them, and takes the time until each attack's webhook arrives. */
@SuppressWarnings("FutureReturnValueIgnored") // A lost record shows as a page that never comes.
final class LatencyRun {
    private static final int ATTACKS_PER_SECOND = 5;
    private static final int TICKS_PER_SECOND = 100;

    /** How long after the last record a webhook may still come before it counts as missing. */
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private static final Duration SLICE = Duration.ofSeconds(10);

    private final Producer<byte[], byte[]> producer;
    private final Arrivals arrivals;
    private final AttackedHosts attacks;
    private final InstantSource clock;
    private final Stages stages;

    LatencyRun(
            Producer<byte[], byte[]> producer,
            Arrivals arrivals,
            AttackedHosts attacks,
            InstantSource clock,
            Stages stages) {
        this.producer = producer;
        this.arrivals = arrivals;
        this.attacks = attacks;
        this.clock = clock;
        this.stages = stages;
    }

    /**
     * Ships at this rate for this long and reports of it.
     *
     * @param before how the same rate went until then
     */
    BenchReport.Latency measure(
            int eventsPerSecond, Duration length, Load load, List<BenchReport.Compiling> before)
            throws InterruptedException {
        Map<String, Instant> completed = new ConcurrentHashMap<>();
        int attacked = ship(eventsPerSecond, length, load, completed);
        producer.flush();
        awaitAll(completed.keySet().iterator(), completed);
        return report(eventsPerSecond, attacked, completed, before);
    }

    /** Ships at this rate for this long and gives the latencies of those that arrived in time. */
    Histogram latencies(int eventsPerSecond, Duration length, Load load)
            throws InterruptedException {
        Map<String, Instant> completed = new ConcurrentHashMap<>();
        ship(eventsPerSecond, length, load, completed);
        producer.flush();
        awaitAll(completed.keySet().iterator(), completed);
        return latencies(completed);
    }

    private Histogram latencies(Map<String, Instant> completed) {
        Histogram millis = new Histogram(3);
        completed.forEach(
                (origin, appended) ->
                        arrivals.latency(origin, appended)
                                .ifPresent(
                                        latency ->
                                                millis.recordValue(
                                                        Math.max(0, latency.toMillis()))));
        return millis;
    }

    /** Gives how many attacks were among it. */
    private int ship(
            int eventsPerSecond, Duration length, Load load, Map<String, Instant> completed)
            throws InterruptedException {
        // Making the load left much garbage. A collection in the middle would hold up whoever
        // ships, who then catches up at full speed, and the receiver whose clock is read.
        System.gc();
        long began = System.nanoTime();
        long ticks = length.toMillis() * TICKS_PER_SECOND / 1000;
        int attacked = 0;
        for (long tick = 0; tick < ticks; tick++) {
            waitUntil(began + tick * TimeUnit.SECONDS.toNanos(1) / TICKS_PER_SECOND);
            int due = eventsPerSecond / TICKS_PER_SECOND;
            if (tick % (TICKS_PER_SECOND / ATTACKS_PER_SECOND) == 0) {
                due -= attack(completed);
                attacked++;
            }
            for (int i = 0; i < due; i++) {
                producer.send(Shipping.kafkaRecord(load.next()));
            }
        }
        return attacked;
    }

    /** Ships one attack and gives how many records it took. */
    private int attack(Map<String, Instant> completed) {
        var lines = attacks.next(clock.instant());
        for (byte[] line : lines.subList(0, lines.size() - 1)) {
            producer.send(new ProducerRecord<>(Topics.LOGS_AUTH, line));
        }
        producer.send(
                new ProducerRecord<>(Topics.LOGS_AUTH, lines.getLast()),
                (metadata, failure) -> {
                    if (failure == null) {
                        completed.put(
                                new Origin(
                                                metadata.topic(),
                                                metadata.partition(),
                                                metadata.offset())
                                        .toString(),
                                Instant.ofEpochMilli(metadata.timestamp()));
                    }
                });
        return lines.size();
    }

    private void awaitAll(Iterator<String> origins, Map<String, Instant> completed)
            throws InterruptedException {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (origins.hasNext() && System.nanoTime() < deadline) {
            String origin = origins.next();
            while (arrivals.latency(origin, completed.getOrDefault(origin, Instant.EPOCH)).isEmpty()
                    && System.nanoTime() < deadline) {
                TimeUnit.MILLISECONDS.sleep(5);
            }
        }
    }

    private BenchReport.Latency report(
            int eventsPerSecond,
            int attacked,
            Map<String, Instant> completed,
            List<BenchReport.Compiling> before) {
        Histogram millis = latencies(completed);
        return new BenchReport.Latency(
                eventsPerSecond,
                attacked,
                attacked - (int) millis.getTotalCount(),
                Duration.ofMillis(millis.getValueAtPercentile(50)),
                Duration.ofMillis(millis.getValueAtPercentile(90)),
                Duration.ofMillis(millis.getValueAtPercentile(99)),
                Duration.ofMillis(millis.getMaxValue()),
                shares(completed),
                course(completed),
                before);
    }

    /** One slow moment and a run that is slow all the time ask for different mends. */
    private List<BenchReport.Slice> course(Map<String, Instant> completed) {
        Instant first = completed.values().stream().min(Instant::compareTo).orElse(Instant.EPOCH);
        SortedMap<Long, Histogram> slices = new TreeMap<>();
        completed.forEach(
                (origin, appended) ->
                        arrivals.latency(origin, appended)
                                .ifPresent(
                                        latency ->
                                                slices.computeIfAbsent(
                                                                Duration.between(first, appended)
                                                                        .dividedBy(SLICE),
                                                                _ -> new Histogram(3))
                                                        .recordValue(
                                                                Math.max(0, latency.toMillis()))));
        return slices.values().stream()
                .map(
                        each ->
                                new BenchReport.Slice(
                                        Duration.ofMillis(each.getValueAtPercentile(50)),
                                        Duration.ofMillis(each.getMaxValue())))
                .toList();
    }

    /** How long each stage took, from when the one before was over. */
    private List<BenchReport.Stage> shares(Map<String, Instant> completed) {
        List<Histogram> stage = new ArrayList<>();
        for (int i = 0; i <= Stages.TOPICS.size(); i++) {
            stage.add(new Histogram(3));
        }
        completed.forEach(
                (origin, appended) -> {
                    Instant before = appended;
                    for (int i = 0; i <= Stages.TOPICS.size(); i++) {
                        Optional<Instant> over =
                                i < Stages.TOPICS.size()
                                        ? stages.over(Stages.TOPICS.get(i), origin)
                                        : arrivals.latency(origin, appended).map(appended::plus);
                        if (over.isEmpty()) {
                            return;
                        }
                        stage.get(i)
                                .recordValue(
                                        Math.max(
                                                0,
                                                Duration.between(before, over.get()).toMillis()));
                        before = over.get();
                    }
                });
        List<BenchReport.Stage> shares = new ArrayList<>();
        for (int i = 0; i < stage.size(); i++) {
            shares.add(
                    new BenchReport.Stage(
                            i < Stages.TOPICS.size()
                                    ? "until " + Stages.TOPICS.get(i)
                                    : "until 2xx",
                            Duration.ofMillis(stage.get(i).getValueAtPercentile(50)),
                            Duration.ofMillis(stage.get(i).getValueAtPercentile(99))));
        }
        return shares;
    }

    private static void waitUntil(long nanoTime) throws InterruptedException {
        TimeUnit.NANOSECONDS.sleep(nanoTime - System.nanoTime());
    }
}
