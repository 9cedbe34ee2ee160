package io.tripline.correlation;

import static org.assertj.core.api.Assertions.assertThat;

import io.tripline.correlation.rule.Problem;
import io.tripline.correlation.rule.RawLines;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A rule's tests run once for each program, and again for whatever changes. */
final class ProvenRulesTest {
    private static final String RULE =
            """
            title: A visit
            id: visit
            status: stable
            level: high
            description: A sign-in.
            tags: [attack.initial-access, attack.t1078]
            falsepositives: [Everybody.]
            entity: [user.name]
            window: 10m
            suppress: 1h
            epl: select user.name as n from Event(event.action = 'ssh_login')
            message: "{user.name} came."
            runbook: Look.
            tests:
              - name: a visit
                timeline: [{at: 0s, event: {event.action: ssh_login, user.name: alice}}]
                expect: [{count: COUNT}]
            """;

    @TempDir Path directory;

    private Path rules;
    private Path file;

    @BeforeEach
    void writeARule() throws IOException {
        rules = Files.createDirectories(directory.resolve("rules"));
        file = directory.resolve("state").resolve("proven-rules");
        write(1);
    }

    @Test
    void what_passed_is_remembered_and_what_failed_is_not() throws IOException {
        assertThat(load("one")).isEmpty();
        assertThat(file).content().hasLineCount(1);

        write(2);
        assertThat(load("one")).hasSize(1);
        assertThat(load("one")).as("again").hasSize(1);
    }

    @Test
    void what_is_remembered_is_not_tested_again_but_by_another_program() throws IOException {
        write(2);
        RuleLoader loader = new RuleLoader();
        String key =
                ProvenRules.in(file, "one")
                        .key(
                                loader.candidate(rules.resolve("initial-access/visit.yml"), "visit")
                                        .rule()
                                        .orElseThrow());
        Files.createDirectories(file.getParent());
        Files.writeString(file, key);

        assertThat(load("one")).as("its tests would fail").isEmpty();
        assertThat(load("other")).hasSize(1);
    }

    @Test
    void a_file_that_is_damaged_remembers_nothing() throws IOException {
        assertThat(load("one")).isEmpty();
        String whole = Files.readString(file);
        Files.write(file, new byte[] {(byte) 0xff, 0, 10, 65});

        assertThat(load("one")).isEmpty();
        assertThat(Files.readString(file, StandardCharsets.UTF_8)).isEqualTo(whole);
    }

    @Test
    void a_file_that_cannot_be_written_stops_nobody() throws IOException {
        Files.writeString(directory.resolve("state"), "no directory");

        assertThat(load("one")).isEmpty();
    }

    private List<Problem> load(String program) throws IOException {
        return new RuleLoader(
                        InstantSource.system(), RawLines.LEFT_OUT, ProvenRules.in(file, program))
                .load(rules)
                .problems();
    }

    private void write(int count) throws IOException {
        Path tactic = Files.createDirectories(rules.resolve("initial-access"));
        Files.writeString(
                tactic.resolve("visit.yml"), RULE.replace("COUNT", Integer.toString(count)));
    }
}
