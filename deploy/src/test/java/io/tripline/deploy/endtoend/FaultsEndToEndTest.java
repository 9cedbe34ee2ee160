package io.tripline.deploy.endtoend;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.mapping;
import static java.util.stream.Collectors.toSet;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.tripline.contracts.Topics;
import io.tripline.deploy.endtoend.SearchClient.LedgerSum;
import io.tripline.deploy.endtoend.Shipment.Expected;
import io.tripline.deploy.samples.SampleDay;
import io.tripline.deploy.samples.SampleRecord;
import io.tripline.deploy.servers.ChildServers.Server;
import io.tripline.deploy.service.ServiceName;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Faults 1 to 6 of the reliability list in the middle of a load. Whatever happens, every raw record is one event, a dead
 * letter or ignored, and every attack is one alert with its page.
 */
@OnRunningPipeline
class FaultsEndToEndTest {
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final int RECORDS = 3_000;
    private static final int ATTACKS = 12;
    private static final int FAILURES = 10;
    private static final String RULE = "brute-force-success";

    /** Every attack comes from an address of its own, over all faults. */
    private static final AtomicInteger ATTACKS_SO_FAR = new AtomicInteger();

    /** What goes wrong, and how it comes right again. */
    enum Fault {
        INGEST_KILLED {
            @Override
            void strike(RunningPipeline pipeline) {
                killAndRestart(pipeline, ServiceName.INGEST);
            }
        },
        CORRELATION_KILLED {
            @Override
            void strike(RunningPipeline pipeline) {
                killAndRestart(pipeline, ServiceName.CORRELATION);
            }
        },
        ALERTING_KILLED {
            @Override
            void strike(RunningPipeline pipeline) {
                killAndRestart(pipeline, ServiceName.ALERTING);
            }
        },
        KAFKA_KILLED {
            @Override
            void strike(RunningPipeline pipeline) {
                killAndRestart(pipeline, Server.KAFKA);
            }
        },
        KAFKA_FROZEN {
            @Override
            void strike(RunningPipeline pipeline) {
                pipeline.stack().servers().process(Server.KAFKA).suspend();
                // The sessions end after 6 s.
                pause(Duration.ofSeconds(10));
                pipeline.stack().servers().process(Server.KAFKA).resume();
                pipeline.stack().servers().awaitReady(Server.KAFKA);
            }
        },
        OPENSEARCH_KILLED {
            @Override
            void strike(RunningPipeline pipeline) {
                killAndRestart(pipeline, Server.OPENSEARCH);
            }
        },
        OPENSEARCH_TOO_BUSY {
            @Override
            void strike(RunningPipeline pipeline) {
                refuse(pipeline, 429);
            }
        },
        OPENSEARCH_UNAVAILABLE {
            @Override
            void strike(RunningPipeline pipeline) {
                refuse(pipeline, 503);
            }
        };

        abstract void strike(RunningPipeline pipeline);

        private static void killAndRestart(RunningPipeline pipeline, ServiceName service) {
            pipeline.stack().service(service).kill9();
            pipeline.stack().restart(service);
        }

        private static void killAndRestart(RunningPipeline pipeline, Server server) {
            pipeline.stack().servers().process(server).kill9();
            pipeline.stack().servers().restart(server);
        }

        private static void refuse(RunningPipeline pipeline, int status) {
            pipeline.proxy().refuseWith(status);
            pause(Duration.ofSeconds(8));
            assertThat(pipeline.proxy().refused())
                    .as("requests refused with %d", status)
                    .isPositive();
            pipeline.proxy().passOn();
        }
    }

    @ParameterizedTest
    @EnumSource
    void nothingIsLostOrDoubled(Fault fault, RunningPipeline pipeline) throws Exception {
        List<String> attackers = new ArrayList<>();
        Expected expected;
        try (Shipment shipment = new Shipment(pipeline)) {
            Iterator<SampleRecord> load =
                    SampleDay.ending(Instant.now(), 100 + fault.name().hashCode())
                            .records()
                            .iterator();
            CompletableFuture<Void> trouble = new CompletableFuture<>();
            for (int i = 0; i < RECORDS && load.hasNext(); i++) {
                shipment.ship(load.next());
                if (i % (RECORDS / ATTACKS) == 0) {
                    attackers.add(attack(shipment));
                    // Slow enough that the fault strikes while records are on their way.
                    pause(Duration.ofMillis(300));
                }
                if (i == RECORDS / 3) {
                    trouble =
                            CompletableFuture.runAsync(
                                    () -> fault.strike(pipeline), Thread::startVirtualThread);
                }
            }
            trouble.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
            attackers.add(attack(shipment));
            expected = shipment.expected();
        }

        Map<String, Integer> documents =
                Eventually.within(
                        PATIENCE,
                        () -> pipeline.search().eventDocuments(expected.eventIds()),
                        found -> found.size() == expected.eventIds().size());
        assertThat(documents).containsOnlyKeys(expected.eventIds());
        assertThat(documents.values()).as("documents of each event").containsOnly(1);
        assertThat(
                        Eventually.within(
                                PATIENCE,
                                () ->
                                        DeadLetterTopicReader.reasons(
                                                pipeline.stack().servers().bootstrapServers()),
                                found ->
                                        found.keySet()
                                                .containsAll(expected.deadLetters().keySet())))
                .containsAllEntriesOf(expected.deadLetters());
        for (String attacker : attackers) {
            oneAlertAndItsPage(pipeline, attacker);
        }
        assertThat(pipeline.receiver().refused()).as("webhooks that did not verify").isEmpty();
    }

    /** After all that, every offset of every raw partition is counted in the documents of the ledger, and counted once. */
    @AfterAll
    static void theLedgerAddsUpToTheOffsets(RunningPipeline pipeline) throws Exception {
        Map<String, Long> offsets = new TreeMap<>();
        try (Admin admin =
                Admin.create(
                        Map.of(
                                "bootstrap.servers",
                                pipeline.stack().servers().bootstrapServers()))) {
            Map<TopicPartition, OffsetSpec> latest = new HashMap<>();
            for (TopicDescription topic :
                    admin.describeTopics(Topics.RAW).allTopicNames().get().values()) {
                topic.partitions()
                        .forEach(
                                each ->
                                        latest.put(
                                                new TopicPartition(topic.name(), each.partition()),
                                                OffsetSpec.latest()));
            }
            admin.listOffsets(latest)
                    .all()
                    .get()
                    .forEach(
                            (partition, end) -> {
                                if (end.offset() > 0) {
                                    offsets.put(partition.toString(), end.offset());
                                }
                            });
        }
        Map<String, LedgerSum> ledger =
                Eventually.within(
                        PATIENCE,
                        () -> pipeline.search().ledger(),
                        found -> kafkaRecords(found).equals(offsets));
        assertThat(kafkaRecords(ledger)).as("Kafka records in the ledger").isEqualTo(offsets);
        assertThat(ledger.values()).as("the ledger").allMatch(LedgerSum::balances);
    }

    private static Map<String, Long> kafkaRecords(Map<String, LedgerSum> ledger) {
        Map<String, Long> records = new TreeMap<>();
        ledger.forEach((partition, sum) -> records.put(partition, sum.kafkaRecords()));
        return records;
    }

    private static void oneAlertAndItsPage(RunningPipeline pipeline, String attacker)
            throws Exception {
        List<JsonNode> alerts =
                Eventually.within(
                        PATIENCE,
                        () -> pipeline.search().standingAlerts(RULE, "source.ip", attacker),
                        found -> !found.isEmpty());
        assertThat(alerts).as("alerts about %s", attacker).hasSize(1);

        String id = alerts.getFirst().at("/event/id").asText();
        Map<String, Set<String>> pages =
                Eventually.within(
                        PATIENCE,
                        () ->
                                pipeline.receiver().deliveries().stream()
                                        .filter(
                                                each ->
                                                        each.alert()
                                                                .at("/event/id")
                                                                .asText()
                                                                .equals(id))
                                        .collect(
                                                groupingBy(
                                                        each ->
                                                                each.alert()
                                                                        .at(
                                                                                "/tripline/alert/revision")
                                                                        .asText(),
                                                        mapping(
                                                                WebhookReceiver.Delivery::id,
                                                                toSet()))),
                        found -> !found.isEmpty());
        if (pages.isEmpty()) {
            System.out.println(
                    Diagnosis.of(
                            pipeline.stack().servers().bootstrapServers(),
                            pipeline.stack().service(ServiceName.ALERTING)));
        }
        assertThat(pages).as("pages about %s", attacker).isNotEmpty();
        assertThat(pages.values())
                .as("webhook ids of one revision")
                .allSatisfy(ids -> assertThat(ids).hasSize(1));
    }

    /** Ships an attack from an address of its own, which it gives. */
    private static String attack(Shipment shipment) {
        String address = "198.51.100." + ATTACKS_SO_FAR.incrementAndGet();
        Instant time = Instant.now();
        for (int i = 0; i <= FAILURES; i++) {
            String what = i < FAILURES ? "Failed" : "Accepted";
            String line =
                    "%s bastion sshd[4242]: %s password for deploy from %s port %d ssh2"
                            .formatted(time.plusMillis(i), what, address, 40_000 + i);
            shipment.ship(new SampleRecord(Topics.LOGS_AUTH, line.getBytes(UTF_8), Map.of(), time));
        }
        shipment.flush();
        return address;
    }

    private static void pause(Duration length) {
        LockSupport.parkNanos(length.toNanos());
    }
}
