package io.tripline.deploy.bench;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.tripline.contracts.Family;
import io.tripline.contracts.RecordHeaders;
import io.tripline.contracts.Topics;
import io.tripline.deploy.config.ConfigReader;
import io.tripline.deploy.config.Settings;
import io.tripline.deploy.samples.SampleDay;
import io.tripline.deploy.samples.SampleRecord;
import io.tripline.deploy.servers.ChildServers.Server;
import io.tripline.deploy.servers.Ports;
import io.tripline.deploy.service.ServiceName;
import io.tripline.deploy.stack.Stack;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * What indexing costs alerting itself, per event: a real broker, a real alerting as its own process, and in place of
 * OpenSearch a {@link BulkSink} that says yes to everything, so that its process does not wait and is all we count.
 */
public final class IndexingCost {
    private static final Instant END = Instant.parse("2026-03-02T23:00:00Z");
    private static final long SEED = 3;
    private static final Duration PATIENCE = Duration.ofMinutes(5);
    private static final Duration BETWEEN_LOOKS = Duration.ofMillis(20);

    private final Path home;
    private final Consumer<String> progress;

    /**
     * A measurement that has not begun.
     *
     * @param home the project
     */
    public IndexingCost(Path home, Consumer<String> progress) {
        this.home = home;
        this.progress = progress;
    }

    /**
     * One round.
     *
     * @param cpu of alerting, per event, without its JIT compiler
     * @param compiler per event
     * @param perSecond events
     */
    public record Round(double cpu, double compiler, double perSecond) {}

    /** Measures some rounds; the first ones are those of a process that is not warm. */
    public List<Round> run(Path directory, int rounds, int events)
            throws IOException, InterruptedException {
        try (BulkSink sink = new BulkSink();
                Stack stack =
                        new Stack(
                                settings(directory),
                                home,
                                directory.resolve("data"),
                                _ -> sink.address())) {
            stack.servers().restart(Server.KAFKA);
            stack.restart(ServiceName.ALERTING);
            long pid = stack.service(ServiceName.ALERTING).pid();
            try (KafkaProducer<byte[], byte[]> producer =
                    producer(stack.servers().bootstrapServers())) {
                List<byte[]> documents = documents();
                ArrayList<Round> measured = new ArrayList<>();
                for (int round = 0; round < rounds; round++) {
                    measured.add(round(sink, pid, producer, documents, round, events));
                    progress.accept("round " + (round + 1) + " of " + rounds);
                }
                return List.copyOf(measured);
            }
        }
    }

    private static Round round(
            BulkSink sink,
            long pid,
            KafkaProducer<byte[], byte[]> producer,
            List<byte[]> documents,
            int round,
            int events)
            throws IOException, InterruptedException {
        long goal = sink.documents() + events;
        ProcessUsage before = ProcessUsage.of(pid);
        long began = System.nanoTime();
        for (int i = 0; i < events; i++) {
            ProducerRecord<byte[], byte[]> event =
                    new ProducerRecord<>(
                            Topics.EVENTS,
                            "%08x-%08x-cost".formatted(round, i).getBytes(UTF_8),
                            documents.get(i % documents.size()));
            event.headers().add(RecordHeaders.FAMILY, Family.AUTH.label().getBytes(UTF_8));
            var _ = producer.send(event);
        }
        producer.flush();
        while (sink.documents() < goal) {
            if (System.nanoTime() - began > PATIENCE.toNanos()) {
                throw new IOException(
                        "Only " + (sink.documents() - goal + events) + " events arrived.");
            }
            TimeUnit.MILLISECONDS.sleep(BETWEEN_LOOKS.toMillis());
        }
        double seconds = (System.nanoTime() - began) / 1e9;
        ProcessUsage after = ProcessUsage.of(pid);
        double compiler = after.compilerSince(before).toNanos() / 1e3 / events;
        return new Round(
                after.cpuSince(before).toNanos() / 1e3 / events - compiler,
                compiler,
                events / seconds);
    }

    /** About as large as events of the sample day, raw record included. */
    private static List<byte[]> documents() throws IOException {
        ObjectMapper json = new ObjectMapper();
        ArrayList<byte[]> documents = new ArrayList<>();
        for (SampleRecord record : SampleDay.ending(END, SEED).records()) {
            String raw = new String(record.value(), UTF_8);
            documents.add(
                    json.writeValueAsBytes(
                            Map.of(
                                    "@timestamp",
                                    record.time().toString(),
                                    "message",
                                    raw,
                                    "event",
                                    Map.of("kind", "event", "original", raw))));
        }
        return documents;
    }

    private static KafkaProducer<byte[], byte[]> producer(String bootstrapServers) {
        return new KafkaProducer<>(
                Map.of(
                        ProducerConfig.BOOTSTRAP_SERVERS_CONFIG,
                        bootstrapServers,
                        ProducerConfig.COMPRESSION_TYPE_CONFIG,
                        "lz4",
                        ProducerConfig.LINGER_MS_CONFIG,
                        10,
                        ProducerConfig.BATCH_SIZE_CONFIG,
                        256 << 10),
                new ByteArraySerializer(),
                new ByteArraySerializer());
    }

    /** The configuration anybody would get, but for ports that are free now. */
    private static Settings settings(Path directory) throws IOException {
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
                """
                        .formatted(ports.toArray()));
        return ConfigReader.read(file, Map.of());
    }
}
