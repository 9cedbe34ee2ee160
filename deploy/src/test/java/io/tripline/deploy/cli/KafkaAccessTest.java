package io.tripline.deploy.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.tripline.deploy.config.ConfigReader;
import io.tripline.deploy.config.Settings;
import io.tripline.deploy.stack.Stack;
import io.tripline.deploy.stack.StackState;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.TopicAuthorizationException;
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

    @Test
    void whatKafkaSaysIsTold() {
        KafkaException refusal =
                new KafkaException(
                        "A record could not be sent.",
                        new TopicAuthorizationException("Not authorized: [events]"));

        assertThat(
                        new KafkaAccess(ConfigReader.read(null, Map.of()), true, _ -> {})
                                .unreachable(refusal))
                .hasMessageContaining("(TopicAuthorizationException: Not authorized: [events])");
    }

    /** Whoever replays into the wrong one learns of it too late. */
    @Test
    void thatTheStackThatRunsHereIsMeantAndNotTheOneThatIsNamedIsSaid() {
        Settings settings =
                ConfigReader.read(
                        null,
                        Map.of(
                                "TRIPLINE_EMBEDDED_DATA",
                                directory.toString(),
                                "TRIPLINE_KAFKA_BOOTSTRAP_SERVERS",
                                "kafka.example.com:9092"));
        // Its launcher is this process, so that it counts as running.
        StackState.of(
                        new Stack(
                                settings,
                                Path.of(System.getProperty("tripline.project")),
                                directory),
                        true)
                .write(directory);
        List<String> notes = new ArrayList<>();

        KafkaAccess byFile = new KafkaAccess(settings, false, notes::add);
        KafkaAccess byVariable = new KafkaAccess(settings, true, notes::add);

        assertThat(byFile.unreachable(new KafkaException("down")))
                .hasMessageContaining("Kafka at 127.0.0.1:9092 ");
        assertThat(byVariable.unreachable(new KafkaException("down")))
                .hasMessageContaining("Kafka at kafka.example.com:9092 ");
        assertThat(notes)
                .singleElement()
                .asString()
                .contains("127.0.0.1:9092, and not to kafka.example.com:9092");
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
