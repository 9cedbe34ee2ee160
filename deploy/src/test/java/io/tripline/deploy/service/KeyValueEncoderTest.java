package io.tripline.deploy.service;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.LoggingEvent;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.slf4j.event.KeyValuePair;

/** A line of the log is of use only with what its keys hold: which file, and why. */
final class KeyValueEncoderTest {
    @Test
    void a_line_has_its_keys_and_values() throws IOException {
        JsonNode line =
                encoded(
                        new KeyValuePair("file", "credential-access/a.yml"),
                        new KeyValuePair("line", 7),
                        new KeyValuePair("problem", "It says \"x\"\nand ends."),
                        new KeyValuePair("source.ip", "192.0.2.7"),
                        new KeyValuePair("kept", true),
                        new KeyValuePair("owner", null));

        assertThat(line.path("message").asText()).isEqualTo("A rule is not loaded.");
        assertThat(line.path("labels.file").asText()).isEqualTo("credential-access/a.yml");
        assertThat(line.path("labels.line").asInt()).isEqualTo(7);
        assertThat(line.path("labels.problem").asText()).isEqualTo("It says \"x\"\nand ends.");
        assertThat(line.path("source.ip").asText()).isEqualTo("192.0.2.7");
        assertThat(line.path("labels.kept").asBoolean()).isTrue();
        assertThat(line.path("labels.owner").isNull()).isTrue();
        assertThat(line.path("service.name").asText()).isEqualTo("tripline-test");
    }

    @Test
    void a_number_that_is_none_in_json_is_a_text() throws IOException {
        JsonNode line =
                encoded(
                        new KeyValuePair("ratio", Double.NaN),
                        new KeyValuePair("most", Float.POSITIVE_INFINITY),
                        new KeyValuePair("half", 0.5));

        assertThat(line.path("labels.ratio").asText()).isEqualTo("NaN");
        assertThat(line.path("labels.most").asText()).isEqualTo("Infinity");
        assertThat(line.path("labels.half").asDouble()).isEqualTo(0.5);
    }

    @Test
    void a_line_may_have_none() throws IOException {
        assertThat(encoded().path("message").asText()).isEqualTo("A rule is not loaded.");
    }

    private static JsonNode encoded(KeyValuePair... pairs) throws IOException {
        LoggerContext context = new LoggerContext();
        LoggingEvent event =
                new LoggingEvent(
                        "test",
                        context.getLogger("test"),
                        Level.ERROR,
                        "A rule is not loaded.",
                        null,
                        null);
        if (pairs.length > 0) {
            event.setKeyValuePairs(List.of(pairs));
        }
        event.setMDCPropertyMap(Map.of());
        KeyValueEncoder encoder = new KeyValueEncoder();
        encoder.setContext(context);
        encoder.setServiceName("tripline-test");
        encoder.start();
        return new ObjectMapper().readTree(encoder.encode(event));
    }
}
