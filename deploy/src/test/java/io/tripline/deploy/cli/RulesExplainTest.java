package io.tripline.deploy.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.tripline.deploy.ExitCode;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** Why a rule fired, and why it did not: each reason on log lines that have just that one. */
final class RulesExplainTest {
    private final StringWriter out = new StringWriter();

    @TempDir Path folder;
    private Path rule;

    @BeforeEach
    void copyTheRule() throws IOException {
        rule = folder.resolve("credential-access/brute-force-success.yml");
        Files.createDirectories(rule.getParent());
        Files.copy(Path.of("../rules/credential-access/brute-force-success.yml"), rule);
        Path list = folder.resolve("lists/second-hand-sources.txt");
        Files.createDirectories(list.getParent());
        Files.copy(Path.of("../rules/lists/second-hand-sources.txt"), list);
    }

    @Test
    void itFired() throws IOException {
        assertThat(explain(failures(5, "alice", "203.0.113.5") + success("10:01:00", "alice")))
                .contains("1 alert.")
                .contains("source.ip=203.0.113.5 user.name=alice")
                .contains("203.0.113.5 signed in as alice after 5 failures");
    }

    @Test
    void theThresholdWasNotReached() throws IOException {
        assertThat(explain(failures(4, "alice", "203.0.113.5") + success("10:01:00", "alice")))
                .contains("no alert.")
                .contains(
                        "the threshold was not reached; the nearest row has failures=4, lists=second-hand-sources@");
    }

    @Test
    void theWindowWasOver() throws IOException {
        assertThat(explain(failures(5, "alice", "203.0.113.5") + success("10:30:00", "alice")))
                .contains("at most 5 of them within the window")
                .contains("a gap of 29m56s after 2")
                .contains("is longer than the window: what was before it is forgotten");
    }

    @Test
    void aFieldOfTheEntityDiffered() throws IOException {
        assertThat(
                        explain(
                                failures(3, "alice", "203.0.113.5")
                                        + failures(2, "alice", "203.0.113.6")
                                        + success("10:01:00", "alice")))
                .contains(
                        "The events differ in source.ip, and those of different entities never meet: 203.0.113.5, 203.0.113.6.");
    }

    @Test
    void theFilterDidNotWantTheEvents() throws IOException {
        assertThat(
                        explain(
                                "Jan 10 10:00:00 web-1 sshd[1]: Connection closed by 203.0.113.5 port 1\n"))
                .contains("1 not wanted, as this does not hold: event.outcome in")
                .contains("event.outcome is absent")
                .contains("user.name is absent");
    }

    @Test
    void anExceptionSwallowedTheMatch() throws IOException {
        Path exception = folder.resolve("exceptions/pen-test.yml");
        Files.createDirectories(exception.getParent());
        Files.writeString(
                exception,
                """
                rule: brute-force-success
                when: {source.ip: 203.0.113.0/24}
                owner: alice@example.com
                reason: A test of our own.
                reviewed: 2100-01-01
                expires: 2100-12-31
                """);

        String lines = failures(5, "alice", "203.0.113.5") + success("10:01:00", "alice");
        assertThat(explain(lines.replaceAll("Jan 10 (\\S+)", "2100-01-10T$1Z")))
                .contains("1 match falls under the exception pen-test: not told");
    }

    @Test
    void aFieldOfTheEntityIsMissing() throws IOException {
        Files.writeString(
                rule,
                Files.readString(rule)
                        .replace("             user.name is not null,\n", "")
                        .replace("             source.ip is not null,\n", ""));

        assertThat(
                        explain(
                                failures(2, "alice", "203.0.113.5")
                                        + """
                                        {"@timestamp":"2026-01-10T10:00:09Z","ecs":{"version":"9.0.0"},"event":{"kind":"event","category":["authentication"],"type":["start"],"outcome":"failure","action":"login","dataset":"app"},"user":{"name":"alice"}}
                                        """))
                .contains("1 wanted, but without source.ip, which the entity needs.");
    }

    @Test
    void aStepOfASequenceIsMissing() throws IOException {
        String text = Files.readString(rule);
        Files.writeString(
                rule,
                text.substring(0, text.indexOf("epl: |"))
                        + """
                        epl: |
                          select a, b, c from pattern [every a=Event(event.action = 'ssh_login', event.outcome = 'failure')
                            -> (b=Event(event.action = 'ssh_login', event.outcome = 'success')
                            -> c=Event(event.action = 'sudo')) where timer:within(10 min)]
                        message: "{source.ip} did it."
                        runbook: Look.
                        tests:
                          - name: nothing
                            timeline: [{at: 0s, event: {event.action: none}}]
                            expect: none
                        """);

        assertThat(explain(failures(2, "alice", "203.0.113.5") + success("10:01:00", "alice")))
                .contains("no alert.")
                .contains("by filter of the EPL, in order: 2, 1, 0")
                .contains("no event met the one that asks: event.action=\"sudo\"")
                .contains("the nearest partial match has step 1 (a: ")
                .contains("no other event meets step 3 (c: event.action=\"sudo\")");
    }

    @Test
    void oneConditionAloneStoodInTheWay() throws IOException {
        assertThat(explain(failures(5, "alice", "203.0.113.5")))
                .contains("no alert.")
                .contains("it would have fired without this: l.event.outcome=\"success\"")
                .contains("failures=5, lists=second-hand-sources@");
    }

    @Test
    void twoNeighboursDidNotDiffer() throws IOException {
        rule = folder.resolve("initial-access/impossible-travel.yml");
        Files.createDirectories(rule.getParent());
        Files.copy(Path.of("../rules/initial-access/impossible-travel.yml"), rule);
        Files.createDirectories(folder.resolve("lists"));
        for (String list :
                List.of(
                        "shared-egress",
                        "shared-networks",
                        "learned-egress",
                        "provider-networks")) {
            Files.writeString(folder.resolve("lists/" + list + ".txt"), "198.51.100.250\n");
        }

        assertThat(
                        explain(
                                signIn("10:00:00", "51.5142, \"lon\":-0.0931", "London")
                                        + signIn(
                                                "20:00:00",
                                                "43.88, \"lon\":125.3228",
                                                "Changchun")))
                .contains("no alert.")
                .contains("it would have fired without this: speed_kmh(")
                .contains(">900")
                .contains("speed_kmh=818");
    }

    private static String signIn(String time, String place, String city) {
        return """
                {"@timestamp":"2026-01-10T%sZ","ecs":{"version":"9.0.0"},"event":{"kind":"event","category":["authentication"],"type":["start"],"outcome":"success","action":"sign-in","dataset":"app"},"user":{"name":"alice"},"source":{"geo":{"location":{"lat":%s},"city_name":"%s"}}}
                """
                .formatted(time, place, city);
    }

    @Test
    void whatIsNoEventIsCountedByReason() throws IOException {
        assertThat(explain("[\n  {\"user\": 1},\n  {\"user\": 2}\n]\n"))
                .contains(
                        "0 events",
                        "Rejected: 1 malformed_json, 3 unknown_source.",
                        "A record stands on one line");
    }

    @Test
    void scriptsGetJson() throws IOException {
        assertThat(explain(failures(4, "alice", "203.0.113.5"), "--json"))
                .contains("\"events\":4,\"wanted\":4")
                .contains("\"entity\":\"source.ip=203.0.113.5 user.name=alice\"");
    }

    @Test
    void coverageIsATableJsonAndALayer() {
        assertThat(run("rules", "coverage", folder.toString())).isZero();
        assertThat(run("rules", "coverage", "--json", folder.toString())).isZero();
        assertThat(run("rules", "coverage", "--navigator", folder.toString())).isZero();
        assertThat(out.toString())
                .contains("T1110.001  Brute Force: Password Guessing")
                .contains("linux.auth, windows.security")
                .contains("\"data_sources\" : [ \"linux.auth\", \"windows.security\" ]")
                .contains("\"tactics\" : [ \"Credential Access\" ]")
                .contains("\"techniqueID\" : \"T1110.001\"")
                .contains("\"techniqueID\" : \"T1110\",\n    \"showSubtechniques\" : true")
                .contains("\"layer\" : \"4.5\"");
        assertThat(run("rules", "coverage", "--json", "--navigator"))
                .isEqualTo(ExitCode.USAGE.code());
    }

    private static String failures(int number, String user, String address) {
        StringBuilder lines = new StringBuilder();
        for (int i = 0; i < number; i++) {
            lines.append(
                    "Jan 10 %s web-1 sshd[100]: Failed password for %s from %s port 4000 ssh2%n"
                            .formatted("10:00:0" + i, user, address));
        }
        return lines.toString();
    }

    private static String success(String time, String user) {
        return "Jan 10 %s web-1 sshd[100]: Accepted password for %s from %s port 4005 ssh2%n"
                .formatted(time, user, "203.0.113.5");
    }

    private String explain(String lines, String... options) throws IOException {
        Path log = Files.writeString(folder.resolve("auth.log"), lines);
        String[] arguments = new String[5 + options.length];
        arguments[0] = "rules";
        arguments[1] = "explain";
        arguments[2] = rule.toString();
        arguments[3] = "--events";
        arguments[4] = log.toString();
        System.arraycopy(options, 0, arguments, 5, options.length);
        assertThat(run(arguments)).isZero();
        return out.toString();
    }

    private int run(String... arguments) {
        CommandLine line = Tripline.commandLine(arguments);
        line.setOut(new PrintWriter(out));
        line.setErr(new PrintWriter(new StringWriter()));
        return line.execute(arguments);
    }
}
