package io.tripline.alerting.topics;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What a reader of topics says of itself. */
final class ReaderMetrics {
    private static final Logger log = LoggerFactory.getLogger(ReaderMetrics.class);

    /** What is not fetched tells no lag, so that the brokers are asked; not at every look. */
    private static final Duration BETWEEN_QUESTIONS = Duration.ofSeconds(2);

    private static final Duration PATIENCE = Duration.ofSeconds(1);

    private final Counter received;
    private final AtomicLong lag = new AtomicLong();
    private final InstantSource clock;
    private Instant asked = Instant.EPOCH;

    /**
     * None yet.
     *
     * @param reader its consumer group
     */
    ReaderMetrics(String reader, MeterRegistry meters, InstantSource clock) {
        this.clock = clock;
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
        if (consumer.paused().isEmpty()) {
            long behind = 0;
            for (TopicPartition each : consumer.assignment()) {
                behind += consumer.currentLag(each).orElse(0);
            }
            lag.set(behind);
        } else if (!clock.instant().isBefore(asked.plus(BETWEEN_QUESTIONS))) {
            ask(consumer);
            asked = clock.instant();
        }
    }

    /** While nothing is fetched the consumer itself knows only how far it was behind before. */
    private void ask(Consumer<?, ?> consumer) {
        try {
            long behind = 0;
            for (Map.Entry<TopicPartition, Long> each :
                    consumer.endOffsets(consumer.paused(), PATIENCE).entrySet()) {
                behind += each.getValue() - consumer.position(each.getKey(), PATIENCE);
            }
            lag.set(behind);
        } catch (TimeoutException e) {
            log.atDebug().setCause(e).log("How much waits is not known at the moment.");
        }
    }
}
