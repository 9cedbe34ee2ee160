package io.tripline.alerting.topics;

import io.tripline.alerting.retry.Backoff;
import io.tripline.alerting.retry.Pause;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A producer that sends a record until all in-sync replicas have it. */
final class PatientProducer implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(PatientProducer.class);

    private static final int MAX_REQUEST_BYTES = 16 << 20;

    private final KafkaProducer<byte[], byte[]> producer;
    private final Backoff backoff;
    private final Pause pause;

    PatientProducer(Map<String, String> kafka, Backoff backoff, Pause pause) {
        Properties properties = new Properties();
        properties.putAll(kafka);
        properties.put(ProducerConfig.ACKS_CONFIG, "all");
        properties.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, "true");
        // Somebody waits for each.
        properties.put(ProducerConfig.LINGER_MS_CONFIG, "0");
        // Whatever fitted the topic it came from must fit here.
        properties.put(ProducerConfig.MAX_REQUEST_SIZE_CONFIG, Integer.toString(MAX_REQUEST_BYTES));
        properties.put(ProducerConfig.COMPRESSION_TYPE_CONFIG, "lz4");
        this.producer =
                new KafkaProducer<>(
                        properties, new ByteArraySerializer(), new ByteArraySerializer());
        this.backoff = backoff;
        this.pause = pause;
    }

    /**
     * Returns when the record is safe.
     *
     * @param origin names the record in the log, without its content
     */
    void send(ProducerRecord<byte[], byte[]> record, String origin) throws InterruptedException {
        for (int failures = 1; ; failures++) {
            try {
                producer.send(record).get();
                return;
            } catch (ExecutionException | KafkaException e) {
                log.atWarn()
                        .addKeyValue("topic", record.topic())
                        .addKeyValue("origin", origin)
                        .setCause(e)
                        .log("A record could not be kept; it is tried again.");
                pause.last(backoff.after(failures));
            }
        }
    }

    @Override
    public void close() {
        producer.close();
    }
}
