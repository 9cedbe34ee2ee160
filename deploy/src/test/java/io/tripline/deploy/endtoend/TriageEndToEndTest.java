package io.tripline.deploy.endtoend;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tripline.alerting.Samples;
import io.tripline.contracts.Topics;
import io.tripline.contracts.TriageChange;
import io.tripline.contracts.TriageChange.Status;
import io.tripline.contracts.TriageChangeJson;
import io.tripline.deploy.ExitCode;
import io.tripline.deploy.servers.ChildProcess;
import io.tripline.deploy.servers.ChildServers;
import io.tripline.deploy.servers.ChildServers.Server;
import io.tripline.deploy.servers.Distribution;
import io.tripline.deploy.servers.EmbeddedSettings;
import io.tripline.deploy.servers.Ports;
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
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Predicate;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** People edit alerts through the API while the pipeline revises them, on real servers and with a kill in between. */
@Timeout(300)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@SuppressWarnings("NullAway.Init") // JUnit sets the fields.
final class TriageEndToEndTest {
    private static final Duration PATIENCE = Duration.ofSeconds(90);
    private static final Instant EIGHT = Instant.parse("2026-03-02T08:00:00Z");
    private static final ObjectMapper JSON = new ObjectMapper();

    private Path directory;
    private final HttpClient http = HttpClient.newHttpClient();
    private final int port = Ports.free(1).getFirst();
    private ChildServers servers;
    private ChildProcess alerting;
    private String token;

    @BeforeAll
    void start(@TempDir Path temporary) throws Exception {
        directory = temporary;
        servers =
                new ChildServers(
                        EmbeddedSettings.onFreePorts(
                                new Distribution(
                                        Path.of(System.getProperty("tripline.distribution"))),
                                directory.resolve("servers")));
        servers.start();
        token = ApiToken.in(directory).ensure(InstantSource.system()).orElseThrow().reveal();
        alerting = alerting();
        alerting.start();
        assertThat(Eventually.within(PATIENCE, () -> status("/alerts"), is(200))).isEqualTo(200);
    }

    @AfterAll
    void stop() {
        alerting.stop();
        servers.close();
        servers.discardData();
        http.close();
    }

    @Test
    void anEditOutlivesTheNextRevision() throws Exception {
        raise("edited", 1);

        HttpResponse<String> made =
                patch("edited", "{\"status\":\"acknowledged\",\"note\":\"On it.\"}", "\"0\"");
        assertThat(made.statusCode()).isEqualTo(200);
        revise("edited", 2);

        JsonNode alert =
                Eventually.within(
                        PATIENCE,
                        () -> document("edited"),
                        each -> each.at("/tripline/alert/revision").asInt() == 2);
        assertThat(alert.path("message").asText()).isEqualTo("ann: revision 2");
        assertThat(alert.at("/tripline/triage/status").asText()).isEqualTo("acknowledged");
        assertThat(alert.at("/tripline/triage/notes/0/text").asText()).isEqualTo("On it.");
        assertThat(alert.at("/tripline/triage/history/0/by").asText()).isEqualTo("local");
        List<TriageChange> told =
                Eventually.within(PATIENCE, () -> changes("edited"), each -> !each.isEmpty());
        assertThat(told).extracting(TriageChange::status).containsOnly(Status.ACKNOWLEDGED);
    }

    @Test
    void aChangeIsToldThoughTheServiceIsKilledBetweenTheDocumentAndTheTopic() throws Exception {
        raise("killed", 1);
        servers.process(Server.KAFKA).suspend();
        try {
            // The document is written, and the topic can't be told.
            assertThat(patch("killed", "{\"status\":\"in_progress\"}", "\"0\"").statusCode())
                    .isEqualTo(200);
            alerting.kill9();
        } finally {
            servers.process(Server.KAFKA).resume();
        }
        assertThat(changes("killed")).isEmpty();

        alerting.start();

        List<TriageChange> told =
                Eventually.within(PATIENCE, () -> changes("killed"), each -> !each.isEmpty());
        assertThat(told).extracting(TriageChange::status).contains(Status.IN_PROGRESS);
        assertThat(told).extracting(TriageChange::version).containsOnly(1L);
    }

    @Test
    void ofManyWhoEditAtTheSameTimeOneWins() throws Exception {
        raise("contested", 1);
        List<Callable<Integer>> editors = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            String edit = "{\"assignee\":\"analyst-" + i + "\"}";
            editors.add(() -> patch("contested", edit, "\"0\"").statusCode());
        }

        List<Integer> statuses = new ArrayList<>();
        try (ExecutorService all = Executors.newFixedThreadPool(editors.size())) {
            for (Future<Integer> each : all.invokeAll(editors)) {
                statuses.add(each.get());
            }
        }

        assertThat(statuses).containsOnlyOnce(200);
        assertThat(statuses.stream().filter(each -> each == 412)).hasSize(7);
        JsonNode triage = document("contested").at("/tripline/triage");
        assertThat(triage.path("version").asInt()).isEqualTo(1);
        assertThat(triage.path("history")).hasSize(1);
    }

    @Test
    void theCommandsShowAndChange() throws Exception {
        raise("shown", 1);
        String url = "http://127.0.0.1:" + port;
        String file = ApiToken.in(directory).tokenFile().toString();

        Ran acknowledged = tripline(url, file, "alerts", "ack", "shown", "nothing");
        assertThat(acknowledged.text()).contains("shown  acknowledged, version 1");
        assertThat(acknowledged.text()).contains("nothing  not changed: There is no alert");
        assertThat(acknowledged.status()).isEqualTo(ExitCode.FAILED.code());

        assertThat(tripline(url, file, "alerts", "list", "--about", "ann").text())
                .contains("acknowledged", "shown", "tripline alerts show ID");
        assertThat(tripline(url, file, "alerts", "show", "shown").text())
                .contains("HIGH  Brute force", "Why", "Evidence", "Call ann.", "History")
                .doesNotContain("\u001b");
        assertThat(tripline(url, file, "incidents", "list").status()).isZero();

        Ran nobody = tripline("http://127.0.0.1:1", file, "alerts", "list");
        assertThat(nobody.status()).isEqualTo(ExitCode.UNAVAILABLE.code());
        assertThat(nobody.text()).contains("is Tripline running");
        Path wrong = Files.writeString(directory.resolve("wrong"), "tripline_wrong");
        Ran stranger = tripline(url, wrong.toString(), "alerts", "list");
        assertThat(stranger.status()).isEqualTo(ExitCode.NO_PERMISSION.code());
        assertThat(stranger.text()).contains("tripline tokens new");
    }

    /** What a command printed, on either way. */
    private record Ran(int status, String text) {}

    private static Ran tripline(String url, String tokenFile, String... arguments)
            throws Exception {
        List<String> command =
                new ArrayList<>(
                        List.of(
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                "-XX:TieredStopAtLevel=1",
                                "-cp",
                                System.getProperty("java.class.path"),
                                "io.tripline.deploy.cli.Tripline"));
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().put("TRIPLINE_API_CLIENT_URL", url);
        builder.environment().put("TRIPLINE_API_CLIENT_TOKEN_FILE", tokenFile);
        Process process = builder.start();
        String text = new String(process.getInputStream().readAllBytes(), UTF_8);
        return new Ran(process.waitFor(), text);
    }

    private void raise(String id, int revision) throws Exception {
        revise(id, revision);
        assertThat(Eventually.within(PATIENCE, () -> status("/alerts/" + id), is(200)))
                .isEqualTo(200);
    }

    private void revise(String id, int revision) throws Exception {
        try (KafkaProducer<byte[], byte[]> producer =
                new KafkaProducer<>(
                        Map.of("bootstrap.servers", servers.bootstrapServers()),
                        new ByteArraySerializer(),
                        new ByteArraySerializer())) {
            producer.send(
                            new ProducerRecord<>(
                                    Topics.ALERTS,
                                    id.getBytes(UTF_8),
                                    JSON.writeValueAsBytes(
                                            Samples.alertDocument(id, revision, "ann", EIGHT))))
                    .get();
        }
    }

    private JsonNode document(String id) throws Exception {
        return JSON.readTree(get("/alerts/" + id).body());
    }

    private HttpResponse<String> get(String path) throws IOException, InterruptedException {
        return http.send(request(path).build(), BodyHandlers.ofString());
    }

    /** 0 while nothing listens. */
    private int status(String path) throws IOException, InterruptedException {
        try {
            return get(path).statusCode();
        } catch (ConnectException e) {
            return 0;
        }
    }

    private HttpResponse<String> patch(String id, String edit, String etag)
            throws IOException, InterruptedException {
        return http.send(
                request("/alerts/" + id + "/triage")
                        .header("If-Match", etag)
                        .header("Content-Type", "application/json")
                        .method("PATCH", BodyPublishers.ofString(edit))
                        .build(),
                BodyHandlers.ofString());
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/api/v1" + path))
                .timeout(Duration.ofSeconds(60))
                .header("Authorization", "Bearer " + token);
    }

    /** What the topic says about an alert, from its beginning. */
    private List<TriageChange> changes(String id) throws Exception {
        List<TriageChange> changes = new ArrayList<>();
        try (KafkaConsumer<byte[], byte[]> consumer =
                new KafkaConsumer<>(
                        Map.of("bootstrap.servers", servers.bootstrapServers()),
                        new ByteArrayDeserializer(),
                        new ByteArrayDeserializer())) {
            List<TopicPartition> partitions =
                    consumer.partitionsFor(Topics.TRIAGE).stream()
                            .map(each -> new TopicPartition(each.topic(), each.partition()))
                            .toList();
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
            while (partitions.stream()
                    .anyMatch(each -> consumer.position(each) < ends.getOrDefault(each, 0L))) {
                for (ConsumerRecord<byte[], byte[]> each : consumer.poll(Duration.ofSeconds(1))) {
                    TriageChange change = TriageChangeJson.read(each.value());
                    if (change.id().equals(id)) {
                        changes.add(change);
                    }
                }
            }
        }
        return changes;
    }

    private static Predicate<Integer> is(int wanted) {
        return each -> each == wanted;
    }

    private ChildProcess alerting() throws IOException {
        Path file = directory.resolve("tripline.yml");
        List<Integer> ports = Ports.free(1);
        Files.writeString(
                file,
                """
                kafka: {bootstrap.servers: %s, session.timeout.ms: 6000, heartbeat.interval.ms: 1000}
                opensearch: {url: %s}
                http: {alerting: {port: %d}}
                api: {port: %d, tokens-file: %s, requests-per-second: 1000}
                """
                        .formatted(
                                servers.bootstrapServers(),
                                servers.openSearch(),
                                ports.getFirst(),
                                port,
                                ApiToken.in(directory).tokensFile()));
        return new ChildProcess(
                new ChildProcess.Launch(
                        "alerting",
                        List.of(
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                "-Xmx256m",
                                "-XX:+UseSerialGC",
                                "--enable-native-access=ALL-UNNAMED",
                                "--sun-misc-unsafe-memory-access=allow",
                                "-cp",
                                System.getProperty("java.class.path"),
                                "io.tripline.deploy.cli.Tripline",
                                "run",
                                "alerting",
                                "--config",
                                file.toString()),
                        Map.of(),
                        Path.of("").toAbsolutePath(),
                        Path.of("target", "triage-alerting.log")));
    }
}
