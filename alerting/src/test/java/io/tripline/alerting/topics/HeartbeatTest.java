package io.tripline.alerting.topics;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.common.Metric;
import org.apache.kafka.common.MetricName;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

class HeartbeatTest {
    private final AtomicLong nanos = new AtomicLong();
    private double seconds = -1;
    private final MockConsumer<byte[], byte[]> consumer =
            new MockConsumer<>("earliest") {
                @Override
                public synchronized Map<MetricName, ? extends Metric> metrics() {
                    MetricName name =
                            new MetricName(
                                    "last-heartbeat-seconds-ago",
                                    "consumer-coordinator-metrics",
                                    "",
                                    Map.of());
                    return Map.of(name, counted(name));
                }
            };
    private final Heartbeat heartbeat = new Heartbeat(consumer, nanos::get);

    @Test
    void who_has_partitions_and_is_cut_off_knows_for_how_long() {
        consumer.assign(List.of(new TopicPartition("pages", 0)));
        heartbeat.assigned();
        assertThat(heartbeat.ago()).isZero();

        nanos.set(Duration.ofSeconds(60).toNanos());
        seconds = 7;

        assertThat(heartbeat.ago()).isEqualTo(Duration.ofSeconds(7));
    }

    @Test
    void while_partitions_are_handed_out_nobody_is_cut_off() {
        seconds = 30;
        assertThat(heartbeat.ago()).isZero();

        nanos.set(Duration.ofSeconds(30).toNanos());
        consumer.assign(List.of(new TopicPartition("pages", 0)));
        heartbeat.assigned();
        nanos.addAndGet(Duration.ofSeconds(1).toNanos());

        assertThat(heartbeat.ago()).isEqualTo(Duration.ofSeconds(1));
    }

    private Metric counted(MetricName name) {
        return new Metric() {
            @Override
            public MetricName metricName() {
                return name;
            }

            @Override
            public Object metricValue() {
                return seconds;
            }
        };
    }
}
