package io.tripline.ingest.source;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What mapping files come to: an operator's own, and ours. */
class MappingFileTest {
    private static final String JSON =
            """
            about: Acme's VPN gateway
            name: acme.vpn
            format: json
            recognize: {fields: [gateway], if: {product: acme-vpn}}
            time: ts
            id: [session, ts]
            user: who.login
            client: from
            fields: {event.reason: why}
            constants: {observer.vendor: Acme}
            lookups:
              event.outcome: {from: result, values: {ok: success, "denied*": failure}, otherwise: unknown}
            cases:
              - if: {kind: login}
                set: {event.category: authentication, event.type: start, event.action: vpn-login}
              - if: {kind: "*"}
                set: {event.category: network, event.type: info}
            ignore:
              - {kind: heartbeat}
            tests:
              - about: a sign-in that was refused
                raw: {ts: 1772438400, product: acme-vpn, gateway: g1, kind: login, who: {login: 'CORP\\bob'}, from: '203.0.113.66:4711', result: denied-by-policy, why: no, session: s1}
                event: {user.name: bob, user.domain: CORP, source.ip: 203.0.113.66, source.port: 4711, event: {outcome: failure, action: vpn-login}, acme.kind: login}
              - about: a heartbeat
                raw: {ts: 1772438400, kind: heartbeat}
                ignored: true
              - about: no time
                raw: {kind: login}
                rejected: invalid_timestamp
            """;

    static Stream<String> ours() throws IOException {
        try (Stream<Path> files =
                Files.list(Path.of("src/main/resources/io/tripline/ingest/mapping"))) {
            return files
                    .map(file -> String.valueOf(file.getFileName()).replace(".yml", ""))
                    .sorted()
                    .toList()
                    .stream();
        }
    }

    /** Told by name here: whatever asks for all sources only says that there are none. */
    @ParameterizedTest
    @MethodSource("ours")
    void a_mapping_of_our_own_has_no_mistake(String name) {
        assertThat(MappingFile.builtIn(name).name()).isEqualTo(name);
    }

    @Test
    void a_mapping_whose_tests_pass_is_a_log_source() {
        MappingFile.Result result = MappingFile.read(Map.of("acme.yml", JSON));

        assertThat(result.problems()).isEmpty();
        assertThat(result.tests()).isEqualTo(3);
        assertThat(result.sources()).extracting(LogSource::name).containsExactly("acme.vpn");
    }

    @Test
    void all_that_is_wrong_is_told_at_once_with_the_file_and_the_mend() {
        String wrong =
                JSON.replace("user: who.login", "usr: who.login")
                        .replace("event.reason: why", "event.raeson: why")
                        .replace("ok: success", "ok: good")
                        .replace("event.type: start", "event.type: creation")
                        .replace("observer.vendor: Acme", "event.severity: high");

        assertThat(MappingFile.read(Map.of("acme.yml", wrong)).problems())
                .containsExactlyInAnyOrder(
                        "acme.yml: usr: there is no such key; did you mean user?",
                        "acme.yml: fields.event.raeson: ECS as Tripline has it knows no such field; did you mean event.reason?",
                        "acme.yml: lookups.event.outcome.values.ok: it may not be good.",
                        "acme.yml: constants.event.severity: the field holds long.",
                        "acme.yml: cases[0].set: No event.type is of the event.category authentication.",
                        "acme.yml: cases[0].set: event.type creation is expected of no event.category that is there.");
    }

    @Test
    void what_is_of_another_form_would_not_be_read() {
        String wrong =
                """
                name: acme.vpn
                format: json
                recognize: {fields: [acme.kind], txts: [a]}
                time: at
                fields: text
                constants: 7
                lookups: [1]
                cases: {a: b}
                ignore: {a: b}
                tests: [{about: x, raw: {at: 1772438400}, evnt: {}, event: {}}, 9]
                """;

        assertThat(MappingFile.read(Map.of("acme.yml", wrong)).problems())
                .contains(
                        "acme.yml: recognize.txts: there is no such key; did you mean texts?",
                        "acme.yml: fields: names with their values are wanted.",
                        "acme.yml: constants: names with their values are wanted.",
                        "acme.yml: lookups: names with their values are wanted.",
                        "acme.yml: cases: a list is wanted.",
                        "acme.yml: ignore: a list is wanted.",
                        "acme.yml: tests[0].evnt: there is no such key; did you mean event?",
                        "acme.yml: tests[1]: names with their values are wanted.");
    }

    @Test
    void a_star_within_a_text_would_be_a_mere_letter() {
        String wrong =
                """
                name: acme.vpn
                format: json
                recognize: {fields: [acme.kind]}
                time: at
                lookups: {event.outcome: {from: end, values: {"o*k": success}}}
                cases: [{if: {acme.kind: "user_*_deleted"}, set: {event.action: deleted}}]
                tests: [{about: x, raw: "{}", rejected: invalid_timestamp}]
                """;

        assertThat(MappingFile.read(Map.of("acme.yml", wrong)).problems())
                .containsExactlyInAnyOrder(
                        "acme.yml: lookups.event.outcome.values: a star stands at the beginning or the end of a text, not within o*k.",
                        "acme.yml: cases[0].if.acme.kind: a star stands at the beginning or the end of a text, not within user_*_deleted.");
    }

    @Test
    void capitals_are_as_small_letters_where_the_file_says_so() {
        String mapping =
                """
                name: acme.vpn
                format: json
                ignore-case: %s
                recognize: {fields: [acme.kind], if: {acme.kind: "*login*"}}
                time: at
                lookups: {event.outcome: {from: end, values: {"ok*": success}}}
                cases: [{if: {acme.kind: [user/login, "*/logout"]}, set: {event.action: signed-on}}]
                tests:
                  - about: capitals
                    raw: {acme.kind: "USER/LOGIN", at: 1772438400, end: OKAY}
                    event: {event.action: signed-on, event.outcome: success}
                  - about: the end in capitals
                    raw: {acme.kind: "ADMIN/LOGOUT LOGIN/LOGOUT", at: 1772438400, end: "no"}
                    event: {event.action: signed-on, event.outcome: null}
                """;

        assertThat(MappingFile.read(Map.of("acme.yml", mapping.formatted("true"))).problems())
                .isEmpty();
        assertThat(MappingFile.read(Map.of("acme.yml", mapping.formatted("yes please"))).problems())
                .contains("acme.yml: ignore-case: it is true or false.");
        assertThat(MappingFile.read(Map.of("acme.yml", mapping.formatted("false"))).problems())
                .isNotEmpty();
    }

    @Test
    void records_inside_syslog_are_taken_where_the_file_says_so() {
        String said = JSON.replace("format: json", "format: json\nsyslog: %s");

        assertThat(MappingFile.read(Map.of("acme.yml", JSON)).sources())
                .noneMatch(LogSource::isSentBySyslog);
        assertThat(MappingFile.read(Map.of("acme.yml", said.formatted("true"))).sources())
                .hasSize(1)
                .allMatch(LogSource::isSentBySyslog);
        assertThat(MappingFile.read(Map.of("acme.yml", said.formatted("often"))).problems())
                .contains("acme.yml: syslog: it is true or false.");
    }

    @Test
    void a_test_that_fails_says_what_it_found() {
        String wrong = JSON.replace("source.port: 4711", "source.port: 1");

        assertThat(MappingFile.read(Map.of("acme.yml", wrong)).problems())
                .containsExactly(
                        "acme.yml: tests[0] (a sign-in that was refused): source.port is 4711, not 1.");
        assertThat(MappingFile.read(Map.of("acme.yml", wrong)).sources()).isEmpty();
    }

    @Test
    void a_mapping_without_tests_or_with_the_name_of_another_source_is_refused() {
        String untested = JSON.substring(0, JSON.indexOf("tests:"));

        assertThat(MappingFile.read(Map.of("acme.yml", untested)).problems())
                .containsExactly("acme.yml: tests: a mapping has at least one test.");
        assertThat(
                        MappingFile.read(
                                        Map.of(
                                                "acme.yml",
                                                JSON.replace("acme.vpn", "okta.system")
                                                        .replace("acme.kind", "okta.kind")))
                                .problems())
                .containsExactly("acme.yml: name: there is a log source okta.system already.");
        assertThat(MappingFile.read(Map.of("acme.yml", "- no")).problems())
                .containsExactly("acme.yml: the file is no YAML object.");
        assertThat(MappingFile.read(Map.of("acme.yml", "a: [")).problems()).hasSize(1);
    }

    @Test
    void lines_are_read_by_pairs_by_columns_and_by_patterns() {
        String pairs =
                """
                name: acme.door
                format: keyvalue
                recognize: {texts: ["door="]}
                user: who
                constants: {event.category: [session], event.type: [info], event.action: door-opened}
                cases:
                  - if: {door: "7"}
                    fields: {service.name: door}
                  - if: {door: "9"}
                    user: guard
                    fields: {user.target.name: who}
                  - if: {door: "10"}
                    user: []
                tests:
                  - about: a case that has another who acts
                    raw: 'Mar  2 08:00:00 door-1 acs: door=9 who=bob guard=CORP\\alice'
                    event: {user.name: alice, user.domain: CORP, user.target.name: bob}
                  - about: a case that knows nobody who acts
                    raw: 'Mar  2 08:00:00 door-1 acs: door=10 who=bob'
                    event: {user.name: null}
                  - about: behind a syslog header
                    raw: 'Mar  2 08:00:00 door-1 acs: door=7 who="alice berg"'
                    event: {"@timestamp": "2026-03-02T08:00:00Z", user.name: alice berg, host.name: door-1, service.name: "7"}
                  - about: the fields of a case that does not fit
                    raw: 'Mar  2 08:00:00 door-1 acs: door=8'
                    event: {service.name: null, acme.door: "8"}
                """;
        String columns =
                """
                name: acme.badge
                format: csv
                columns: [when, who, from]
                time: when
                time-form: dd.MM.yyyy HH:mm:ss
                zone: America/New_York
                user: who
                client: from
                tests:
                  - about: a row
                    raw: '02.03.2026 03:00:00,"berg, alice",203.0.113.5'
                    event: {"@timestamp": "2026-03-02T08:00:00Z", user.name: "berg, alice", source.ip: 203.0.113.5}
                """;
        String pattern =
                """
                name: acme.shell
                format: pattern
                pattern: '^(?P<when>\\S+) (?P<who>\\S+) ran (?P<what>.+)$'
                time: when
                user: who
                fields: {process.command_line: what}
                constants: {event.category: process, event.type: start}
                tests:
                  - about: a line
                    raw: '2026-03-02T08:00:00Z alice ran rm -rf /'
                    event: {process.command_line: rm -rf /, user.name: alice}
                  - about: another line
                    raw: 'hello'
                    rejected: unparsable_line
                """;

        MappingFile.Result result =
                MappingFile.read(
                        Map.of("door.yml", pairs, "badge.yml", columns, "shell.yml", pattern));

        assertThat(result.problems()).isEmpty();
        assertThat(result.sources()).hasSize(3);
    }

    @Test
    void a_pattern_that_would_go_back_and_forth_is_refused() {
        String lookahead =
                """
                name: acme.shell
                format: pattern
                pattern: '(?=a)(?P<who>.*)'
                time: who
                tests: [{about: x, raw: x, rejected: unparsable_line}]
                """;

        assertThat(MappingFile.read(Map.of("shell.yml", lookahead)).problems())
                .singleElement()
                .asString()
                .startsWith("shell.yml: pattern: RE2 does not take it: ");
    }
}
