package io.tripline.correlation.rule;

import static org.assertj.core.api.Assertions.assertThat;

import io.tripline.contracts.EcsEvent;
import io.tripline.contracts.EcsField;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

class RuleReaderTest {
    private static final String GOOD =
            """
            title: Many failures
            id: many-failures
            status: stable
            level: high
            description: Counts.
            tags: [attack.credential-access, attack.t1110.001]
            falsepositives: [A person with a new password.]
            entity: [source.ip]
            window: 10m
            suppress: 1h
            epl: select user.name from Event(event.action = 'x')
            message: "{source.ip} failed {failures} times."
            values: {failures: failures, threshold: 5}
            runbook: Look at {source.ip}.
            tests:
              - name: one
                defaults: {event.outcome: failure}
                timeline:
                  - {at: 30s, repeat: 2, every: 1m, event: {source.ip: "192.0.2.{n}", winlog.logon.type: Network}}
                expect:
                  - {entity: {source.ip: 192.0.2.1}, values: {failures: 5}, count: 1, evidence: 6}
            """;

    @Test
    void a_good_file_is_read_as_it_stands() {
        RuleReading reading = read(GOOD);

        assertThat(reading).isInstanceOf(RuleReading.Accepted.class);
        Rule rule = ((RuleReading.Accepted) reading).rule();
        assertThat(rule.id()).isEqualTo("many-failures");
        assertThat(rule.window()).hasMinutes(10);
        assertThat(rule.metadata().techniques().getFirst().name())
                .isEqualTo("Brute Force: Password Guessing");
        assertThat(rule.metadata().tactics().getFirst().id()).isEqualTo("TA0006");
        assertThat(rule.values())
                .containsEntry("failures", new Rule.Value.Column("failures"))
                .containsEntry("threshold", new Rule.Value.Constant(5L));
        RuleTest test = rule.tests().getFirst();
        assertThat(test.events()).hasSize(2);
        assertThat(test.events().get(1).timestamp()).hasToString("2026-01-01T00:01:30Z");
        assertThat(test.events().get(1).vendor()).containsKey("winlog");
        assertThat(test.expected().getFirst().evidence()).contains(6);
    }

    @Test
    void a_raw_line_becomes_what_its_log_source_makes_of_it_at_the_entrys_time() {
        String entry = "{at: 30s, repeat: 2, every: 1m, event:";
        String raw =
                GOOD.replace(
                        entry,
                        "{at: 30s, repeat: 2, every: 1m, id: \"try-{n}\", source: linux.auth, raw: \"line {n}\", event:");

        Rule rule =
                ((RuleReading.Accepted)
                                RuleReader.read(
                                        "many.yml",
                                        raw.getBytes(StandardCharsets.UTF_8),
                                        RuleReaderTest::normalized))
                        .rule();

        List<EcsEvent> events = rule.tests().getFirst().events();
        assertThat(events).extracting(EcsEvent::id).containsExactly("try-1", "try-2");
        EcsEvent second = events.get(1);
        assertThat(second.timestamp()).hasToString("2026-01-01T00:01:30Z");
        assertThat(second.value(EcsField.EVENT_ACTION)).isEqualTo("linux.auth line 2");
        // What stands beside the line is set over it; the defaults are not.
        assertThat(second.value(EcsField.SOURCE_IP)).isEqualTo("192.0.2.2");
        assertThat(second.value(EcsField.EVENT_OUTCOME)).isNull();
    }

    @Test
    void a_raw_line_that_is_written_as_yaml_is_passed_on_as_json() {
        String entry = "{at: 30s, repeat: 2, every: 1m, event:";
        String raw =
                GOOD.replace(
                        entry,
                        "{at: 30s, repeat: 2, every: 1m, source: duo.log, raw: {user: {name: \"u{n}\"}, ok: true, at: [1, 2.5], none: null}, event:");

        Rule rule =
                ((RuleReading.Accepted)
                                RuleReader.read(
                                        "many.yml",
                                        raw.getBytes(StandardCharsets.UTF_8),
                                        RuleReaderTest::normalized))
                        .rule();

        assertThat(rule.tests().getFirst().events().get(1).value(EcsField.EVENT_ACTION))
                .isEqualTo(
                        "duo.log {\"user\":{\"name\":\"u2\"},\"ok\":true,\"at\":[1,2.5],\"none\":null}");
    }

    @Test
    void what_yaml_may_take_for_something_else_is_the_text_that_is_written() {
        EcsEvent event =
                first(
                        "{at: 30s, event: {event.code: 0123, source.geo.country_iso_code: NO, process.name: on, user_agent.version: 1.10, event.severity: 3}}");

        assertThat(event.value(EcsField.EVENT_CODE)).isEqualTo("0123");
        assertThat(event.value(EcsField.SOURCE_GEO_COUNTRY_ISO_CODE)).isEqualTo("NO");
        assertThat(event.value(EcsField.PROCESS_NAME)).isEqualTo("on");
        assertThat(event.value(EcsField.USER_AGENT_VERSION)).isEqualTo("1.10");
        assertThat(event.value(EcsField.EVENT_SEVERITY)).isEqualTo(3L);
    }

    @Test
    void addresses_are_brought_to_the_form_that_events_have() {
        EcsEvent event =
                first(
                        "{at: 30s, event: {source.ip: '2001:0DB8::0001', host.ip: ['::ffff:192.0.2.{n}'], source.mac: '00:00:5e:00:53:23'}}");

        assertThat(event.value(EcsField.SOURCE_IP)).isEqualTo("2001:db8::1");
        assertThat(event.value(EcsField.HOST_IP)).isEqualTo(List.of("192.0.2.1"));
        assertThat(event.value(EcsField.SOURCE_MAC)).isEqualTo("00-00-5E-00-53-23");
    }

    private static EcsEvent first(String entry) {
        String text = GOOD.replaceFirst("\\{at: 30s, .*", entry);
        RuleReading reading = read(text);
        return ((RuleReading.Accepted) reading).rule().tests().getFirst().events().getFirst();
    }

    @Test
    void tests_with_raw_lines_are_left_out_where_there_is_no_log_source() {
        String raw =
                GOOD.replace(
                        "event: {source.ip:", "source: linux.auth, raw: x, event: {source.ip:");

        assertThat(((RuleReading.Accepted) read(raw)).rule().tests()).isEmpty();
    }

    private static List<EcsEvent> normalized(
            String source, String raw, Instant received, Consumer<String> problems) {
        return List.of(
                EcsEvent.builder()
                        .set(EcsField.EVENT_KIND, "event")
                        .set(EcsField.EVENT_ID, "of its own")
                        .set(EcsField.TIMESTAMP, Instant.EPOCH)
                        .set(EcsField.EVENT_ACTION, source + " " + raw)
                        .build());
    }

    @Test
    void the_version_changes_with_the_content() {
        Rule one = ((RuleReading.Accepted) read(GOOD)).rule();
        Rule two = ((RuleReading.Accepted) read(GOOD.replace("10m", "11m"))).rule();

        assertThat(one.version()).isNotEqualTo(two.version());
    }

    @Test
    void all_problems_come_at_once_with_place_and_suggestion() {
        List<Problem> problems =
                problems(
                        GOOD.replace("suppress:", "supress:")
                                .replace("level: high", "level: hihg")
                                .replace("[source.ip]", "[sorce.ip]")
                                .replace("attack.t1110.001", "attack.t111")
                                .replace("every: 1m", "evry: 1m")
                                .replace("event.outcome: failure", "event.outcom: failure")
                                .replace("{failures}", "{failure}"));

        assertThat(problems)
                .extracting(Problem::toString)
                .contains(
                        "many.yml:10:1: A rule has no key supress. Did you mean suppress?",
                        "many.yml:4:8: The key level must be one of informational, low, medium, high, critical. Did you mean high?",
                        "many.yml:8:10: ECS has no field sorce.ip. Did you mean source.ip?",
                        "many.yml:19:30: An entry of the timeline has no key evry. Did you mean every?")
                .anyMatch(each -> each.contains("many.yml:6:7: The tag attack.t111 is neither"))
                .anyMatch(each -> each.contains("event.outcom. Did you mean event.outcome?"))
                .anyMatch(each -> each.contains("names {failure}, which is neither"));
    }

    @Test
    void missing_keys_are_named() {
        assertThat(problems("title: x"))
                .extracting(Problem::message)
                .contains(
                        "The key id is missing. Write the file's name without .yml.",
                        "The key epl is missing. Write select ... from Event(...).");
    }

    @Test
    void anchors_are_refused() {
        assertThat(problems(GOOD.replace("[source.ip]", "&a [source.ip]")))
                .extracting(Problem::message)
                .containsExactly("A rule file has no anchors or aliases; write the value out.");
    }

    @Test
    void hostile_files_are_refused_in_bounded_time() {
        assertThat(problems("")).isNotEmpty();
        assertThat(problems("[".repeat(10_000))).isNotEmpty();
        assertThat(problems("x: " + "y".repeat(300_000))).isNotEmpty();
        assertThat(problems("!!java.net.URL [http://example.com]")).isNotEmpty();
        assertThat(problems("a: 1\na: 2")).isNotEmpty();
        assertThat(problems("\u0000")).isNotEmpty();
        assertThat(problems("- a\n- b")).isNotEmpty();
    }

    private static RuleReading read(String text) {
        return RuleReader.read("many.yml", text.getBytes(StandardCharsets.UTF_8));
    }

    private static List<Problem> problems(String text) {
        return ((RuleReading.Refused) read(text)).problems();
    }
}
