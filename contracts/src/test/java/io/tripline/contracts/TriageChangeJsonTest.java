package io.tripline.contracts;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tripline.contracts.TriageChange.Disposition;
import io.tripline.contracts.TriageChange.Kind;
import io.tripline.contracts.TriageChange.Status;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TriageChangeJsonTest {
    private static final TriageChange CLOSED =
            new TriageChange(
                    Kind.ALERT,
                    "a1",
                    3,
                    Status.CLOSED,
                    Optional.of(Disposition.FALSE_POSITIVE),
                    Optional.of("ann"),
                    "bo",
                    Instant.parse("2026-03-02T08:00:00Z"),
                    OptionalLong.of(2));

    @Test
    void theJsonFormIsThis() {
        assertThat(new String(TriageChangeJson.write(CLOSED), UTF_8))
                .isEqualTo(
                        "{\"kind\":\"alert\",\"alert_id\":\"a1\",\"version\":3,\"status\":\"closed\","
                                + "\"disposition\":\"false_positive\",\"assignee\":\"ann\",\"by\":\"bo\","
                                + "\"at\":\"2026-03-02T08:00:00Z\",\"status_edits\":2}");
    }

    @Test
    void writingAndReadingIsTheIdentity() throws MalformedEventException {
        TriageChange started =
                new TriageChange(
                        Kind.INCIDENT,
                        "i1",
                        1,
                        Status.IN_PROGRESS,
                        Optional.empty(),
                        Optional.empty(),
                        "bo",
                        Instant.parse("2026-03-02T08:00:00.123Z"),
                        OptionalLong.empty());

        assertThat(TriageChangeJson.read(TriageChangeJson.write(CLOSED))).isEqualTo(CLOSED);
        assertThat(TriageChangeJson.read(TriageChangeJson.write(started))).isEqualTo(started);
    }

    @Test
    void aNameThatANewerVersionAddsIsPassedOver() throws MalformedEventException {
        String newer =
                new String(TriageChangeJson.write(CLOSED), UTF_8)
                        .replace("{\"kind\"", "{\"mood\":[1,{}],\"kind\"");

        assertThat(TriageChangeJson.read(newer.getBytes(UTF_8))).isEqualTo(CLOSED);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "null",
                "[]",
                "{}",
                "{\"kind\":\"alert\",\"incident_id\":\"a1\",\"version\":1,\"status\":\"new\",\"by\":\"bo\",\"at\":\"2026-03-02T08:00:00Z\"}",
                "{\"kind\":\"alert\",\"alert_id\":\"a1\",\"version\":0,\"status\":\"new\",\"by\":\"bo\",\"at\":\"2026-03-02T08:00:00Z\"}",
                "{\"kind\":\"alert\",\"alert_id\":\"a1\",\"version\":1,\"status\":\"solved\",\"by\":\"bo\",\"at\":\"2026-03-02T08:00:00Z\"}",
                "{\"kind\":\"alert\",\"alert_id\":\"a1\",\"version\":1,\"status\":\"new\",\"by\":\"bo\",\"at\":\"soon\"}",
                "{\"kind\":\"alert\",\"alert_id\":7,\"version\":1,\"status\":\"new\",\"by\":\"bo\",\"at\":\"2026-03-02T08:00:00Z\"}"
            })
    void whatIsNoChangeIsRefused(String json) {
        assertThatThrownBy(() -> TriageChangeJson.read(json.getBytes(UTF_8)))
                .isInstanceOf(MalformedEventException.class);
    }
}
