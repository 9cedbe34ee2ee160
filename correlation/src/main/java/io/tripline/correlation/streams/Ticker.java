package io.tripline.correlation.streams;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.TimeGauge;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes time into the log: a tick to every partition of {@code correlation-routes} when all that had arrived at a time has
 * come there. Here alone a clock is read; correlating knows no time but that of records. Several instances may tick, which
 * does no more than one: none says more than the brokers vouch for.
 */
final class Ticker implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Ticker.class);

    private static final Duration EVERY = Duration.ofSeconds(2);
    private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(5);

    /** Time that stands still for so long is worth a person's attention. */
    private static final Duration LONG = Duration.ofMinutes(10);

    /** Tells its ticks from those of others, and from those that may still be on their way since one failed. */
    private long id = someId();

    private final Map<String, Object> kafka;
    private final List<Barrier.Stage> stages;
    private final Present present;
    private final ScheduledExecutorService thread =
            Executors.newSingleThreadScheduledExecutor(
                    Thread.ofPlatform().daemon().name("ticker").factory());
    private volatile Instant last;
    private boolean warned;
    private @Nullable Admin admin;
    private @Nullable Offsets offsets;
    private @Nullable Producer<byte[], byte[]> producer;
    private @Nullable Barrier barrier;

    Ticker(
            List<Barrier.Stage> stages,
            Map<String, String> kafka,
            MeterRegistry meters,
            InstantSource clock) {
        this.kafka = new HashMap<>(kafka);
        this.stages = stages;
        this.present =
                new Present(
                        // Records there are stamped by the brokers, as we make these topics.
                        stages.getFirst().topics(), clock, System::nanoTime);
        this.last = present.now();
        TimeGauge.builder(
                        "tripline.correlation.time.lag",
                        () -> Duration.between(last, present.now()).toMillis(),
                        TimeUnit.MILLISECONDS)
                .description("How far the time that timers go by is behind.")
                .register(meters);
    }

    void start() {
        var _ =
                thread.scheduleWithFixedDelay(
                        this::look, 0, EVERY.toMillis(), TimeUnit.MILLISECONDS);
    }

    private void look() {
        try {
            Barrier own = connected();
            // Before it notes what is there: what arrives afterwards is later.
            Instant now = present.look(Objects.requireNonNull(offsets));
            own.look(now).ifPresent(this::tick);
            if (warned && !isLong(now)) {
                warned = false;
                log.atInfo().log("Time goes on for timers.");
            }
        } catch (RuntimeException e) {
            log.atDebug().setCause(e).log("A tick failed and is tried again.");
        }
        if (!warned && isLong(present.now())) {
            warned = true;
            log.atWarn()
                    .addKeyValue("since", last)
                    .addKeyValue("waits.for", barrier == null ? "Kafka" : barrier.waitsFor())
                    .log("Time stands still for timers until this group has read what is there.");
        }
    }

    private boolean isLong(Instant now) {
        return last.plus(LONG).isBefore(now);
    }

    private Barrier connected() {
        if (barrier == null) {
            if (admin == null) {
                admin = Admin.create(kafka);
            }
            offsets = new AdminOffsets(admin);
            barrier = new Barrier(stages, offsets);
        }
        return barrier;
    }

    private void tick(Instant time) {
        if (producer == null) {
            Map<String, Object> properties = new HashMap<>(kafka);
            properties.put(ProducerConfig.LINGER_MS_CONFIG, 0);
            producer =
                    new KafkaProducer<>(
                            properties, new ByteArraySerializer(), new ByteArraySerializer());
        }
        long millis = time.toEpochMilli();
        long own = id;
        id = someId();
        List<Future<?>> sent = new ArrayList<>();
        for (PartitionInfo each : producer.partitionsFor(CorrelationTopology.ROUTES)) {
            sent.add(
                    producer.send(
                            new ProducerRecord<>(
                                    CorrelationTopology.ROUTES,
                                    each.partition(),
                                    millis,
                                    null,
                                    Routes.tick(millis, own))));
        }
        for (Future<?> each : sent) {
            await(each);
        }
        id = own;
        last = time;
    }

    private static long someId() {
        return ThreadLocalRandom.current().nextLong(1, Long.MAX_VALUE);
    }

    private static void await(Future<?> sent) {
        try {
            sent.get();
        } catch (InterruptedException e) {
            throw new InterruptException(e);
        } catch (ExecutionException e) {
            throw new KafkaException("A tick was not written.", e);
        }
    }

    @Override
    public void close() {
        thread.shutdownNow();
        try {
            if (!thread.awaitTermination(CLOSE_TIMEOUT.toSeconds(), TimeUnit.SECONDS)) {
                log.atWarn().log("A tick did not end in time.");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        if (producer != null) {
            producer.close(CLOSE_TIMEOUT);
        }
        if (admin != null) {
            admin.close(CLOSE_TIMEOUT);
        }
    }
}
