package io.tripline.deploy.endtoend;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tripline.contracts.Topics;
import io.tripline.deploy.servers.ChildProcess;
import io.tripline.deploy.servers.ChildServers;
import io.tripline.deploy.servers.Ports;
import io.tripline.deploy.servers.TestProcesses;
import io.tripline.deploy.service.ServiceName;
import io.tripline.deploy.stack.ApiToken;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** A real Kafka, a real OpenSearch and the alerting service as processes, and its API as a client sees it. */
final class RunningAlerting implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(90);
    private static final Path LOG = Path.of("target", "triage-alerting.log");
    private static final ObjectMapper JSON = new ObjectMapper();

    private final HttpClient http = HttpClient.newHttpClient();
    private final List<Integer> ports = Ports.free(2);
    private final ChildServers servers;
    private final String token;
    private final Path configuration;
    private final ChildProcess process;

    /**
     * Started, and answering.
     *
     * @param alerting keys of the service's configuration, one a line
     */
    static RunningAlerting start(Path directory, String alerting) throws Exception {
        RunningAlerting running = new RunningAlerting(directory, alerting);
        try {
            running.servers.start();
            running.process.start();
            Integer status =
                    Eventually.within(
                            PATIENCE, () -> running.status("/alerts"), each -> each == 200);
            if (status != 200) {
                throw new IllegalStateException("The API does not answer: " + status);
            }
        } catch (Exception e) {
            running.close();
            throw e;
        }
        return running;
    }

    private RunningAlerting(Path directory, String alerting) throws IOException {
        servers = TestProcesses.servers(directory.resolve("servers"));
        ApiToken tokens = ApiToken.in(directory);
        token = tokens.ensure(InstantSource.system()).orElseThrow().reveal();
        configuration =
                Files.writeString(
                        directory.resolve("tripline.yml"),
                        """
                        kafka: {bootstrap.servers: %s, session.timeout.ms: 6000, heartbeat.interval.ms: 1000}
                        opensearch: {url: %s}
                        http: {alerting: {port: %d}}
                        api: {port: %d, tokens-file: %s, requests-per-second: 1000}
                        %s
                        """
                                .formatted(
                                        servers.bootstrapServers(),
                                        servers.openSearch(),
                                        ports.get(0),
                                        ports.get(1),
                                        tokens.tokensFile(),
                                        alerting));
        process = process();
    }

    ChildServers servers() {
        return servers;
    }

    /** The service, to be killed and started. */
    ChildProcess service() {
        return process;
    }

    Path configuration() {
        return configuration;
    }

    String url() {
        return "http://127.0.0.1:" + ports.get(1);
    }

    String token() {
        return token;
    }

    /** What the service has written. */
    Path log() {
        return LOG;
    }

    /** What the service tells whoever watches it, which needs no token. */
    String told(String path) throws IOException, InterruptedException {
        return http.send(
                        HttpRequest.newBuilder(
                                        URI.create("http://127.0.0.1:" + ports.get(0) + path))
                                .build(),
                        BodyHandlers.ofString())
                .body();
    }

    @Override
    public void close() {
        process.stop();
        servers.close();
        servers.discardData();
        http.close();
    }

    /** Appends a record, and returns when the broker has it. */
    void publish(String topic, String key, JsonNode document) throws Exception {
        try (KafkaProducer<byte[], byte[]> producer =
                new KafkaProducer<>(
                        Map.of("bootstrap.servers", servers.bootstrapServers()),
                        new ByteArraySerializer(),
                        new ByteArraySerializer())) {
            producer.send(
                            new ProducerRecord<>(
                                    topic, key.getBytes(UTF_8), JSON.writeValueAsBytes(document)))
                    .get();
        }
    }

    /** An alert of which the API knows. */
    void raise(String id, JsonNode document) throws Exception {
        publish(Topics.ALERTS, id, document);
        Integer status =
                Eventually.within(PATIENCE, () -> status("/alerts/" + id), each -> each == 200);
        if (status != 200) {
            throw new AssertionError("The alert " + id + " is not there: " + status);
        }
    }

    /** All that is on a topic, partition by partition. */
    List<byte[]> records(String topic) {
        List<byte[]> records = new ArrayList<>();
        try (KafkaConsumer<byte[], byte[]> consumer =
                new KafkaConsumer<>(
                        Map.of("bootstrap.servers", servers.bootstrapServers()),
                        new ByteArrayDeserializer(),
                        new ByteArrayDeserializer())) {
            List<TopicPartition> partitions =
                    consumer.partitionsFor(topic).stream()
                            .map(each -> new TopicPartition(each.topic(), each.partition()))
                            .toList();
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
            while (partitions.stream()
                    .anyMatch(each -> consumer.position(each) < ends.getOrDefault(each, 0L))) {
                for (ConsumerRecord<byte[], byte[]> each : consumer.poll(Duration.ofSeconds(1))) {
                    records.add(each.value());
                }
            }
        }
        return records;
    }

    JsonNode document(String path) throws Exception {
        return JSON.readTree(get(path).body());
    }

    /** 0 while nothing listens. */
    int status(String path) throws IOException, InterruptedException {
        try {
            return get(path).statusCode();
        } catch (ConnectException e) {
            return 0;
        }
    }

    HttpResponse<String> patch(String id, String edit, String etag)
            throws IOException, InterruptedException {
        return http.send(
                request("/alerts/" + id + "/triage")
                        .header("If-Match", etag)
                        .header("Content-Type", "application/json")
                        .method("PATCH", BodyPublishers.ofString(edit))
                        .build(),
                BodyHandlers.ofString());
    }

    private HttpResponse<String> get(String path) throws IOException, InterruptedException {
        return http.send(request(path).build(), BodyHandlers.ofString());
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create(url() + "/api/v1" + path))
                .timeout(Duration.ofSeconds(60))
                .header("Authorization", "Bearer " + token);
    }

    private ChildProcess process() {
        return TestProcesses.service(ServiceName.ALERTING, "alerting", configuration, 256, LOG);
    }
}
