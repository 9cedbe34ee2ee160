package io.tripline.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import io.tripline.contracts.EcsEvent;
import io.tripline.contracts.EcsField;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What the raw lines in tests of rules become. */
final class TestLinesTest {
    private static final Instant RECEIVED = Instant.parse("2026-01-01T00:00:30Z");

    private final TestLines lines = new TestLines(IngestConfig::defaults);
    private final List<String> problems = new ArrayList<>();

    @Test
    void a_line_becomes_the_event_that_ingest_makes_of_it() {
        List<EcsEvent> events =
                read(
                        "linux.auth",
                        "Jan 10 10:00:00 web-1 sshd[100]: Failed password for alice from 203.0.113.5 port 4000 ssh2");

        assertThat(problems).isEmpty();
        assertThat(events).hasSize(1);
        assertThat(events.getFirst().value(EcsField.EVENT_OUTCOME)).isEqualTo("failure");
        assertThat(events.getFirst().value(EcsField.USER_NAME)).isEqualTo("alice");
        assertThat(events.getFirst().value(EcsField.EVENT_DATASET)).isEqualTo("linux.auth");
    }

    @Test
    void a_place_is_not_looked_up_as_databases_differ() {
        List<EcsEvent> events =
                read(
                        "linux.auth",
                        "Jan 10 10:00:00 web-1 sshd[100]: Failed password for alice from 81.2.69.142 port 4000 ssh2");

        assertThat(events.getFirst().value(EcsField.SOURCE_GEO_LOCATION)).isNull();
    }

    @Test
    void a_line_that_is_no_event_is_told_with_the_reason() {
        assertThat(read("okta.system", "not JSON")).isEmpty();
        assertThat(read("linux.auth", " ")).isEmpty();
        assertThat(read("linux.auht", "x")).isEmpty();

        assertThat(problems).hasSize(3);
        assertThat(problems.get(0)).startsWith("The raw line is no event of okta.system: ");
        assertThat(problems.get(1)).isEqualTo("The raw line is ignored by linux.auth: empty.");
        assertThat(problems.get(2))
                .startsWith("There is no log source linux.auht; did you mean ")
                .contains("linux.auth");
    }

    private List<EcsEvent> read(String source, String raw) {
        return lines.read(source, raw, RECEIVED, problems::add);
    }
}
