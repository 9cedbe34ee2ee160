package io.tripline.deploy.endtoend;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tripline.contracts.RecordHeaders;
import io.tripline.contracts.Topics;
import io.tripline.deploy.cli.CommandRun;
import io.tripline.deploy.ledger.Ledger;
import io.tripline.deploy.ledger.LedgerReader;
import io.tripline.deploy.letters.Changes;
import io.tripline.deploy.letters.DeadLetter;
import io.tripline.deploy.letters.DeadLetterBox;
import io.tripline.deploy.letters.Replay;
import io.tripline.deploy.servers.TestProcesses;
import io.tripline.ingest.IngestConfig;
import io.tripline.ingest.Normalizer;
import io.tripline.ingest.enrich.GeoEnrichment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What could not be read is sent through again, twice, and becomes one document; the ledger balances throughout. */
@OnRunningPipeline
class LettersEndToEndTest {
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final String USER = "letters-end-to-end";
    private static final String VICTIM = "letters-victim";

    @TempDir Path directory;

    @Test
    void aLetterThatIsSentAgainTwiceIsOneDocumentAndTheLedgerBalances(RunningPipeline pipeline)
            throws Exception {
        Instant start = Instant.now().minusSeconds(1);
        String servers = pipeline.stack().servers().bootstrapServers();
        Map<String, Object> client = Map.of("bootstrap.servers", servers);
        try (KafkaProducer<byte[], byte[]> producer =
                        new KafkaProducer<>(
                                client, new ByteArraySerializer(), new ByteArraySerializer());
                KafkaConsumer<byte[], byte[]> consumer =
                        new KafkaConsumer<>(
                                client, new ByteArrayDeserializer(), new ByteArrayDeserializer());
                Admin admin = Admin.create(client)) {
            ProducerRecord<byte[], byte[]> misnamed =
                    new ProducerRecord<>(
                            Topics.LOGS_AUTH,
                            (Instant.now()
                                            + " web-1 sshd[1]: Failed password for "
                                            + USER
                                            + " from 203.0.113.5 port 22 ssh2")
                                    .getBytes(UTF_8));
            misnamed.headers().add(RecordHeaders.SOURCE, "no.such.source".getBytes(UTF_8));
            producer.send(misnamed).get();
            producer.send(new ProducerRecord<>(Topics.LOGS_AUTH, " ".getBytes(UTF_8))).get();
            DeadLetterBox box = new DeadLetterBox(consumer);

            for (int time = 0; time < 2; time++) {
                Eventually.within(
                        PATIENCE,
                        () ->
                                new Replay(producer, Changes.source("linux.auth"))
                                        .send(box, letter -> isNamed(letter, "no.such.source")),
                        sum -> sum.sent() == 1);
            }

            Ledger ledger =
                    Eventually.within(
                            PATIENCE,
                            () -> ledger(consumer, admin, start),
                            each -> each.missing() == 0 && each.received() >= 4);
            assertThat(ledger.missing()).isZero();
            var nobody = Objects.requireNonNull(ledger.accounts().get("none"));
            assertThat(nobody.dead()).containsKey("unknown_source_name");
            assertThat(nobody.ignored()).containsKey("empty");
            assertThat(
                            Eventually.within(
                                    PATIENCE,
                                    () -> pipeline.search().events("user.name", USER),
                                    found -> !found.isEmpty()))
                    .hasSize(1);
        }
    }

    /** An attack of three hours ago that nobody could read: the letters become events of then, and alert as late. */
    @Test
    void lettersOfAnAttackAreEventsOfTheirOwnTimeAndAlertAsLate(RunningPipeline pipeline)
            throws Exception {
        Instant attack = Instant.now().minus(Duration.ofHours(3)).truncatedTo(ChronoUnit.SECONDS);
        Map<String, Object> client =
                Map.of("bootstrap.servers", pipeline.stack().servers().bootstrapServers());
        try (KafkaProducer<byte[], byte[]> producer =
                        new KafkaProducer<>(
                                client, new ByteArraySerializer(), new ByteArraySerializer());
                KafkaConsumer<byte[], byte[]> consumer =
                        new KafkaConsumer<>(
                                client, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            // What is read at once brings the time of rules to the present.
            producer.send(
                            new ProducerRecord<>(
                                    Topics.LOGS_AUTH,
                                    line(Instant.now(), "Failed", 6).getBytes(UTF_8)))
                    .get();
            for (int i = 0; i <= 6; i++) {
                ProducerRecord<byte[], byte[]> unread =
                        new ProducerRecord<>(
                                Topics.LOGS_AUTH,
                                line(attack.plusSeconds(i), i < 6 ? "Failed" : "Accepted", i)
                                        .getBytes(UTF_8));
                unread.headers().add(RecordHeaders.SOURCE, "not.yet.known".getBytes(UTF_8));
                producer.send(unread).get();
            }
            Eventually.within(
                    PATIENCE,
                    () -> pipeline.search().events("user.name", VICTIM),
                    found -> !found.isEmpty());
            DeadLetterBox box = new DeadLetterBox(consumer);
            assertThat(
                            Eventually.within(
                                    PATIENCE,
                                    () -> letters(box, "not.yet.known"),
                                    found -> found.size() == 7))
                    .hasSize(7);

            Path configuration =
                    Files.writeString(directory.resolve("tripline.yml"), access(pipeline));
            CommandRun list =
                    CommandRun.of(
                            configuration, "dead-letters", "list", "--source", "not.yet.known");
            assertThat(list.status()).as(list.text()).isZero();
            String place = letters(box, "not.yet.known").getFirst().place();
            assertThat(list.text())
                    .containsPattern("unknown_source_name +not\\.yet\\.known +7")
                    .contains(place);
            assertThat(
                            new ObjectMapper()
                                    .readTree(shown(configuration, place))
                                    .path("text")
                                    .asText())
                    .isEqualTo(line(attack, "Failed", 0));

            CommandRun replay =
                    CommandRun.of(
                            configuration,
                            "dead-letters",
                            "replay",
                            "--source",
                            "not.yet.known",
                            "--as",
                            "linux.auth");
            assertThat(replay.text()).isEqualTo("Sent again: 7.%n".formatted());
            String sources =
                    Eventually.within(
                            PATIENCE,
                            () -> CommandRun.of(configuration, "sources", "--hosts").text(),
                            // Others' records that no source recognizes may stand there before.
                            text ->
                                    text.contains("linux.auth")
                                            && text.contains("unknown_source_name"));
            assertThat(sources)
                    .as("what nobody could read, and what is read")
                    .containsPattern("none .*unknown_source_name")
                    .containsPattern(
                            "linux\\.auth .*(this minute|\\d+ min ago) .*logs\\.auth .*web-1");
        }

        List<JsonNode> events =
                Eventually.within(
                        PATIENCE,
                        () -> pipeline.search().events("user.name", VICTIM),
                        found -> found.size() == 8);
        assertThat(events)
                .extracting(each -> Instant.parse(each.path("@timestamp").asText()))
                .contains(attack, attack.plusSeconds(6))
                .hasSize(8);
        List<JsonNode> alerts =
                Eventually.within(
                        PATIENCE,
                        () ->
                                pipeline.search()
                                        .standingAlerts("brute-force-success", "user.name", VICTIM),
                        found -> !found.isEmpty());
        assertThat(alerts).hasSize(1);
        assertThat(alerts.getFirst().at("/tripline/alert/late").asBoolean()).isTrue();
        assertThat(alerts.getFirst().path("@timestamp").asText())
                .isEqualTo(attack.plusSeconds(6).toString());
    }

    private String access(RunningPipeline pipeline) {
        return """
               kafka.bootstrap.servers: %s
               embedded.data: %s
               """
                .formatted(
                        pipeline.stack().servers().bootstrapServers(), directory.resolve("data"));
    }

    /** Its output is data and goes by the process's own way. */
    private static String shown(Path configuration, String place) throws Exception {
        Process show =
                new ProcessBuilder(
                                TestProcesses.command(
                                        TestProcesses.JAVA_OPTIONS,
                                        "dead-letters",
                                        "show",
                                        place,
                                        "--config",
                                        configuration.toString()))
                        .redirectError(ProcessBuilder.Redirect.INHERIT)
                        .start();
        String text = new String(show.getInputStream().readAllBytes(), UTF_8);
        assertThat(show.waitFor()).as(text).isZero();
        return text;
    }

    private static String line(Instant time, String what, int port) {
        return "%s web-1 sshd[1]: %s password for %s from 203.0.113.77 port %d ssh2"
                .formatted(time, what, VICTIM, 40_000 + port);
    }

    private static boolean isNamed(DeadLetter letter, String source) {
        return letter.named().filter(source::equals).isPresent();
    }

    private static List<DeadLetter> letters(DeadLetterBox box, String source) {
        List<DeadLetter> found = new ArrayList<>();
        box.read(
                letter -> {
                    if (isNamed(letter, source)) {
                        found.add(letter);
                    }
                });
        return found;
    }

    private static Ledger ledger(KafkaConsumer<byte[], byte[]> consumer, Admin admin, Instant since)
            throws Exception {
        Map<TopicPartition, Long> committed = new HashMap<>();
        admin.listConsumerGroupOffsets(IngestConfig.defaults().streams().applicationId())
                .partitionsToOffsetAndMetadata()
                .get()
                .forEach(
                        (partition, offset) -> {
                            if (offset != null) {
                                committed.put(partition, offset.offset());
                            }
                        });
        try (GeoEnrichment geo = GeoEnrichment.open(Optional.empty(), Optional.empty())) {
            return new LedgerReader(
                            consumer,
                            new Normalizer(IngestConfig.defaults(), geo, InstantSource.system()),
                            committed)
                    .since(since);
        }
    }
}
