package io.tripline.deploy.samples;

import java.time.Instant;
import java.util.Map;

/**
 * One raw record of the sample day, as a shipper would publish it.
 *
 * @param topic the raw topic it belongs to
 * @param value the bytes as shipped, not to be changed
 * @param headers record headers by name
 * @param time when it was written, which is also when it would have arrived
 */
@SuppressWarnings("ArrayRecordComponent") // Kafka takes bytes; nothing compares records.
public record SampleRecord(String topic, byte[] value, Map<String, String> headers, Instant time) {
    public SampleRecord {
        headers = Map.copyOf(headers);
    }
}
