package io.tripline.ingest;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tripline.contracts.EcsEvent;
import io.tripline.contracts.EcsField;
import io.tripline.contracts.Family;
import io.tripline.contracts.Origin;
import io.tripline.ingest.source.LogSource;
import io.tripline.ingest.source.Sources;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Filebeat says of each line on which host it runs itself. Where it collects the logs of others, that is where nothing of it
 * happened: every fixture is shipped from another host, which must not become the event's.
 */
class CollectorTest {
    private static final String COLLECTOR = "collector.example.org";
    private static final String ITS_ADDRESS = "192.0.2.250";
    private static final Instant RECEIVED = Fixtures.RECEIVED;

    /** What tells of a host, or of who sent it. */
    private static final List<EcsField> HOST =
            List.of(
                    EcsField.HOST_NAME,
                    EcsField.HOST_HOSTNAME,
                    EcsField.HOST_IP,
                    EcsField.LOG_SYSLOG_HOSTNAME,
                    EcsField.OBSERVER_NAME,
                    EcsField.OBSERVER_HOSTNAME,
                    EcsField.RELATED_HOSTS,
                    EcsField.RELATED_IP);

    private static final ObjectMapper JSON = new ObjectMapper();

    private final Normalizer normalizer = Fixtures.normalizer();

    static List<LogSource> sources() {
        return Sources.all();
    }

    @Test
    void these_alone_are_written_on_the_host_that_they_are_about() {
        assertThat(Sources.all().stream().filter(LogSource::isWrittenOnItsHost))
                .extracting(LogSource::name)
                .containsExactlyInAnyOrder(
                        "dhcp.server",
                        "dns.server",
                        "ecs",
                        "keycloak.events",
                        "linux.audit",
                        "linux.auth",
                        "linux.netfilter",
                        "linux.sysmon",
                        "linux.syslog",
                        "openvpn.server",
                        "osquery.results",
                        "santa.log",
                        "squid.access",
                        "vault.audit",
                        "web.access",
                        "web.error",
                        "windows.defender",
                        "windows.dns",
                        "windows.events",
                        "windows.powershell",
                        "windows.security",
                        "windows.sysmon",
                        "windows.system",
                        "wireguard.kernel");
    }

    @ParameterizedTest
    @MethodSource("sources")
    void who_collects_is_not_where_it_happened(LogSource source) throws IOException {
        int compared = 0;
        for (JsonNode fixture : Fixtures.of(source.name())) {
            String text = Fixtures.text(fixture);
            EcsEvent bare = event(text, source);
            EcsEvent collected = event(collected(text), source);
            if (bare == null || collected == null) {
                continue;
            }
            compared++;
            boolean isTheShippers =
                    source.isWrittenOnItsHost() && bare.value(EcsField.HOST_NAME) == null;
            if (isTheShippers) {
                assertThat(collected.string(EcsField.HOST_NAME)).as(text).hasValue(COLLECTOR);
                assertThat(collected.strings(EcsField.HOST_IP)).as(text).contains(ITS_ADDRESS);
            } else {
                for (EcsField field : HOST) {
                    assertThat(collected.value(field))
                            .as("%s of %s", field.fieldName(), text)
                            .isEqualTo(bare.value(field));
                }
            }
        }
        // Zeek's columns and osquery's batches are told by the file's name, or are many in one.
        assertThat(compared).as("fixtures that were compared").isPositive();
    }

    private @Nullable EcsEvent event(String record, LogSource source) {
        List<Outcome> outcomes =
                normalizer.normalize(
                        RawInput.of(
                                record.getBytes(UTF_8),
                                Family.DEVICE,
                                RECEIVED,
                                new Origin("logs.device", 0, 0)));
        return outcomes.size() == 1
                        && outcomes.getFirst()
                                instanceof Outcome.Event(EcsEvent event, Optional<String> name)
                        && name.equals(Optional.of(source.name()))
                ? event
                : null;
    }

    private static String collected(String text) {
        ObjectNode envelope = JSON.createObjectNode();
        envelope.put("@timestamp", "2026-03-02T11:59:00Z").put("message", text);
        envelope.putObject("agent").put("type", "filebeat").put("name", COLLECTOR);
        envelope.putObject("input").put("type", "filestream");
        envelope.putObject("host").put("name", COLLECTOR).putArray("ip").add(ITS_ADDRESS);
        return envelope.toString();
    }
}
