package io.tripline.alerting.topics;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.tripline.alerting.retry.Backoff;
import io.tripline.alerting.retry.Pause;
import io.tripline.contracts.Topics;
import java.util.Map;
import org.apache.kafka.clients.producer.ProducerRecord;

/** The topic of receipts. */
public final class ReceiptTopic implements Receipts, AutoCloseable {
    private final PatientProducer producer;

    public ReceiptTopic(Map<String, String> kafka, Backoff backoff, Pause pause) {
        producer = new PatientProducer(kafka, backoff, pause);
    }

    @Override
    public void keep(String about, byte[] receipt) throws InterruptedException {
        producer.send(new ProducerRecord<>(Topics.RECEIPTS, about.getBytes(UTF_8), receipt), about);
    }

    @Override
    public void close() {
        producer.close();
    }
}
