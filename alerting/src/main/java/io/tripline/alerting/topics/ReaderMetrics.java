package io.tripline.alerting.topics;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.common.TopicPartition;

/** What a reader of topics says of itself. */
final class ReaderMetrics {
    private final Counter received;
    private final AtomicLong lag = new AtomicLong();

    /**
     * None yet.
     *
     * @param reader its consumer group
     */
    ReaderMetrics(String reader, MeterRegistry meters) {
        received =
                Counter.builder("tripline.alerting.received")
                        .description("Records read from Kafka.")
                        .tag("reader", reader)
                        .register(meters);
        Gauge.builder("tripline.alerting.lag", lag, AtomicLong::doubleValue)
                .description("Records in Kafka that this reader has not read yet.")
                .tag("reader", reader)
                .register(meters);
    }

    /** After each poll that gave so many records. */
    void polled(int records, Consumer<?, ?> consumer) {
        received.increment(records);
        long behind = 0;
        for (TopicPartition each : consumer.assignment()) {
            behind += consumer.currentLag(each).orElse(0);
        }
        lag.set(behind);
    }
}
