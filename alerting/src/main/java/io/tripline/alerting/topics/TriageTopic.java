package io.tripline.alerting.topics;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.tripline.alerting.triage.Changes;
import io.tripline.contracts.Topics;
import io.tripline.contracts.TriageChange;
import io.tripline.contracts.TriageChangeJson;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** The topic of triage changes. */
public final class TriageTopic implements Changes, AutoCloseable {
    /** Whoever tells tries again, so a change need not wait here for long. */
    private static final String PATIENCE_MILLIS = "20000";

    private static final String REQUEST_MILLIS = "10000";

    private final KafkaProducer<byte[], byte[]> producer;

    public TriageTopic(Map<String, String> kafka) {
        Properties properties = new Properties();
        properties.putAll(kafka);
        properties.put(ProducerConfig.ACKS_CONFIG, "all");
        properties.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, "true");
        properties.put(ProducerConfig.LINGER_MS_CONFIG, "0");
        properties.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, PATIENCE_MILLIS);
        properties.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, PATIENCE_MILLIS);
        properties.put(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, REQUEST_MILLIS);
        producer =
                new KafkaProducer<>(
                        properties, new ByteArraySerializer(), new ByteArraySerializer());
    }

    @Override
    public void tell(TriageChange change) throws IOException, InterruptedException {
        try {
            producer.send(
                            new ProducerRecord<>(
                                    Topics.TRIAGE,
                                    change.id().getBytes(UTF_8),
                                    TriageChangeJson.write(change)))
                    .get();
        } catch (ExecutionException | KafkaException e) {
            throw new IOException("Kafka did not take a triage change: " + e.getMessage(), e);
        }
    }

    @Override
    public void close() {
        producer.close(Duration.ofSeconds(5));
    }
}
