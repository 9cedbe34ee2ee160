package io.tripline.deploy.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.tripline.contracts.EcsEvent;
import io.tripline.contracts.EcsField;
import io.tripline.correlation.CorrelationConfig;
import io.tripline.correlation.RuleLoader;
import io.tripline.deploy.ExitCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Logs of a week in one file, one after the other, and lines whose clock was wrong. */
final class FileEventsTest {
    private static final Instant MONDAY = Instant.parse("2026-03-02T08:00:00Z");
    private static final Instant FRIDAY = MONDAY.plus(Duration.ofDays(4));

    @TempDir Path rules;

    @BeforeEach
    void rule() throws IOException {
        Files.createDirectories(rules.resolve("credential-access"));
        Files.writeString(
                rules.resolve("credential-access/failures.yml"),
                """
                title: Failures
                id: failures
                status: stable
                level: high
                description: Three failures.
                tags: [attack.credential-access, attack.t1110]
                falsepositives: [Nobody.]
                entity: [user.name]
                window: 10m
                suppress: 1h
                epl: |
                  select count(*) as n, window(*) as failures
                  from Event(event.outcome = 'failure')#time(10 min) having count(*) >= 3
                message: "{user.name}"
                runbook: Look.
                tests:
                  - name: three
                    defaults: {event.outcome: failure, user.name: alice}
                    timeline: [{at: 0s, repeat: 3, event: {}}]
                    expect: [{entity: {user.name: alice}}]
                """);
    }

    @Test
    void what_is_older_by_days_than_a_line_before_it_is_not_lost() throws IOException {
        Path file =
                Files.writeString(
                        rules.resolve("all.log"),
                        // A clock that was wrong, and then one log after the other.
                        failures(Instant.parse("2099-01-01T00:00:00Z"), 1)
                                + failures(FRIDAY, 3)
                                + failures(MONDAY, 3));

        CommandRun run =
                CommandRun.of(
                        Files.writeString(rules.resolve("tripline.yml"), ""),
                        "replay",
                        "--rules",
                        rules.toString(),
                        "--summary",
                        file.toString());

        assertThat(run.text())
                .contains("7 events, 0 ignored, 0 rejected; 2 alerts")
                .doesNotContain("too late");
        assertThat(run.status()).isEqualTo(ExitCode.OK.code());
    }

    @Test
    void what_is_too_late_in_a_file_that_is_too_long_to_be_kept_is_counted() throws IOException {
        try (FileEvents events =
                new FileEvents(
                        new RuleLoader().load(rules).rules(),
                        CorrelationConfig.defaults().bounds(),
                        4)) {
            for (int i = 0; i < 4; i++) {
                events.accept(failure(FRIDAY.plusSeconds(i)));
            }
            for (int i = 0; i < 3; i++) {
                events.accept(failure(MONDAY.plusSeconds(i)));
            }

            assertThat(events.alerts()).hasSize(1);
            assertThat(events.tooLate()).isEqualTo(3);
        }
    }

    private static String failures(Instant from, int count) {
        StringBuilder lines = new StringBuilder();
        for (int i = 0; i < count; i++) {
            lines.append(
                    "%s bastion sshd[%d]: Failed password for alice from 203.0.113.5 port 40000 ssh2%n"
                            .formatted(from.plusSeconds(i), i));
        }
        return lines.toString();
    }

    private static EcsEvent failure(Instant at) {
        return EcsEvent.builder()
                .set(EcsField.TIMESTAMP, at)
                .set(EcsField.EVENT_ID, at.toString())
                .set(EcsField.EVENT_KIND, "event")
                .set(EcsField.EVENT_OUTCOME, "failure")
                .set(EcsField.USER_NAME, "alice")
                .build();
    }
}
