package io.tripline.ingest.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tripline.contracts.EcsEvent;
import io.tripline.contracts.EcsField;
import io.tripline.contracts.EcsJson;
import io.tripline.contracts.Family;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;

/** Recordings of real Windows hosts, which lie beside the project where it is developed and are no part of it. */
class WindowsRecordingsTest {
    private static final Path RECORDINGS = Path.of("../../shared/data/windows");
    private static final ObjectMapper JSON = new ObjectMapper();

    private final WindowsSecurity source = new WindowsSecurity();

    @Test
    void every_recorded_line_of_the_security_channel_becomes_an_event() throws IOException {
        assumeTrue(
                Files.isDirectory(RECORDINGS),
                "Skipped: no recordings of Windows hosts beside the project.");
        Map<String, Integer> actions = new TreeMap<>();
        int security = 0;
        try (Stream<Path> files = Files.list(RECORDINGS)) {
            for (Path file :
                    files.filter(each -> each.toString().endsWith(".gz")).sorted().toList()) {
                try (BufferedReader lines = open(file)) {
                    for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                        RawRecord raw = raw(line);
                        boolean expected =
                                raw.json()
                                        .orElseThrow()
                                        .at("/winlog/channel")
                                        .asText()
                                        .equalsIgnoreCase("Security");
                        Normalized result = source.normalize(raw);
                        if (expected) {
                            security++;
                            assertThat(source.recognizes(raw)).as(file.toString()).isTrue();
                            assertThat(result).isInstanceOf(Normalized.Parsed.class);
                            actions.merge(action(result), 1, Integer::sum);
                        } else {
                            assertThat(source.recognizes(raw))
                                    .as("only the Security log and installed services")
                                    .isEqualTo(isInstalledService(raw));
                        }
                    }
                }
            }
        }
        assertThat(security).isPositive();
        assertThat(actions)
                .containsKeys("logged-in", "logon-failed", "service-installed", "created-process");
    }

    private static boolean isInstalledService(RawRecord raw) {
        return raw.json().orElseThrow().at("/winlog/channel").asText().equals("System")
                && raw.json().orElseThrow().at("/winlog/event_id").asText().equals("7045");
    }

    /** The event is built and written, as the topology would. */
    private static String action(Normalized result) {
        EcsEvent.Builder builder = ((Normalized.Parsed) result).event();
        builder.setIfAbsent(EcsField.EVENT_ID, "from-origin");
        EcsEvent event = builder.build();
        assertThat(EcsJson.write(event)).isNotEmpty();
        assertThat(event.has(EcsField.HOST_NAME)).isTrue();
        return event.string(EcsField.EVENT_ACTION).orElseThrow();
    }

    private static RawRecord raw(String line) throws IOException {
        JsonNode json = JSON.readTree(line);
        return new RawRecord(
                line,
                Optional.of(json),
                Family.AUTH,
                Instant.parse("2026-03-02T12:00:00Z"),
                ZoneOffset.UTC,
                RawRecord.Shipped.BARE);
    }

    private static BufferedReader open(Path file) throws IOException {
        return new BufferedReader(
                new InputStreamReader(
                        new GZIPInputStream(Files.newInputStream(file)), StandardCharsets.UTF_8));
    }
}
