package io.tripline.deploy.bench;

import io.tripline.contracts.Alert;
import io.tripline.contracts.AlertJson;
import io.tripline.contracts.EcsEvent;
import io.tripline.contracts.EcsField;
import io.tripline.contracts.EcsJson;
import io.tripline.contracts.MalformedEventException;
import io.tripline.contracts.Topics;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.HdrHistogram.Histogram;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * How long it takes from the append of the event that completes an attack until a reader of committed alerts has its alert, at a
 * steady rate of events of which few concern a rule. When the broker appended the alert can't be told: its record time is that of
 * the event.
 */
public final class Detection {
    private static final String RULE = "brute-force-success";
    private static final int TICKS_PER_SECOND = 100;
    private static final int ATTACKS_PER_SECOND = 5;
    private static final int FAILURES = 5;
    private static final Duration WARM_UP = Duration.ofSeconds(20);
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final InstantSource clock;
    private final Path home;
    private final Consumer<String> progress;

    /**
     * A benchmark.
     *
     * @param home the project
     * @param progress is told what is being done
     */
    public Detection(InstantSource clock, Path home, Consumer<String> progress) {
        this.clock = clock;
        this.home = home;
        this.progress = progress;
    }

    /** Percentiles of a span of time. */
    public record Percentiles(Duration p50, Duration p99, Duration most) {
        static Percentiles of(Histogram millis) {
            return new Percentiles(
                    Duration.ofMillis(millis.getValueAtPercentile(50)),
                    Duration.ofMillis(millis.getValueAtPercentile(99)),
                    Duration.ofMillis(millis.getMaxValue()));
        }
    }

    /**
     * What was measured.
     *
     * @param missing attacks without an alert
     * @param readable until a consumer had it that reads what is committed
     */
    public record Result(int eventsPerSecond, int attacks, int missing, Percentiles readable) {}

    /**
     * Runs it.
     *
     * @param directory an empty one for configuration, data and logs
     */
    public Result run(Path directory, int eventsPerSecond, Duration length)
            throws IOException, InterruptedException {
        progress.accept("Starting Kafka and correlation");
        try (CorrelationAlone alone = CorrelationAlone.start(home, directory);
                KafkaConsumer<byte[], byte[]> alerts = alerts(alone)) {
            Run run = new Run(alone, alerts);
            progress.accept("Warming up for %d s".formatted(WARM_UP.toSeconds()));
            run.ship(eventsPerSecond, WARM_UP);
            run.forget();
            progress.accept("%,d events/s for %d s".formatted(eventsPerSecond, length.toSeconds()));
            run.ship(eventsPerSecond, length);
            return run.result(eventsPerSecond);
        }
    }

    /** The load and what came of it, on one thread: it ships what is due, and looks for alerts until the next is. */
    @SuppressWarnings("FutureReturnValueIgnored") // Flushed, and a record that is lost shows.
    private final class Run {
        private final CorrelationAlone alone;
        private final KafkaConsumer<byte[], byte[]> alerts;

        /** By the id of the event that completes an attack: when the broker appended it. */
        private final Map<String, Long> completed = new ConcurrentHashMap<>();

        private final Histogram readable = new Histogram(3);
        private int attacks;
        private int number;

        Run(CorrelationAlone alone, KafkaConsumer<byte[], byte[]> alerts) {
            this.alone = alone;
            this.alerts = alerts;
        }

        void ship(int eventsPerSecond, Duration length) throws InterruptedException {
            long began = System.nanoTime();
            long ticks = length.toMillis() * TICKS_PER_SECOND / 1000;
            for (long tick = 0; tick < ticks; tick++) {
                long due = began + tick * TimeUnit.SECONDS.toNanos(1) / TICKS_PER_SECOND;
                while (System.nanoTime() < due) {
                    look(Duration.ofMillis(1));
                }
                int others = eventsPerSecond / TICKS_PER_SECOND;
                if (tick % (TICKS_PER_SECOND / ATTACKS_PER_SECOND) == 0) {
                    attack();
                    others -= FAILURES + 1;
                }
                for (int i = 0; i < others; i++) {
                    send(
                            CorrelationAlone.signIn(
                                            "other-" + number++, clock.instant(), "unknown", number)
                                    .set(EcsField.EVENT_CATEGORY, "session")
                                    .set(EcsField.EVENT_ORIGINAL, "x".repeat(300))
                                    .build());
                }
            }
            alone.producer().flush();
            long deadline = System.nanoTime() + PATIENCE.toNanos();
            while (!completed.isEmpty() && System.nanoTime() < deadline) {
                look(Duration.ofMillis(10));
            }
        }

        private void attack() {
            int user = number++;
            Instant now = clock.instant();
            for (int i = 0; i < FAILURES; i++) {
                send(
                        CorrelationAlone.signIn(
                                        "failure-" + user + "-" + i,
                                        now.minusMillis(FAILURES - i),
                                        "failure",
                                        user)
                                .build());
            }
            String id = "success-" + user;
            attacks++;
            completed.put(id, Long.MAX_VALUE);
            alone.producer()
                    .send(
                            record(CorrelationAlone.signIn(id, now, "success", user).build()),
                            (metadata, failure) -> {
                                if (failure == null) {
                                    completed.put(id, metadata.timestamp());
                                }
                            });
        }

        private void send(EcsEvent event) {
            alone.producer().send(record(event));
        }

        private void look(Duration patience) {
            for (ConsumerRecord<byte[], byte[]> each : alerts.poll(patience)) {
                long now = clock.millis();
                Alert alert = read(each.value());
                if (!alert.rule().id().equals(RULE)) {
                    continue;
                }
                Long began = completed.get(alert.evidence().getLast().eventId());
                if (began != null && began != Long.MAX_VALUE) {
                    completed.remove(alert.evidence().getLast().eventId());
                    readable.recordValue(Math.max(0, now - began));
                }
            }
        }

        void forget() {
            readable.reset();
            completed.clear();
            attacks = 0;
        }

        Result result(int eventsPerSecond) {
            return new Result(
                    eventsPerSecond,
                    attacks,
                    attacks - (int) readable.getTotalCount(),
                    Percentiles.of(readable));
        }
    }

    private static ProducerRecord<byte[], byte[]> record(EcsEvent event) {
        return new ProducerRecord<>(Topics.EVENTS, EcsJson.write(event));
    }

    private static Alert read(byte[] alert) {
        try {
            return AlertJson.read(alert);
        } catch (MalformedEventException e) {
            throw new IllegalStateException("An alert is one that we wrote.", e);
        }
    }

    private static KafkaConsumer<byte[], byte[]> alerts(CorrelationAlone alone) {
        KafkaConsumer<byte[], byte[]> consumer =
                new KafkaConsumer<>(
                        Map.of(
                                ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG,
                                alone.bootstrapServers(),
                                ConsumerConfig.ISOLATION_LEVEL_CONFIG,
                                "read_committed",
                                ConsumerConfig.GROUP_ID_CONFIG,
                                "detection",
                                ConsumerConfig.AUTO_OFFSET_RESET_CONFIG,
                                "earliest"),
                        new ByteArrayDeserializer(),
                        new ByteArrayDeserializer());
        consumer.subscribe(List.of(Topics.ALERTS));
        return consumer;
    }
}
