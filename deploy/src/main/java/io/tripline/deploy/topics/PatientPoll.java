package io.tripline.deploy.topics;

import java.time.Duration;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;

/**
 * Polls what is known to be there, for as long as any of it comes: a consumer itself waits for a Kafka that went away for ever,
 * and says nothing.
 */
public final class PatientPoll {
    private static final Duration POLL = Duration.ofMillis(500);

    /** A broker that is started anew, or whose partitions move to another, is back by then. */
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final Consumer<byte[], byte[]> consumer;
    private Duration inVain = Duration.ZERO;

    /** Of a consumer that has its partitions, or will have. */
    public PatientPoll(Consumer<byte[], byte[]> consumer) {
        this.consumer = consumer;
    }

    /**
     * The next records, which may be none: what is no record, as an aborted transaction, is passed over.
     *
     * @throws KafkaException if nothing came for too long
     */
    public ConsumerRecords<byte[], byte[]> next() {
        long before = places();
        ConsumerRecords<byte[], byte[]> records = consumer.poll(POLL);
        inVain = records.isEmpty() && places() == before ? inVain.plus(POLL) : Duration.ZERO;
        if (inVain.compareTo(PATIENCE) >= 0) {
            throw new KafkaException(
                    "Of records that should be there none came for "
                            + PATIENCE.toSeconds()
                            + " s, from "
                            + consumer.assignment()
                            + ".");
        }
        return records;
    }

    private long places() {
        long sum = 0;
        for (TopicPartition each : consumer.assignment()) {
            sum += consumer.position(each);
        }
        return sum;
    }
}
