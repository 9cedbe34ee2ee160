package io.tripline.deploy.bench;

import static java.util.concurrent.TimeUnit.MILLISECONDS;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiFunction;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * What the benchmark measures latencies with, for a second and without a load, on a pipeline that runs anyway.
 *
 * @param unseen stages of attacks that were never over
 */
public record SmallLatencyRun(BenchReport.Latency latency, List<String> unseen) {
    private static final Duration LENGTH = Duration.ofSeconds(1);
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    /**
     * Runs it.
     *
     * @param arrivals how long the webhook took from the raw record that lies there and was appended then
     */
    public static SmallLatencyRun on(
            String bootstrapServers, BiFunction<String, Instant, Optional<Duration>> arrivals)
            throws InterruptedException {
        InstantSource clock = InstantSource.system();
        Set<String> origins = ConcurrentHashMap.newKeySet();
        try (Producer<byte[], byte[]> producer =
                        new KafkaProducer<>(
                                Map.of("bootstrap.servers", bootstrapServers),
                                new ByteArraySerializer(),
                                new ByteArraySerializer());
                Stages stages = new Stages(bootstrapServers, clock)) {
            LatencyRun run =
                    new LatencyRun(
                            producer,
                            (origin, appended) -> {
                                origins.add(origin);
                                return arrivals.apply(origin, appended);
                            },
                            new AttackedHosts(),
                            clock,
                            stages);
            BenchReport.Latency latency =
                    run.measure(0, LENGTH, new Load(clock, 0, 0, 0), List.of());
            // Its reader may be some milliseconds behind alerting's.
            long deadline = System.nanoTime() + PATIENCE.toNanos();
            List<String> unseen = unseen(stages, origins);
            while (!unseen.isEmpty() && System.nanoTime() < deadline) {
                MILLISECONDS.sleep(20);
                unseen = unseen(stages, origins);
            }
            return new SmallLatencyRun(latency, unseen);
        }
    }

    private static List<String> unseen(Stages stages, Set<String> origins) {
        return Stages.TOPICS.stream()
                .flatMap(
                        topic ->
                                origins.stream()
                                        .filter(origin -> stages.over(topic, origin).isEmpty())
                                        .map(origin -> topic + " of " + origin))
                .toList();
    }
}
