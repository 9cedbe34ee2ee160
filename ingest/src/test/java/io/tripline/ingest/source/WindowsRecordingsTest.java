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
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;

/** Recordings of real Windows hosts, which lie beside the project where it is developed and are no part of it. */
class WindowsRecordingsTest {
    private static final Path RECORDINGS = Path.of("../../shared/data/windows");
    private static final ObjectMapper JSON = new ObjectMapper();

    /** What the recordings hold of ids that no table names. */
    private static final Set<String> UNKNOWN =
            Set.of(
                    "microsoft-windows-hyper-v-netvsc-event-10",
                    "microsoft-windows-hyper-v-netvsc-event-11",
                    "microsoft-windows-security-spp-event-16384");

    @Test
    void every_recorded_line_becomes_an_event_of_the_source_of_its_channel() throws IOException {
        assumeTrue(
                Files.isDirectory(RECORDINGS),
                "Skipped: no recordings of Windows hosts beside the project.");
        Map<String, Integer> datasets = new TreeMap<>();
        Map<String, Integer> actions = new TreeMap<>();
        try (Stream<Path> files = Files.list(RECORDINGS)) {
            for (Path file :
                    files.filter(each -> each.toString().endsWith(".gz")).sorted().toList()) {
                try (BufferedReader lines = open(file)) {
                    for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                        RawRecord raw = raw(line);
                        EcsEvent event = event(Sources.recognizing(raw).orElseThrow(), raw);
                        assertThat(EcsCategorization.problems(event)).as(line).isEmpty();
                        datasets.merge(
                                event.string(EcsField.EVENT_DATASET).orElseThrow(),
                                1,
                                Integer::sum);
                        actions.merge(
                                event.string(EcsField.EVENT_ACTION).orElseThrow(), 1, Integer::sum);
                    }
                }
            }
        }
        assertThat(datasets)
                .containsOnlyKeys(
                        "windows.events",
                        "windows.powershell",
                        "windows.security",
                        "windows.sysmon",
                        "windows.system");
        assertThat(actions)
                .containsKeys("logged-in", "logon-failed", "service-installed", "created-process")
                .allSatisfy(
                        (action, _) ->
                                assertThat(action)
                                        .as("an event whose id is not known")
                                        .matches(name -> isKnown(name) || UNKNOWN.contains(name)));
    }

    private static boolean isKnown(String action) {
        return !action.contains("-event-");
    }

    /** The event, written as the topology would. */
    private static EcsEvent event(LogSource source, RawRecord raw) {
        EcsEvent.Builder builder = ((Normalized.Parsed) source.normalize(raw)).event();
        builder.setIfAbsent(EcsField.EVENT_ID, "from-origin")
                .set(EcsField.ECS_VERSION, EcsField.CATALOGUE_VERSION);
        EcsEvent event = builder.build();
        assertThat(EcsJson.write(event)).isNotEmpty();
        assertThat(event.has(EcsField.HOST_NAME)).isTrue();
        return event;
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
