package io.tripline.contracts;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class IncidentJsonTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Instant EIGHT = Instant.parse("2026-03-02T08:00:00Z");

    @Test
    void writingAndReadingIsTheIdentity() throws Exception {
        Incident open = incident(Incident.Status.OPEN, null);
        Incident merged = incident(Incident.Status.MERGED, "i0");

        assertThat(IncidentJson.read(IncidentJson.write(open))).isEqualTo(open);
        assertThat(IncidentJson.read(IncidentJson.write(merged))).isEqualTo(merged);
    }

    @Test
    void ecsFieldsStandWhereToolsLookForThem() throws Exception {
        JsonNode json = JSON.readTree(IncidentJson.write(incident(Incident.Status.OPEN, null)));

        assertThat(json.at("/@timestamp").asText()).isEqualTo("2026-03-02T08:30:00Z");
        assertThat(json.at("/event/id").asText()).isEqualTo("i1");
        assertThat(json.at("/related/user/0").asText()).isEqualTo("ann");
        assertThat(json.at("/related/ip/0").asText()).isEqualTo("192.0.2.1");
        assertThat(json.at("/threat/tactic/name/0").asText()).isEqualTo("Initial Access");
        assertThat(json.at("/threat/technique/id/0").asText()).isEqualTo("T1078");
        assertThat(json.at("/rule/id/0").asText()).isEqualTo("impossible-travel");
        assertThat(json.at("/tripline/incident/status").asText()).isEqualTo("open");
    }

    @Test
    void whatAnalystsAddedIsPassedOver() throws Exception {
        Incident incident = incident(Incident.Status.OPEN, null);
        ObjectNode json = (ObjectNode) JSON.readTree(IncidentJson.write(incident));
        ((ObjectNode) json.get("tripline")).putObject("triage").put("status", "closed");

        assertThat(IncidentJson.read(JSON.writeValueAsBytes(json))).isEqualTo(incident);
    }

    @Test
    void whatIsNoIncidentIsRefused() {
        assertThatThrownBy(() -> IncidentJson.read("{\"event\":{}}".getBytes(UTF_8)))
                .isInstanceOf(MalformedEventException.class);
    }

    private static Incident incident(Incident.Status status, @Nullable String mergedInto) {
        Instant last = EIGHT.plusSeconds(1_800);
        return new Incident(
                "i1",
                2,
                status,
                mergedInto,
                new Incident.Gravity(EIGHT, last, 60, "high", 73),
                "Initial Access: ann, 192.0.2.1.",
                1,
                List.of("a1"),
                List.of(
                        new Incident.Entity(Incident.Kind.PERSON, "ann", 60, 1, false),
                        new Incident.Entity(Incident.Kind.ADDRESS, "192.0.2.1", 60, 1, true)),
                List.of(new Incident.Tactic("TA0001", "Initial Access", EIGHT, "a1")),
                List.of(
                        new Incident.Step(
                                EIGHT,
                                last,
                                "a1",
                                "impossible-travel",
                                "Impossible travel",
                                "high",
                                "ann signed in from two places.",
                                2,
                                List.of("Initial Access"),
                                List.of("T1078"),
                                List.of("ann", "192.0.2.1"),
                                "Call ann.")),
                List.of(
                        new Incident.Points(
                                EIGHT, "a1", 60.0, 59.5, "A rule of level high matched.")));
    }
}
