package io.tripline.alerting.topics;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.tripline.alerting.retry.Backoff;
import io.tripline.alerting.retry.Pause;
import io.tripline.contracts.RecordHeaders;
import io.tripline.contracts.Topics;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The topic of dead letters. A letter is kept when all in-sync replicas have it; until then it is sent again. */
public final class DeadLetterTopic implements DeadLetters, AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(DeadLetterTopic.class);

    private static final int MAX_REQUEST_BYTES = 16 << 20;

    private final KafkaProducer<byte[], byte[]> producer;
    private final Backoff backoff;
    private final Pause pause;

    public DeadLetterTopic(Map<String, String> kafka, Backoff backoff, Pause pause) {
        Properties properties = new Properties();
        properties.putAll(kafka);
        properties.put(ProducerConfig.ACKS_CONFIG, "all");
        properties.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, "true");
        // Whatever fitted the topic it came from must fit here.
        properties.put(ProducerConfig.MAX_REQUEST_SIZE_CONFIG, Integer.toString(MAX_REQUEST_BYTES));
        properties.put(ProducerConfig.COMPRESSION_TYPE_CONFIG, "lz4");
        this.producer =
                new KafkaProducer<>(
                        properties, new ByteArraySerializer(), new ByteArraySerializer());
        this.backoff = backoff;
        this.pause = pause;
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
        for (int failures = 1; ; failures++) {
            try {
                producer.send(letter).get();
                return;
            } catch (ExecutionException | KafkaException e) {
                log.atWarn()
                        .addKeyValue("origin", received.originOrPlace())
                        .addKeyValue("reason", reason)
                        .setCause(e)
                        .log("A dead letter could not be kept; it is tried again.");
                pause.last(backoff.after(failures));
            }
        }
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
