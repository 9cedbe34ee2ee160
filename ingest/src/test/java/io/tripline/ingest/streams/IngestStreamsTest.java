package io.tripline.ingest.streams;

import static org.assertj.core.api.Assertions.assertThat;

import io.tripline.ingest.IngestConfig;
import java.util.Map;
import java.util.Properties;
import org.apache.kafka.streams.StreamsConfig;
import org.junit.jupiter.api.Test;

class IngestStreamsTest {

    @Test
    void so_few_records_are_held_at_a_time_that_the_largest_fit_into_memory() {
        Properties properties =
                IngestStreams.properties(
                        IngestConfig.defaults().streams(),
                        Map.of("bootstrap.servers", "127.0.0.1:9092"));

        StreamsConfig config = new StreamsConfig(properties);
        assertThat(config.getMainConsumerConfigs("group", "client", 0))
                .containsEntry("max.poll.records", 50)
                .containsEntry("isolation.level", "read_committed");
        assertThat(config.getInt(StreamsConfig.BUFFERED_RECORDS_PER_PARTITION_CONFIG))
                .isEqualTo(50);
    }

    @Test
    void what_the_operator_says_of_kafka_reaches_consumers_and_producers() {
        Properties properties =
                IngestStreams.properties(
                        IngestConfig.defaults().streams(),
                        Map.of(
                                "bootstrap.servers",
                                "127.0.0.1:9092",
                                "session.timeout.ms",
                                "6000",
                                "linger.ms",
                                "3"));

        StreamsConfig config = new StreamsConfig(properties);
        assertThat(config.getMainConsumerConfigs("group", "client", 0))
                .containsEntry("session.timeout.ms", "6000");
        assertThat(config.getProducerConfigs("client")).containsEntry("linger.ms", "3");
    }
}
