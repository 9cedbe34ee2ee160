package io.tripline.deploy.endtoend;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tripline.alerting.IncidentsConfig;
import io.tripline.alerting.incidents.Incidents;
import io.tripline.contracts.Alert;
import io.tripline.contracts.AlertJson;
import io.tripline.contracts.EcsField;
import io.tripline.contracts.Incident;
import io.tripline.contracts.IncidentJson;
import io.tripline.contracts.Topics;
import io.tripline.deploy.servers.Await;
import io.tripline.deploy.servers.ChildProcess;
import io.tripline.deploy.servers.ChildServers;
import io.tripline.deploy.servers.ChildServers.Server;
import io.tripline.deploy.servers.Ports;
import io.tripline.deploy.servers.TestProcesses;
import io.tripline.deploy.service.ServiceName;
import io.tripline.deploy.stack.ServiceHealth;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.TreeMap;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Two instances of alerting between a real Kafka and a real OpenSearch, killed again and again while revisions of alerts
 * arrive out of order and analysts work. Each alert is one document in its latest revision, what analysts said stands,
 * and the incidents are what the alerts give in order.
 */
@SuppressWarnings("NullAway.Init") // Started before all tests.
class LifecycleEndToEndTest {
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final Instant EIGHT = Instant.parse("2026-03-02T08:00:00Z");
    private static final int ALERTS = 300;
    private static final int KILLS = 4;
    private static final long SEED = 11;
    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir static Path directory;
    private static ChildServers servers;
    private static final List<ChildProcess> instances = new ArrayList<>();
    private static final List<ServiceHealth> health = new ArrayList<>();

    @BeforeAll
    static void start() throws IOException {
        // A space in the path is what breaks shell scripts, OpenSearch's own among them.
        servers = TestProcesses.servers(directory.resolve("the servers"));
        servers.restart(Server.KAFKA);
        servers.restart(Server.OPENSEARCH);
        for (String name : List.of("one", "two")) {
            instance(name);
        }
    }

    @AfterAll
    static void stopAndLeaveNothingBehind() {
        instances.forEach(ChildProcess::kill9);
        List<ChildProcess> processes =
                List.of(servers.process(Server.KAFKA), servers.process(Server.OPENSEARCH));

        servers.close();
        servers.discardData();

        assertThat(processes).noneMatch(ChildProcess::alive);
        assertThat(servers.ports().values()).allMatch(Ports::isFree);
        assertThat(directory.resolve("the servers")).doesNotExist();
    }

    @Test
    void killedAgainAndAgainNothingIsMissingOrDoubledAndAnalystsWorkStands() throws Exception {
        Random random = new Random(SEED);
        List<Alert> revisions = revisions(random);
        Collections.shuffle(revisions, random);
        for (int i = 0; i < instances.size(); i++) {
            restart(i);
        }
        Map<String, String> assigned = new HashMap<>();
        try (KafkaProducer<byte[], byte[]> producer = producer();
                HttpClient http = HttpClient.newHttpClient()) {
            int batch = revisions.size() / KILLS;
            for (int i = 0; i < revisions.size(); i++) {
                Alert each = revisions.get(i);
                // By the revision's number, so that revisions of one alert overtake each other.
                producer.send(
                                new ProducerRecord<>(
                                        Topics.ALERTS,
                                        each.revision() % 2,
                                        each.id().getBytes(UTF_8),
                                        AlertJson.write(each)))
                        .get();
                if (i % batch == batch - 1) {
                    int victim = random.nextInt(instances.size());
                    instances.get(victim).kill9();
                    assign(http, random, assigned);
                    restart(victim);
                }
            }
            assign(http, random, assigned);
        }
        Map<String, Alert> latest = new TreeMap<>();
        revisions.forEach(
                each ->
                        latest.merge(
                                each.id(), each, (a, b) -> a.revision() > b.revision() ? a : b));
        Map<String, String> expected = incidents(revisions);

        Map<String, JsonNode> documents =
                Eventually.within(
                        PATIENCE,
                        () -> documents("tripline-alerts"),
                        found -> revisions(found).equals(revisions(latest)));
        assertThat(revisions(documents)).as("seed %d", SEED).isEqualTo(revisions(latest));
        assertThat(assigned).isNotEmpty();
        assigned.forEach(
                (id, who) ->
                        assertThat(
                                        Objects.requireNonNull(documents.get(id))
                                                .at("/tripline/triage/assignee")
                                                .asText())
                                .isEqualTo(who));
        Map<String, String> stored =
                Eventually.within(
                        PATIENCE,
                        () -> open(documents("tripline-incidents")),
                        found -> found.equals(expected));
        assertThat(stored).as("seed %d", SEED).isEqualTo(expected);
    }

    /** An analyst takes an alert, as the triage API writes it. */
    private static void assign(HttpClient http, Random random, Map<String, String> assigned)
            throws Exception {
        List<String> ids = List.copyOf(documents("tripline-alerts").keySet());
        for (int i = 0; i < 10 && !ids.isEmpty(); i++) {
            String id = ids.get(random.nextInt(ids.size()));
            String who = "analyst" + random.nextInt(3);
            HttpResponse<String> answer =
                    http.send(
                            HttpRequest.newBuilder(
                                            servers.openSearch()
                                                    .resolve(
                                                            "/tripline-alerts/_update/"
                                                                    + id
                                                                    + "?retry_on_conflict=5"))
                                    .header("content-type", "application/json")
                                    .POST(
                                            HttpRequest.BodyPublishers.ofString(
                                                    "{\"doc\":{\"tripline\":{\"triage\":{\"assignee\":\"%s\"}}}}"
                                                            .formatted(who)))
                                    .build(),
                            HttpResponse.BodyHandlers.ofString());
            assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
            assigned.put(id, who);
        }
    }

    private static Map<String, Integer> revisions(Map<String, ?> found) {
        Map<String, Integer> revisions = new TreeMap<>();
        found.forEach(
                (id, each) ->
                        revisions.put(
                                id,
                                each instanceof Alert alert
                                        ? alert.revision()
                                        : ((JsonNode) each)
                                                .at("/tripline/alert/revision")
                                                .asInt()));
        return revisions;
    }

    /** What the alerts give when they come in order, without the number of the revision. */
    private static Map<String, String> incidents(List<Alert> revisions) {
        Incidents incidents = new Incidents(IncidentsConfig.defaults());
        revisions.forEach(incidents::add);
        Map<String, String> told = new TreeMap<>();
        incidents.revisions().forEach(each -> told.put(each.id(), unnumbered(each)));
        return told;
    }

    private static Map<String, String> open(Map<String, JsonNode> documents) throws Exception {
        Map<String, String> open = new TreeMap<>();
        for (Map.Entry<String, JsonNode> each : documents.entrySet()) {
            Incident incident = IncidentJson.read(JSON.writeValueAsBytes(each.getValue()));
            if (incident.status() == Incident.Status.OPEN) {
                open.put(each.getKey(), unnumbered(incident));
            }
        }
        return open;
    }

    private static String unnumbered(Incident each) {
        return new String(IncidentJson.write(each), UTF_8)
                .replaceFirst("\"revision\":\\d+", "\"revision\":0");
    }

    private static Map<String, JsonNode> documents(String index) throws Exception {
        try (HttpClient http = HttpClient.newHttpClient()) {
            get(http, "/" + index + "/_refresh");
            JsonNode answer =
                    JSON.readTree(get(http, "/" + index + "/_search?size=5000&version=true"));
            Map<String, JsonNode> documents = new TreeMap<>();
            for (JsonNode hit : answer.at("/hits/hits")) {
                assertThat(documents.put(hit.get("_id").asText(), hit.get("_source"))).isNull();
            }
            return documents;
        }
    }

    private static byte[] get(HttpClient http, String path) throws Exception {
        return http.send(
                        HttpRequest.newBuilder(servers.openSearch().resolve(path)).build(),
                        HttpResponse.BodyHandlers.ofByteArray())
                .body();
    }

    /** Alerts about a few persons and hosts over two days, in up to four revisions, some withdrawn. */
    private static List<Alert> revisions(Random random) {
        List<Alert> revisions = new ArrayList<>();
        for (int i = 0; i < ALERTS; i++) {
            Instant from = EIGHT.plusSeconds(random.nextInt(2 * 86_400));
            String entity = "person" + random.nextInt(40);
            Map<String, String> evidence = new TreeMap<>();
            if (random.nextInt(3) == 0) {
                evidence.put("source.ip", "203.0.113." + random.nextInt(30));
            }
            int last = 1 + random.nextInt(4);
            for (int revision = 1; revision <= last; revision++) {
                revisions.add(
                        new Alert(
                                "alert-%03d".formatted(i),
                                new Alert.Rule(
                                        "rule" + i % 5,
                                        "Rule " + i % 5,
                                        "v1",
                                        i % 2 == 0 ? "high" : "medium",
                                        50,
                                        List.of(new Alert.Tactic("TA" + i % 3, "Tactic " + i % 3)),
                                        List.of(new Alert.Technique("T1", "One"))),
                                new TreeMap<>(Map.of(EcsField.USER_NAME, entity)),
                                new Alert.Occurrence(
                                        from,
                                        from.plusSeconds(60L * revision),
                                        revision,
                                        revision,
                                        false,
                                        revision > 1 && random.nextInt(6) == 0
                                                ? Alert.State.WITHDRAWN
                                                : Alert.State.RAISED),
                                "<script>alert(1)</script> " + entity,
                                "Look.",
                                new TreeMap<>(),
                                List.of(Alert.Evidence.of("e" + i, from, "", evidence))));
            }
        }
        return revisions;
    }

    private static KafkaProducer<byte[], byte[]> producer() {
        return new KafkaProducer<>(
                Map.of(
                        ProducerConfig.BOOTSTRAP_SERVERS_CONFIG,
                        servers.bootstrapServers(),
                        ProducerConfig.LINGER_MS_CONFIG,
                        0),
                new ByteArraySerializer(),
                new ByteArraySerializer());
    }

    private static void restart(int index) {
        instances.get(index).start();
        Await.ready(instances.get(index), PATIENCE, () -> health.get(index).notReady().isEmpty());
    }

    private static void instance(String name) throws IOException {
        int port = Ports.free(1).getFirst();
        Path file = directory.resolve(name + ".yml");
        Files.writeString(
                file,
                """
                kafka: {bootstrap.servers: "%s"}
                topics: {partitions: 2}
                opensearch: {url: "%s", refresh-interval: 1s}
                http:
                  alerting: {port: %d}
                """
                        .formatted(servers.bootstrapServers(), servers.openSearch(), port));
        instances.add(
                TestProcesses.service(
                        ServiceName.ALERTING, name, file, 200, directory.resolve(name + ".log")));
        health.add(new ServiceHealth(URI.create("http://127.0.0.1:" + port)));
    }
}
