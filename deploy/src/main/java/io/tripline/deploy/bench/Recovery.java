package io.tripline.deploy.bench;

import io.tripline.contracts.EcsJson;
import io.tripline.contracts.Topics;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;

/**
 * How long correlation needs from a kill -9 until it has caught up, with a day of state. Kafka Streams trusts no store of
 * exactly once that was not closed, so all of the state comes back from its changelogs.
 */
public final class Recovery {
    private static final Instant DAY = Instant.parse("2026-03-02T00:00:00Z");
    private static final String STATE = "tripline-correlation-";

    /** They arrive while nobody works, as they would. */
    private static final int EVENTS_MEANWHILE = 10_000;

    private static final int FAILURES_PER_USER = 8;

    private final Path home;
    private final Consumer<String> progress;

    /**
     * A benchmark.
     *
     * @param home the project
     * @param progress is told what is being done
     */
    public Recovery(Path home, Consumer<String> progress) {
        this.home = home;
        this.progress = progress;
    }

    /**
     * What was measured.
     *
     * @param records in the changelogs when the service was killed
     * @param took from the kill until everything that had arrived was processed
     */
    public record Result(int events, long records, Duration took) {}

    /**
     * Runs it.
     *
     * @param directory an empty one for configuration, data and logs
     * @param events how many failed sign-ins the day has, each wanted by some rule
     */
    public Result run(Path directory, int events) throws IOException, InterruptedException {
        progress.accept("Starting Kafka and correlation");
        try (CorrelationAlone alone = CorrelationAlone.start(home, directory)) {
            progress.accept("Filling the state with %,d events".formatted(events));
            ship(alone.producer(), 0, events, events);
            alone.awaitCaughtUp();
            long records = changelogRecords(alone.admin());
            progress.accept("Killing correlation with %,d records of state".formatted(records));
            long began = System.nanoTime();
            alone.process().kill9();
            ship(alone.producer(), events, events + EVENTS_MEANWHILE, events);
            alone.process().start();
            alone.awaitCaughtUp();
            return new Result(events, records, Duration.ofNanos(System.nanoTime() - began));
        }
    }

    @SuppressWarnings("FutureReturnValueIgnored") // Flushed, and a record that is lost shows.
    private static void ship(Producer<byte[], byte[]> producer, int from, int until, int perDay) {
        for (int i = from; i < until; i++) {
            Instant time = DAY.plusMillis(Duration.ofDays(1).toMillis() * i / perDay);
            producer.send(
                    new ProducerRecord<>(
                            Topics.EVENTS,
                            EcsJson.write(
                                    CorrelationAlone.signIn(
                                                    "recovery-" + i,
                                                    time,
                                                    "failure",
                                                    i / FAILURES_PER_USER)
                                            .build())));
        }
        producer.flush();
    }

    private static long changelogRecords(Admin admin) throws IOException, InterruptedException {
        try {
            List<String> topics =
                    admin.listTopics().names().get().stream()
                            .filter(name -> name.startsWith(STATE) && name.endsWith("-changelog"))
                            .toList();
            Map<TopicPartition, OffsetSpec> ends =
                    admin.describeTopics(topics).allTopicNames().get().values().stream()
                            .flatMap(Recovery::partitions)
                            .collect(Collectors.toMap(each -> each, _ -> OffsetSpec.latest()));
            return admin.listOffsets(ends).all().get().values().stream()
                    .mapToLong(each -> each.offset())
                    .sum();
        } catch (ExecutionException e) {
            throw new IOException("Kafka did not say how much state there is.", e.getCause());
        }
    }

    private static Stream<TopicPartition> partitions(TopicDescription topic) {
        return topic.partitions().stream()
                .map(each -> new TopicPartition(topic.name(), each.partition()));
    }
}
