package io.tripline.deploy.letters;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tripline.contracts.RecordHeaders;
import io.tripline.contracts.Topics;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;

/** Kafka's own stand-ins for its clients: what is sent where is what counts here; ingest's tests say what becomes of it. */
final class ReplayTest {
    private static final TopicPartition PARTITION = new TopicPartition(Topics.DEAD_LETTERS, 0);

    private static final String EVENT =
            """
            {"@timestamp":"2026-03-02T08:00:00Z","event":{"id":"e1","kind":"event"}}""";

    private final List<ConsumerRecord<byte[], byte[]>> letters = new ArrayList<>();
    private final MockProducer<byte[], byte[]> producer =
            new MockProducer<>(true, null, new ByteArraySerializer(), new ByteArraySerializer());

    @Test
    void aRawRecordGoesBackToItsTopicWithWhatItsShipperSaidAndItsFirstArrival() {
        letter(
                "raw",
                Map.of(
                        RecordHeaders.ORIGIN, "logs.auth-2-17",
                        RecordHeaders.PART, "3",
                        RecordHeaders.FAMILY, "auth",
                        RecordHeaders.RECEIVED, "2026-03-02T08:00:00Z",
                        RecordHeaders.SOURCE, "acme.vpn",
                        RecordHeaders.TIMEZONE, "Europe/Oslo",
                        RecordHeaders.REASON, "unknown_source_name"));

        assertThat(replay(Changes.NONE)).isEqualTo(new Replay.Sum(1, 0, 0));
        ProducerRecord<byte[], byte[]> sent = producer.history().getFirst();
        assertThat(sent.topic()).isEqualTo("logs.auth");
        assertThat(new String(sent.value(), UTF_8)).isEqualTo("raw");
        assertThat(header(sent, RecordHeaders.REPLAY_OF)).isEqualTo("logs.auth-2-17#3");
        assertThat(header(sent, RecordHeaders.RECEIVED)).isEqualTo("2026-03-02T08:00:00Z");
        assertThat(header(sent, RecordHeaders.SOURCE)).isEqualTo("acme.vpn");
        assertThat(header(sent, RecordHeaders.TIMEZONE)).isEqualTo("Europe/Oslo");
    }

    @Test
    void ofSeveralLettersOfOneRecordOnlyTheNewestIsSent() {
        Map<String, String> first =
                Map.of(
                        RecordHeaders.ORIGIN, "logs.auth-0-1",
                        RecordHeaders.PART, "0",
                        RecordHeaders.FAMILY, "auth");
        letter("raw", first);
        // At least once: the same letter again. Then a copy that failed again, elsewhere.
        letter("raw", first);
        letter(
                "raw",
                Map.of(
                        RecordHeaders.ORIGIN, "logs.auth-0-99",
                        RecordHeaders.REPLAY_OF, "logs.auth-0-1#0",
                        RecordHeaders.FAMILY, "auth"));

        assertThat(replay(Changes.source("acme.vpn"))).isEqualTo(new Replay.Sum(1, 2, 0));
        ProducerRecord<byte[], byte[]> sent = producer.history().getFirst();
        assertThat(header(sent, RecordHeaders.REPLAY_OF)).isEqualTo("logs.auth-0-1#0");
        assertThat(header(sent, RecordHeaders.SOURCE)).isEqualTo("acme.vpn");
    }

    @Test
    void anEventThatWasNotIndexedGoesToEventsUnderItsKey() {
        letter(
                EVENT,
                Map.of(
                        RecordHeaders.ORIGIN, "logs.network-0-5",
                        RecordHeaders.EVENT_SOURCE, "zeek.conn"));

        assertThat(replay(Changes.NONE)).isEqualTo(new Replay.Sum(1, 0, 0));
        ProducerRecord<byte[], byte[]> sent = producer.history().getFirst();
        assertThat(sent.topic()).isEqualTo("events");
        assertThat(new String(sent.key(), UTF_8)).isEqualTo("key");
        assertThat(header(sent, RecordHeaders.FAMILY)).isEqualTo("network");
        assertThat(header(sent, RecordHeaders.ORIGIN)).isEqualTo("logs.network-0-5");
        assertThat(header(sent, RecordHeaders.EVENT_SOURCE)).isEqualTo("zeek.conn");
    }

    @Test
    void whatWasSentBeforeKafkaRefusedOneIsTold() {
        MockProducer<byte[], byte[]> refusing =
                new MockProducer<>(
                        false, null, new ByteArraySerializer(), new ByteArraySerializer()) {
                    @Override
                    public synchronized void flush() {
                        completeNext();
                        errorNext(new RecordTooLargeException("It has 17 MB."));
                        completeNext();
                    }
                };
        for (int i = 0; i < 3; i++) {
            letter(
                    "raw " + i,
                    Map.of(RecordHeaders.ORIGIN, "logs.auth-0-" + i, RecordHeaders.FAMILY, "auth"));
        }
        List<DeadLetter> all = letters.stream().map(DeadLetter::of).toList();

        assertThatThrownBy(() -> new Replay(refusing, Changes.NONE).send(all))
                .hasMessage("Sent again: 2, then Kafka did not take one: It has 17 MB.");
    }

    @Test
    void aLetterThatSaysNothingOfWhereToIsNotSent() {
        letter("what is this", Map.of());
        letter("raw", Map.of(RecordHeaders.FAMILY, "elsewhere"));

        assertThat(replay(Changes.NONE)).isEqualTo(new Replay.Sum(0, 0, 2));
        assertThat(producer.history()).isEmpty();
    }

    @Test
    void whatTheShipperSaidWrongIsSetRightOrLeftOut() {
        letter(
                "raw",
                Map.of(
                        RecordHeaders.ORIGIN, "logs.auth-0-1",
                        RecordHeaders.PART, "0",
                        RecordHeaders.FAMILY, "auth",
                        RecordHeaders.SOURCE, "no.such",
                        RecordHeaders.TIMEZONE, "Middle-Earth"));

        replay(new Changes(Optional.empty(), true, Optional.of(ZoneId.of("Europe/Oslo"))));

        ProducerRecord<byte[], byte[]> sent = producer.history().getFirst();
        assertThat(header(sent, RecordHeaders.TIMEZONE)).isEqualTo("Europe/Oslo");
        assertThat(sent.headers().lastHeader(RecordHeaders.SOURCE)).isNull();
    }

    @Test
    void aLetterThatHoldsOnlyABeginningIsNotSent() {
        letter(
                "raw",
                Map.of(
                        RecordHeaders.ORIGIN, "logs.auth-0-1",
                        RecordHeaders.FAMILY, "auth",
                        RecordHeaders.CUT, "10485760"));

        assertThat(replay(Changes.NONE)).isEqualTo(new Replay.Sum(0, 0, 1));
    }

    @Test
    void aLetterIsFoundByItsPlace() {
        letter("raw", Map.of(RecordHeaders.REASON, "not_utf8"));
        try (MockConsumer<byte[], byte[]> consumer = consumer()) {
            DeadLetterBox box = new DeadLetterBox(consumer);

            assertThat(box.at("0-1")).isEmpty();
            assertThat(box.at("1-0")).isEmpty();
            assertThat(box.at("nonsense")).isEmpty();
            assertThat(box.at("0--1")).isEmpty();
        }
    }

    private Replay.Sum replay(Changes changes) {
        try (MockConsumer<byte[], byte[]> consumer = consumer()) {
            return new Replay(producer, changes).send(new DeadLetterBox(consumer), _ -> true);
        }
    }

    private MockConsumer<byte[], byte[]> consumer() {
        MockConsumer<byte[], byte[]> consumer = new MockConsumer<>("earliest");
        Node node = new Node(0, "127.0.0.1", 1);
        consumer.updatePartitions(
                Topics.DEAD_LETTERS,
                List.of(
                        new PartitionInfo(
                                Topics.DEAD_LETTERS,
                                0,
                                node,
                                new Node[] {node},
                                new Node[] {node})));
        consumer.updateBeginningOffsets(Map.of(PARTITION, 0L));
        consumer.updateEndOffsets(Map.of(PARTITION, (long) letters.size()));
        // Each pass over the topic reads all; the stand-in hands records out once.
        for (int pass = 0; pass < 3; pass++) {
            consumer.schedulePollTask(
                    () -> {
                        consumer.seek(PARTITION, 0);
                        letters.forEach(consumer::addRecord);
                    });
        }
        return consumer;
    }

    private void letter(String value, Map<String, String> headers) {
        ConsumerRecord<byte[], byte[]> record =
                new ConsumerRecord<>(
                        Topics.DEAD_LETTERS,
                        0,
                        letters.size(),
                        "key".getBytes(UTF_8),
                        value.getBytes(UTF_8));
        headers.forEach((name, text) -> record.headers().add(name, text.getBytes(UTF_8)));
        letters.add(record);
    }

    private static String header(ProducerRecord<byte[], byte[]> record, String name) {
        return new String(record.headers().lastHeader(name).value(), UTF_8);
    }
}
