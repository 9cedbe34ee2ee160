package io.tripline.alerting.topics;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.tripline.alerting.retry.Backoff;
import io.tripline.alerting.retry.Pause;
import io.tripline.contracts.RecordHeaders;
import io.tripline.contracts.Topics;
import java.util.Map;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.jspecify.annotations.Nullable;

/** The topic of dead letters. A letter is kept when all in-sync replicas have it; until then it is sent again. */
public final class DeadLetterTopic implements DeadLetters, AutoCloseable {
    private final PatientProducer producer;

    public DeadLetterTopic(Map<String, String> kafka, Backoff backoff, Pause pause) {
        producer = new PatientProducer(kafka, backoff, pause);
    }

    @Override
    public void keep(Received received, String reason, String detail) throws InterruptedException {
        ProducerRecord<byte[], byte[]> letter =
                new ProducerRecord<>(Topics.DEAD_LETTERS, received.key(), received.value());
        put(letter, RecordHeaders.ORIGIN, received.originOrPlace());
        put(letter, RecordHeaders.REASON, reason);
        put(letter, RecordHeaders.DETAIL, detail);
        put(letter, RecordHeaders.RECEIVED, received.appended().toString());
        put(letter, RecordHeaders.EVENT_SOURCE, received.source());
        producer.send(letter, received.originOrPlace());
    }

    @Override
    public void close() {
        producer.close();
    }

    private static void put(
            ProducerRecord<byte[], byte[]> letter, String name, @Nullable String value) {
        if (value != null) {
            letter.headers().add(name, value.getBytes(UTF_8));
        }
    }
}
