package io.tripline.alerting.topics;

import java.time.Duration;
import java.util.Map;
import java.util.function.LongSupplier;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.common.Metric;
import org.apache.kafka.common.MetricName;
import org.jspecify.annotations.Nullable;

/**
 * For how long a reader has not asked Kafka to keep it, as Kafka's client counts it. Who is cut off polls on and hears
 * nothing, as where there is nothing new; but its heartbeats end, as each waits for the answer to the one before.
 */
final class Heartbeat {
    private static final String METRIC = "last-heartbeat-seconds-ago";

    private final Consumer<?, ?> consumer;
    private final LongSupplier nanos;
    private long assigned;
    private @Nullable Metric metric;

    Heartbeat(Consumer<?, ?> consumer, LongSupplier nanos) {
        this.consumer = consumer;
        this.nanos = nanos;
        assigned = nanos.getAsLong();
    }

    /** Partitions are its own as of now: while they were handed out nobody sent any. */
    void assigned() {
        assigned = nanos.getAsLong();
    }

    /** Nothing where nobody knows, or nothing is its own that another one could have by now. */
    Duration ago() {
        if (consumer.assignment().isEmpty()) {
            return Duration.ZERO;
        }
        if (metric == null) {
            metric = find(consumer.metrics());
        }
        Metric found = metric;
        if (found == null || !(found.metricValue() instanceof Double seconds) || !(seconds > 0)) {
            return Duration.ZERO;
        }
        Duration counted = Duration.ofSeconds(seconds.longValue());
        Duration own = Duration.ofNanos(nanos.getAsLong() - assigned);
        return counted.compareTo(own) < 0 ? counted : own;
    }

    private static @Nullable Metric find(Map<MetricName, ? extends Metric> metrics) {
        return metrics.entrySet().stream()
                .filter(each -> each.getKey().name().equals(METRIC))
                .map(Map.Entry::getValue)
                .findFirst()
                .orElse(null);
    }
}
