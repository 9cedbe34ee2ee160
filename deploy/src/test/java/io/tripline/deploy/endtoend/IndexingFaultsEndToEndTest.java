package io.tripline.deploy.endtoend;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.tripline.contracts.RecordHeaders;
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
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.GroupListing;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Alerting between a real Kafka and a real OpenSearch that fails in the ways such servers do, while it is fed and killed.
 * Every event is one document in the end, and none of it is the events' fault: there is no dead letter.
 *
 * <p>Fault 5 of the reliability list is an outage of five minutes. What makes five minutes worse than one is limits that run
 * out in them, and all that alerting has are set so low here that they run out in {@link #OUTAGE}: Kafka throws a reader out
 * of its group that does not ask for records for {@code max.poll.interval.ms} (5 s here, 5 min usually) or does not beat for
 * {@code session.timeout.ms} (6 s; 10 s), the wait between two tries grows to {@code retry-longest} (2 s; 15 s), an answer is
 * given up after {@code request-timeout} (2 s; 60 s), and memory holds less than what arrives meanwhile. Ingest and
 * correlation do not know OpenSearch. {@code -Dfaults.outage-seconds=300} makes it five minutes.
 */
@SuppressWarnings("NullAway.Init") // Started before all tests.
class IndexingFaultsEndToEndTest {
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final int EVENTS = 4_000;

    /** More than alerting's heap holds. */
    private static final int BACKLOG = 5_000;

    /** What alerting may have read of a backlog that it cannot hand on: the documents of bulks under way and of one poll. */
    private static final int HELD = 2_500;

    /** A bulk that is under way or not makes so much of a difference, in bytes; the backlog is twenty times as much. */
    private static final long HEAP_NOISE = 8 << 20;

    private static final Duration OUTAGE =
            Duration.ofSeconds(Integer.getInteger("faults.outage-seconds", 8));

    private static final int LARGE = 30_000;
    private static final int SMALL = 1_000;

    @TempDir static Path directory;
    private static ChildServers servers;
    private static RefusingProxy proxy;
    private static ChildProcess alerting;
    private static ServiceHealth health;
    private static KafkaProducer<byte[], byte[]> producer;

    /** What goes wrong; told to end by {@link #mend}. */
    enum Fault {
        DOWN_WHEN_ALERTING_STARTS {
            @Override
            void strike() {
                servers.process(Server.OPENSEARCH).kill9();
                alerting.kill9();
                alerting.start();
            }

            @Override
            void mend() {
                servers.restart(Server.OPENSEARCH);
            }
        },
        KILLED_IN_MID_BULK {
            @Override
            void strike() {
                servers.process(Server.OPENSEARCH).kill9();
            }

            @Override
            int backlog() {
                return BACKLOG;
            }

            @Override
            void mend() {
                servers.restart(Server.OPENSEARCH);
            }
        },
        TOO_SLOW {
            @Override
            void strike() {
                // Longer than alerting waits for an answer: it is done and not known to be.
                proxy.delay(Duration.ofSeconds(3));
            }
        },
        ANSWERING_NONSENSE {
            @Override
            void strike() {
                proxy.answerNonsense();
            }
        },
        HANGING_UP {
            @Override
            void strike() {
                proxy.hangUp();
            }
        },
        READ_ONLY {
            @Override
            void strike() throws Exception {
                block("true");
            }

            @Override
            String told() {
                return "blocked";
            }

            @Override
            void mend() throws Exception {
                block("null");
            }
        };

        abstract void strike() throws Exception;

        /** What {@code /health/ready} says meanwhile, among other things. */
        String told() {
            return "OpenSearch";
        }

        /** How many events of {@link #LARGE} arrive meanwhile, beside the others. */
        int backlog() {
            return 0;
        }

        void mend() throws Exception {
            proxy.passOn();
        }
    }

    @BeforeAll
    static void start() throws IOException {
        servers = TestProcesses.servers(directory.resolve("servers"));
        servers.restart(Server.KAFKA);
        servers.restart(Server.OPENSEARCH);
        proxy = new RefusingProxy(servers.openSearch());
        int port = Ports.free(1).getFirst();
        health = new ServiceHealth(URI.create("http://127.0.0.1:" + port));
        alerting = process(configuration(port));
        alerting.start();
        Await.ready(alerting, PATIENCE, () -> health.notReady().isEmpty());
        producer =
                new KafkaProducer<>(
                        Map.of(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, servers.bootstrapServers()),
                        new ByteArraySerializer(),
                        new ByteArraySerializer());
    }

    @AfterAll
    static void stop() {
        producer.close();
        alerting.kill9();
        proxy.close();
        servers.close();
        servers.discardData();
    }

    @ParameterizedTest
    @EnumSource
    void everyEventIsOneDocumentAndNoneIsADeadLetter(Fault fault) throws Exception {
        List<String> ids = new ArrayList<>();
        publish(fault, ids, EVENTS / 2, SMALL);
        fault.strike();
        Instant struck = Instant.now();
        publish(fault, ids, EVENTS / 4, SMALL);
        publish(fault, ids, fault.backlog(), LARGE);
        assertThat(
                        Eventually.within(
                                PATIENCE,
                                () -> health.notReady().orElse(""),
                                said -> said.contains(fault.told())))
                .as("what /health/ready says")
                .contains(fault.told());
        if (fault.backlog() > 0) {
            outlast(struck);
        }
        // In the middle of it all, whatever is under way.
        alerting.kill9();
        // What is delivered again now comes to another index than before.
        if (fault != Fault.READ_ONLY) {
            // A new index would not be read-only.
            rollOver();
        }
        alerting.start();
        publish(fault, ids, EVENTS / 4, SMALL);
        fault.mend();

        Map<String, Integer> documents =
                Eventually.within(
                        PATIENCE,
                        () -> new SearchClient(servers.openSearch()).eventDocuments(ids),
                        found -> found.size() == ids.size());

        assertThat(documents).containsOnlyKeys(ids);
        assertThat(documents.values()).as("documents of each event").containsOnly(1);
        assertThat(DeadLetterTopicReader.reasons(servers.bootstrapServers())).isEmpty();
        assertThat(Files.readString(log())).doesNotContain("OutOfMemoryError");
        Await.ready(alerting, PATIENCE, () -> health.notReady().isEmpty());
    }

    /** Waits until the outage is as long as it shall be, and looks what has become of alerting and its groups by then. */
    private static void outlast(Instant struck) throws Exception {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", servers.bootstrapServers()))) {
            Set<String> members = members(admin);
            assertThat(members).isNotEmpty();
            await(struck.plus(OUTAGE.dividedBy(2)));
            long before = liveHeap();
            // However long that took.
            await(Instant.now().plus(OUTAGE.dividedBy(2)));
            long after = liveHeap();
            System.out.printf(
                    "Live on the heap at half of the outage: %,d bytes, at its end: %,d%n",
                    before, after);
            assertThat(after).as("live on the heap").isLessThan(before + HEAP_NOISE);
            assertThat(members(admin)).as("members of the groups").isEqualTo(members);
        }
        assertThat(alerting.alive()).isTrue();
        assertThat(health.notReady().orElse("")).contains("OpenSearch");
        assertThat(lag()).as("what waits in Kafka").isGreaterThan(BACKLOG + EVENTS / 4 - HELD);
    }

    private static void await(Instant until) throws Exception {
        Eventually.within(OUTAGE, Instant::now, until::isBefore);
    }

    /** What alerting's heap holds when all that nobody needs is gone, in bytes. */
    private static long liveHeap() throws Exception {
        Process collection =
                new ProcessBuilder(
                                Path.of(System.getProperty("java.home"), "bin", "jcmd").toString(),
                                Long.toString(alerting.pid()),
                                "GC.run")
                        .redirectErrorStream(true)
                        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                        .start();
        assertThat(collection.waitFor()).as("status of jcmd").isZero();
        long live =
                health.metrics()
                        .orElse("")
                        .lines()
                        .filter(each -> each.startsWith("jvm_memory_used_bytes{area=\"heap\""))
                        .mapToLong(IndexingFaultsEndToEndTest::value)
                        .sum();
        assertThat(live).as("live on the heap").isPositive();
        return live;
    }

    private static long value(String metric) {
        return (long) Double.parseDouble(metric.substring(metric.indexOf('}') + 2));
    }

    /** Who reads, by group: one that was thrown out and came again is somebody else. */
    private static Set<String> members(Admin admin) throws Exception {
        List<String> groups =
                admin.listGroups().all().get().stream().map(GroupListing::groupId).toList();
        Set<String> members = new TreeSet<>();
        admin.describeConsumerGroups(groups)
                .all()
                .get()
                .forEach(
                        (group, description) ->
                                description
                                        .members()
                                        .forEach(
                                                each ->
                                                        members.add(
                                                                group + " " + each.consumerId())));
        return members;
    }

    /** As the service tells it, of all that it reads. */
    private static long lag() throws Exception {
        return health.metrics()
                .orElse("")
                .lines()
                .filter(each -> each.startsWith("tripline_alerting_lag{"))
                .mapToLong(IndexingFaultsEndToEndTest::value)
                .sum();
    }

    /** Where OpenSearch is down there is nothing to roll over. */
    private static void rollOver() throws Exception {
        try (HttpClient http = HttpClient.newHttpClient()) {
            http.send(
                    HttpRequest.newBuilder(servers.openSearch().resolve("/events-auth/_rollover"))
                            .POST(HttpRequest.BodyPublishers.noBody())
                            .build(),
                    HttpResponse.BodyHandlers.discarding());
        } catch (ConnectException e) {
            assertThat(servers.process(Server.OPENSEARCH).alive()).isFalse();
        }
    }

    private static void publish(Fault fault, List<String> ids, int number, int size) {
        for (int i = 0; i < number; i++) {
            String id = fault.name() + "-" + ids.size();
            ProducerRecord<byte[], byte[]> event =
                    new ProducerRecord<>(
                            Topics.EVENTS,
                            id.getBytes(UTF_8),
                            ("{\"@timestamp\":\"2026-03-02T08:00:00Z\",\"event\":{\"id\":\""
                                            + id
                                            + "\",\"kind\":\"event\",\"original\":\""
                                            + "x".repeat(size)
                                            + "\"}}")
                                    .getBytes(UTF_8));
            event.headers().add(RecordHeaders.FAMILY, "auth".getBytes(UTF_8));
            var _ = producer.send(event);
            ids.add(id);
        }
        producer.flush();
    }

    /** As OpenSearch itself does when the disk is as good as full. */
    private static void block(String value) throws Exception {
        try (HttpClient http = HttpClient.newHttpClient()) {
            HttpResponse<String> answer =
                    http.send(
                            HttpRequest.newBuilder(
                                            servers.openSearch().resolve("/events-*/_settings"))
                                    .header("content-type", "application/json")
                                    .PUT(
                                            HttpRequest.BodyPublishers.ofString(
                                                    "{\"index.blocks.read_only_allow_delete\":%s}"
                                                            .formatted(value)))
                                    .build(),
                            HttpResponse.BodyHandlers.ofString());
            assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        }
    }

    private static Path configuration(int port) throws IOException {
        return Files.writeString(
                directory.resolve("alerting.yml"),
                """
                kafka: {bootstrap.servers: "%s", max.poll.interval.ms: 5000, session.timeout.ms: 6000, heartbeat.interval.ms: 1000}
                topics: {partitions: 2}
                opensearch: {url: "%s", request-timeout: 2s, bulk-documents: 200, retry-longest: 2s}
                http:
                  alerting: {port: %d}
                """
                        .formatted(servers.bootstrapServers(), proxy.address(), port));
    }

    private static ChildProcess process(Path configuration) {
        return TestProcesses.service(ServiceName.ALERTING, "alerting", configuration, 128, log());
    }

    private static Path log() {
        return directory.resolve("alerting.log");
    }
}
