package io.tripline.deploy.endtoend;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tripline.contracts.Alert;
import io.tripline.contracts.AlertJson;
import io.tripline.contracts.EcsField;
import io.tripline.contracts.Topics;
import io.tripline.deploy.servers.ChildProcess;
import io.tripline.deploy.servers.ChildServers;
import io.tripline.deploy.servers.ChildServers.Server;
import io.tripline.deploy.servers.Ports;
import io.tripline.deploy.servers.TestProcesses;
import io.tripline.deploy.service.ServiceName;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.Future;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Alerting killed at random moments while it pages, alone and with a second instance that takes over, with a real Kafka and
 * without OpenSearch.
 */
@SuppressWarnings("NullAway.Init") // Started before all tests.
class PagesEndToEndTest {
    private static final int ALERTS = 1_000;
    private static final int KILLS = 6;
    private static final int MEASURED = 100;

    /** What docs/paging.md promises of one kill. */
    private static final int TOLD_AGAIN = 8;

    /** Of so many alerts one has three revisions. */
    private static final int REVISED = 10;

    private static final int REVISIONS = 3;

    /** No receiver takes it, so that it is open all the time. */
    private static final String REFUSED = "alert-5";

    private static final Duration BETWEEN_ALERTS = Duration.ofMillis(20);
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    /** 22:30 of the night in which Oslo's clocks go forward, so that it is eight hours long until seven. */
    private static final Instant HALF_PAST_TEN = Instant.parse("2026-03-28T21:30:00Z");

    private static final Instant SEVEN = Instant.parse("2026-03-29T05:00:00Z");

    @TempDir static Path directory;
    private static ChildServers servers;

    @BeforeAll
    static void start() {
        servers = TestProcesses.servers(directory.resolve("servers"));
        servers.restart(Server.KAFKA);
    }

    @AfterAll
    static void stop() {
        servers.process(Server.KAFKA).stop();
        servers.discardData();
    }

    @Test
    void killed_at_random_moments_every_alert_reaches_a_receiver_that_fails_under_its_ids_in_order()
            throws Exception {
        long seed = System.nanoTime();
        System.out.println("Seed of the kills: " + seed);
        Random random = new Random(seed);
        try (WebhookReceiver receiver = new WebhookReceiver()) {
            ChildProcess alerting = alerting(servers, receiver, "one");
            ChildProcess other = alerting(servers, receiver, "two");
            alerting.start();
            try {
                Set<Integer> killAfter = new TreeSet<>();
                while (killAfter.size() < KILLS) {
                    killAfter.add(random.nextInt(ALERTS / 20, ALERTS - ALERTS / 20));
                }
                List<Instant> kills = new ArrayList<>();
                awaitTopics(servers);
                tellLatency(servers, receiver);
                failNowAndThen(receiver, new Random(seed));
                publish(
                        servers,
                        "alert-",
                        ALERTS,
                        i -> {
                            if (i == ALERTS / 2) {
                                // From here on there are two, and one of them pages.
                                other.start();
                            }
                            if (killAfter.contains(i)) {
                                ChildProcess victim =
                                        i > ALERTS / 2 && random.nextBoolean() ? other : alerting;
                                victim.kill9();
                                kills.add(Instant.now());
                                victim.start();
                            }
                            if (i == ALERTS - ALERTS / 20) {
                                // Whoever paged before, the other one finishes.
                                alerting.kill9();
                                kills.add(Instant.now());
                            }
                        });
                int pages = ALERTS - 1 + ALERTS / REVISED * (REVISIONS - 1);
                Map<String, List<String>> ids =
                        Eventually.within(
                                PATIENCE,
                                () -> ids(receiver, "alert-"),
                                found -> distinct(found) == pages);

                assertThat(distinct(ids)).as("pages that arrived").isEqualTo(pages);
                assertThat(ids).doesNotContainKey(REFUSED);
                ids.forEach(PagesEndToEndTest::assertInOrder);
                assertThat(receiver.refused()).as("webhooks that did not verify").isEmpty();
                int arrived = deliveries(receiver, "alert-").size();
                System.out.printf(
                        "%d pages, %d kills, %d deliveries: %.2f %% duplicates%n",
                        pages, KILLS + 1, arrived, 100.0 * (arrived - pages) / pages);
                assertThat(arrived - pages).as("duplicates").isLessThan(pages / 20);
                assertFewAgain(deliveries(receiver, "alert-"), kills);
                assertThat(
                                Eventually.within(
                                        PATIENCE,
                                        () -> delivered(servers.bootstrapServers()),
                                        found -> found.size() == ALERTS - 1 + 2 * MEASURED))
                        .as("alerts with a receipt")
                        .hasSize(ALERTS - 1 + 2 * MEASURED);
                assertThat(Files.readString(log("two"))).contains("Took over the desk.");
            } finally {
                alerting.stop();
                other.stop();
            }
        }
    }

    /** One page in twenty is not taken, and one never. */
    private static void failNowAndThen(WebhookReceiver receiver, Random random) {
        receiver.failAt(
                delivery -> {
                    synchronized (random) {
                        return about(delivery).equals(REFUSED) || random.nextInt(20) == 0;
                    }
                });
    }

    private static int distinct(Map<String, List<String>> ids) {
        return ids.values().stream().mapToInt(each -> Set.copyOf(each).size()).sum();
    }

    /** What is told again after a kill begins again at an earlier revision, and ends at the last. */
    private static void assertInOrder(String alert, List<String> ids) {
        List<String> expected = new ArrayList<>();
        for (int revision = 1; revision <= revisions(alert); revision++) {
            expected.add(alert + "-r" + revision);
        }
        assertThat(ids.stream().distinct()).as(alert).containsExactlyElementsOf(expected);
        assertThat(ids.getLast()).as(alert).isEqualTo(expected.getLast());
    }

    /**
     * Of what was told before a kill some may be told again after it, and after the next one; and once, as another one takes
     * over, what a slow machine takes longer than a second for.
     */
    private static void assertFewAgain(
            List<WebhookReceiver.Delivery> deliveries, List<Instant> kills) {
        Set<String> told = new TreeSet<>();
        int again = 0;
        for (WebhookReceiver.Delivery each : deliveries) {
            if (!told.add(each.id())) {
                long before = kills.stream().filter(each.at()::isAfter).count();
                again++;
                assertThat(again)
                        .as("pages told again after %d kills", before)
                        .isLessThanOrEqualTo((int) (before + 1) * TOLD_AGAIN);
            }
        }
    }

    private static int revisions(String alert) {
        return alert.startsWith("alert-") && alert.endsWith("0") ? REVISIONS : 1;
    }

    @Test
    void
            quiet_hours_end_by_the_clock_nobody_sleeps_through_what_is_urgent_and_nothing_is_forgotten()
                    throws Exception {
        try (Night night = new Night(directory, servers.bootstrapServers(), HALF_PAST_TEN)) {
            night.raise("urgent-1", "night-urgent", "paged");
            night.raise("rest-1", "night-rest", "held_back");
            night.raise("rest-2", "night-rest", "held_back");
            night.told(night.pager(), 1);
            night.restart();
            for (int i = 1; i <= 3; i++) {
                night.at(HALF_PAST_TEN.plus(Duration.ofMinutes(15L * i)));
                // Round the steps, and round again, and then it is enough.
                night.told(i % 2 == 1 ? night.lead() : night.pager(), i / 2 + 1);
            }
            night.at(SEVEN.minusSeconds(1));
            night.raise("rest-3", "night-rest", "held_back");
            assertThat(night.chat().deliveries()).isEmpty();
            night.at(SEVEN);
            night.told(night.chat(), 1);
            night.raise("rest-4", "night-rest", "paged");
            // Beyond its limit.
            night.raise("rest-5", "night-rest", "held_back");
            night.at(SEVEN.plus(Duration.ofHours(1)));
            List<WebhookReceiver.Delivery> told = night.told(night.chat(), 3);

            assertThat(told)
                    .extracting(WebhookReceiver.Delivery::kind)
                    .containsExactly("summary", "trigger", "summary");
            assertThat(told)
                    .extracting(each -> each.alert().path("message").asText())
                    .containsExactly(
                            "3 alerts were held back by the route rest: 3 × Brute force.",
                            "ann: revision 1",
                            "1 alert was held back by the route rest: 1 × Brute force.");
            assertThat(night.pager().deliveries())
                    .extracting(WebhookReceiver.Delivery::id)
                    .containsExactly("urgent-1-r1", "urgent-1-r1-e2");
            assertThat(night.lead().deliveries())
                    .extracting(WebhookReceiver.Delivery::id)
                    .containsExactly("urgent-1-r1-e1", "urgent-1-r1-e3");

            night.leave("urgent-9", "gone");
            night.restart();
            WebhookReceiver.Delivery notice = night.told(night.chat(), 4).getLast();
            assertThat(notice.kind()).isEqualTo("undelivered");
            assertThat(notice.alert().toString()).contains("gone", "unknown_destination");
        }
    }

    /** Called before each alert. */
    private interface BeforeEach {
        void alert(int number);
    }

    /** How long a page takes while nothing is wrong, from just before the alert's append to its arrival. */
    private static void tellLatency(ChildServers servers, WebhookReceiver receiver)
            throws Exception {
        Map<String, Instant> appended = new HashMap<>();
        for (String run : List.of("warm-up-", "measured-")) {
            publish(servers, run, MEASURED, i -> appended.put(run + i, Instant.now()));
            Eventually.within(
                    PATIENCE, () -> ids(receiver, run), found -> found.size() == MEASURED);
        }
        List<Long> millis =
                deliveries(receiver, "measured-").stream()
                        .map(
                                each ->
                                        Duration.between(
                                                        appended.getOrDefault(
                                                                about(each), each.at()),
                                                        each.at())
                                                .toMillis())
                        .sorted()
                        .toList();
        System.out.printf(
                "From the append of an alert to its webhook: p50 %d ms, p99 %d ms (%d alerts)%n",
                millis.get(millis.size() / 2), millis.get(millis.size() * 99 / 100), millis.size());
    }

    private static void publish(ChildServers servers, String prefix, int count, BeforeEach before)
            throws Exception {
        List<Future<RecordMetadata>> sent = new ArrayList<>();
        try (Producer<byte[], byte[]> producer =
                new KafkaProducer<>(
                        Map.of(
                                ProducerConfig.BOOTSTRAP_SERVERS_CONFIG,
                                servers.bootstrapServers(),
                                // A first batch that a new topic's leader refuses is not overtaken
                                // by
                                // the second, after which Kafka would refuse it for good.
                                ProducerConfig.MAX_IN_FLIGHT_REQUESTS_PER_CONNECTION,
                                1),
                        new ByteArraySerializer(),
                        new ByteArraySerializer())) {
            for (int i = 0; i < count; i++) {
                before.alert(i);
                String id = prefix + i;
                for (int revision = 1; revision <= revisions(id); revision++) {
                    sent.add(
                            producer.send(
                                    new ProducerRecord<>(
                                            Topics.ALERTS,
                                            id.getBytes(UTF_8),
                                            alert(id, revision))));
                }
                LockSupport.parkNanos(BETWEEN_ALERTS.toNanos());
            }
        }
        for (Future<RecordMetadata> each : sent) {
            // An alert that Kafka did not take is no lost page.
            each.get();
        }
    }

    private static byte[] alert(String id, int revision) {
        Instant time = Instant.parse("2026-03-02T08:00:00Z");
        return AlertJson.write(
                new Alert(
                        id,
                        new Alert.Rule(
                                "brute-force",
                                "Brute force",
                                "v1",
                                "high",
                                75,
                                List.of(),
                                List.of()),
                        new TreeMap<>(Map.of(EcsField.USER_NAME, "ann")),
                        new Alert.Occurrence(
                                time, time, revision, revision, false, Alert.State.RAISED),
                        "Somebody guessed the password of ann.",
                        "Call ann.",
                        new TreeMap<>(),
                        List.of()));
    }

    /** By alert, in order of arrival. */
    private static Map<String, List<String>> ids(WebhookReceiver receiver, String prefix) {
        Map<String, List<String>> ids = new HashMap<>();
        for (WebhookReceiver.Delivery each : deliveries(receiver, prefix)) {
            ids.computeIfAbsent(about(each), _ -> new ArrayList<>()).add(each.id());
        }
        return ids;
    }

    private static List<WebhookReceiver.Delivery> deliveries(
            WebhookReceiver receiver, String prefix) {
        return receiver.deliveries().stream()
                .filter(each -> about(each).startsWith(prefix))
                .toList();
    }

    private static String about(WebhookReceiver.Delivery delivery) {
        return delivery.alert().at("/event/id").asText();
    }

    /** The topics are made by the first start, and take records a moment after they are there. */
    private static void awaitTopics(ChildServers servers) throws Exception {
        assertThat(
                        Eventually.within(
                                PATIENCE,
                                () -> delivered(servers.bootstrapServers()).isEmpty(),
                                there -> there))
                .isTrue();
        try (Consumer<byte[], byte[]> consumer = consumer(servers.bootstrapServers())) {
            // Answered by each partition's leader, once it is one.
            consumer.endOffsets(partitions(consumer, Topics.ALERTS));
        }
    }

    private static Consumer<byte[], byte[]> consumer(String bootstrapServers) {
        return new KafkaConsumer<>(
                Map.of(ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer());
    }

    private static List<TopicPartition> partitions(
            Consumer<byte[], byte[]> consumer, String topic) {
        return consumer.partitionsFor(topic).stream()
                .map(each -> new TopicPartition(each.topic(), each.partition()))
                .toList();
    }

    /** The alerts about which a page was delivered, as receipts say. */
    private static Set<String> delivered(String bootstrapServers) throws IOException {
        Set<String> delivered = new TreeSet<>();
        ObjectMapper json = new ObjectMapper();
        try (Consumer<byte[], byte[]> consumer = consumer(bootstrapServers)) {
            List<TopicPartition> partitions = partitions(consumer, Topics.RECEIPTS);
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
            while (partitions.stream()
                    .anyMatch(each -> consumer.position(each) < ends.getOrDefault(each, 0L))) {
                for (ConsumerRecord<byte[], byte[]> each : consumer.poll(Duration.ofSeconds(1))) {
                    JsonNode receipt = json.readTree(each.value());
                    if (receipt.path("outcome").asText().equals("delivered")
                            && receipt.path("destination").asText().equals("on-call")) {
                        delivered.add(receipt.path("about").asText());
                    }
                }
            }
        }
        return delivered;
    }

    private static Path log(String instance) {
        return Path.of("target", "pages-alerting-" + instance + ".log");
    }

    private ChildProcess alerting(ChildServers servers, WebhookReceiver receiver, String instance)
            throws IOException {
        Path file = directory.resolve(instance + ".yml");
        // As short as the broker allows, so that the run is.
        Files.writeString(
                file,
                """
                kafka: {bootstrap.servers: %s, session.timeout.ms: 6000, heartbeat.interval.ms: 1000}
                http: {alerting: {port: %d}}
                topics: {retention: 3650d}
                webhooks:
                  - name: on-call
                    url: %s
                    secret: %s
                    allow-private: true
                    every-revision: true
                """
                        .formatted(
                                servers.bootstrapServers(),
                                Ports.free(1).getFirst(),
                                receiver.uri(),
                                WebhookReceiver.SECRET));
        return TestProcesses.service(ServiceName.ALERTING, "alerting", file, 256, log(instance));
    }
}
