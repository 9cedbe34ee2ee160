package io.tripline.deploy.endtoend;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.tripline.contracts.RecordHeaders;
import io.tripline.contracts.Topics;
import io.tripline.deploy.ledger.Ledger;
import io.tripline.deploy.ledger.LedgerReader;
import io.tripline.deploy.letters.DeadLetterBox;
import io.tripline.deploy.letters.Replay;
import io.tripline.ingest.IngestConfig;
import io.tripline.ingest.Normalizer;
import io.tripline.ingest.enrich.GeoEnrichment;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
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
import org.junit.jupiter.api.extension.ExtendWith;

/** What could not be read is sent through again, twice, and becomes one document; the ledger balances throughout. */
@ExtendWith(RunningPipeline.Extension.class)
class LettersEndToEndTest {
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final String USER = "letters-end-to-end";

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
                                new Replay(producer, "linux.auth")
                                        .send(
                                                box,
                                                letter ->
                                                        letter.named()
                                                                .filter("no.such.source"::equals)
                                                                .isPresent()),
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
