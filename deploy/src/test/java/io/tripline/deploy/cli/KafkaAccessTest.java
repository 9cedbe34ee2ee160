package io.tripline.deploy.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.tripline.deploy.config.ConfigReader;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.common.KafkaException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KafkaAccessTest {
    @TempDir Path directory;

    @Test
    void kafka_is_looked_for_at_the_port_of_the_embedded_one_if_no_other_is_named() {
        assertThat(asked(Map.of("TRIPLINE_EMBEDDED_KAFKA_PORT", "19099")))
                .contains("Kafka at 127.0.0.1:19099 ");
        assertThat(
                        asked(
                                Map.of(
                                        "TRIPLINE_EMBEDDED_KAFKA_PORT",
                                        "19099",
                                        "TRIPLINE_KAFKA_BOOTSTRAP_SERVERS",
                                        "kafka.example.com:9092")))
                .contains("Kafka at kafka.example.com:9092 ");
    }

    private String asked(Map<String, String> environment) {
        Map<String, String> all = new HashMap<>(environment);
        // Nothing runs there.
        all.put("TRIPLINE_EMBEDDED_DATA", directory.toString());
        return String.valueOf(
                new KafkaAccess(ConfigReader.read(null, all))
                        .unreachable(new KafkaException("down"))
                        .getMessage());
    }
}
