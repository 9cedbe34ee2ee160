package io.tripline.contracts;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class AlertJsonTest {
    private static final Alert ALERT =
            new Alert(
                    "a1",
                    new Alert.Rule(
                            "impossible-travel",
                            "Impossible travel",
                            "v1",
                            "high",
                            73,
                            List.of(
                                    new Alert.Tactic("TA0001", "Initial Access"),
                                    new Alert.Tactic("TA0008", "Lateral Movement")),
                            List.of(
                                    new Alert.Technique("T1078", "Valid Accounts"),
                                    new Alert.Technique("T1021", "Remote Services"),
                                    new Alert.Technique("T1110", "Brute Force"))),
                    new TreeMap<>(Map.of(EcsField.USER_NAME, "ann")),
                    new Alert.Occurrence(
                            Instant.parse("2026-03-02T08:00:00Z"),
                            Instant.parse("2026-03-02T08:30:00Z"),
                            2,
                            1,
                            false,
                            Alert.State.RAISED),
                    "ann signed in from two places.",
                    "Call ann.",
                    new TreeMap<>(Map.of("speed_kmh", 4321.5, "threshold_kmh", 1000L)),
                    List.of(
                            Alert.Evidence.of(
                                    "e1",
                                    Instant.parse("2026-03-02T08:00:00Z"),
                                    "logs.auth-0-1",
                                    Map.of("source.ip", "81.2.69.142", "user.name", "Ann"))));

    @Test
    void writingAndReadingIsTheIdentity() throws MalformedEventException {
        assertThat(AlertJson.read(AlertJson.write(ALERT))).isEqualTo(ALERT);
    }

    @Test
    void anAlertOfARuleThatIsStillTriedOutIsASignal() throws Exception {
        Alert.Rule is = ALERT.rule();
        Alert signal =
                new Alert(
                        ALERT.id(),
                        new Alert.Rule(
                                is.id(),
                                is.title(),
                                is.version(),
                                is.level(),
                                is.severity(),
                                is.tactics(),
                                is.techniques(),
                                true),
                        ALERT.entity(),
                        ALERT.occurrence(),
                        ALERT.message(),
                        ALERT.runbook(),
                        ALERT.values(),
                        ALERT.evidence());

        byte[] json = AlertJson.write(signal);

        assertThat(new ObjectMapper().readTree(json).at("/event/kind").asText())
                .isEqualTo("signal");
        assertThat(AlertJson.read(json)).isEqualTo(signal);
    }

    @Test
    void ecsFieldsStandWhereToolsLookForThem() throws Exception {
        JsonNode json = new ObjectMapper().readTree(AlertJson.write(ALERT));

        assertThat(json.at("/@timestamp").asText()).isEqualTo("2026-03-02T08:30:00Z");
        assertThat(json.at("/event/kind").asText()).isEqualTo("alert");
        assertThat(json.at("/event/id").asText()).isEqualTo("a1");
        assertThat(json.at("/user/name").asText()).isEqualTo("ann");
        assertThat(json.at("/related/ip/0").asText()).isEqualTo("81.2.69.142");
        assertThat(json.at("/threat/technique/id/0").asText()).isEqualTo("T1078");
        assertThat(json.at("/tripline/alert/values/speed_kmh").asDouble()).isEqualTo(4321.5);
    }

    @Test
    void whatIsNoAlertIsRefused() {
        assertThatThrownBy(() -> AlertJson.read("{\"event\":{}}".getBytes(UTF_8)))
                .isInstanceOf(MalformedEventException.class);
    }
}
