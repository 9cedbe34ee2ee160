package io.tripline.deploy.stack;

import io.tripline.deploy.samples.SampleRecord;
import java.nio.charset.StandardCharsets;
import org.apache.kafka.clients.producer.ProducerRecord;

/** Sample records as Kafka takes them. */
public final class Shipping {
    private Shipping() {}

    /** The record as a shipper would send it: bytes and headers, no key, so that partitions fill evenly. */
    public static ProducerRecord<byte[], byte[]> kafkaRecord(SampleRecord record) {
        ProducerRecord<byte[], byte[]> out = new ProducerRecord<>(record.topic(), record.value());
        record.headers()
                .forEach(
                        (name, value) ->
                                out.headers().add(name, value.getBytes(StandardCharsets.UTF_8)));
        return out;
    }
}
