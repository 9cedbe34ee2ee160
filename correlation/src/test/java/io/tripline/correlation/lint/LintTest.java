package io.tripline.correlation.lint;

import static org.assertj.core.api.Assertions.assertThat;

import io.tripline.correlation.RuleLoader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A rule that keeps every convention, and what is said when it breaks one. */
final class LintTest {
    private static final String GOOD =
            """
            title: Many failures of one account
            id: many-failures
            status: stable
            level: high
            description: >-
              One account fails to sign in three times within ten minutes. Misses guessing that is slower than that.
            tags: [attack.credential-access, attack.t1110.001]
            falsepositives: [A person who has forgotten a new password.]
            references: [https://attack.mitre.org/techniques/T1110/]
            entity: [user.name]
            window: 10m
            suppress: 1h
            epl: |
              select count(*) as failures, window(*) as attempts
              from Event(event.action = 'ssh_login', event.outcome = 'failure')#time(10 min)
              having count(*) >= 3
            message: "{user.name} failed {failures} times."
            values: {failures: failures, threshold: 3}
            runbook: |
              1. Ask {user.name}.
              2. Look at the addresses.
            tests:
              - name: three failures
                defaults: {event.action: ssh_login, event.outcome: failure, user.name: alice, source.ip: 203.0.113.5}
                timeline: [{at: 0s, repeat: 3, every: 1m, event: {}}]
                expect: [{entity: {user.name: alice}, values: {failures: 3}}]
              - name: two failures
                innocent: A person who mistypes twice.
                defaults: {event.action: ssh_login, event.outcome: failure, user.name: alice, source.ip: 203.0.113.5}
                timeline: [{at: 0s, repeat: 2, every: 1m, event: {}}]
                expect: none
            """;

    @TempDir Path folder;

    @Test
    void a_rule_that_keeps_the_conventions_is_left_alone() throws IOException {
        assertThat(findings(GOOD)).isEmpty();
    }

    /** The entity's field, one that ingest sets, and what the rule asks for beside it. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "user.name != 'root'",
                "event.dataset not in ('zeek.ssh')",
                "source.ip is null or source.ip != '203.0.113.9'",
                "source.port is not null, source.port != 22",
                "source.port > 1024, source.port not in (3306, 5432)",
                "source.port is null or (source.port != 22 and source.port != 2222)",
                "cidr(source.ip, '203.0.113.0/24') and source.ip != '203.0.113.9'",
                "(source.port = 22 or source.port = 23) and source.port != 22",
                "source.ip != destination.ip",
                "not in_list(source.ip, 'offices')"
            })
    void what_holds_of_an_event_without_the_field_is_said(String condition) throws IOException {
        Files.createDirectories(folder.resolve("lists"));
        Files.writeString(folder.resolve("lists").resolve("offices.txt"), "203.0.113.0/24\n");

        assertThat(findings(GOOD.replace("event.outcome = 'failure')", condition + ")")))
                .noneMatch(each -> each.contains("does not hold of an event that lacks"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("broken")
    void a_broken_convention_is_said_with_its_line_and_the_mend(
            Convention convention, String from, String to, String message) throws IOException {
        assertThat(GOOD).contains(from);

        assertThat(findings(GOOD.replace(from, to)))
                .extracting(each -> each.replaceFirst(":(\\d+):\\d+: ", ":$1: "))
                .containsExactly("many-failures.yml:" + message + " [" + convention.label() + "]");
    }

    static Stream<Arguments> broken() {
        return Stream.of(
                Arguments.of(
                        Convention.RULE_FILE,
                        "suppress: 1h",
                        "supress: 1h\nsuppress: 1h",
                        "12: A rule has no key supress. Did you mean suppress?"),
                Arguments.of(
                        Convention.EPL,
                        "#time(10 min)",
                        "#keepall",
                        "15: The window #keepall is unbounded or leaks; use #time."),
                Arguments.of(
                        Convention.CONDITIONS_CAN_HOLD,
                        "event.outcome = 'failure')",
                        "event.outcome = 'failure', event.outcome = 'success')",
                        "15: event.outcome is asked at once: event.outcome=\"failure\" and event.outcome=\"success\", which is true of no event. Write or between them, or take one out."),
                Arguments.of(
                        Convention.CONDITIONS_CAN_HOLD,
                        "having count(*) >= 3",
                        "having count(*) >= 3 and count(*) < 2",
                        "14: count(*) is asked at once: count(*)>=3 and count(*)<2, which is true of no event. Write or between them, or take one out."),
                Arguments.of(
                        Convention.CONDITIONS_CAN_HOLD,
                        "event.outcome = 'failure')",
                        "event.outcome = 'failure', user.name = 'bob', user.name is null)",
                        "15: user.name is asked at once: user.name=\"bob\" and user.name is null, which is true of no event. Write or between them, or take one out."),
                Arguments.of(
                        Convention.CONDITIONS_CAN_HOLD,
                        "event.outcome = 'failure')",
                        "event.outcome = 'failure', cidr(user.name, '10.0.0.0/8'))",
                        "15: user.name holds no address, so that no network holds it. Write cidr(source.ip, '10.0.0.0/8'), or ask another field that ends in .ip."),
                Arguments.of(
                        Convention.CONDITIONS_CAN_HOLD,
                        "event.outcome = 'failure')",
                        "event.outcome = 'failure', source.port between 100 and 50)",
                        "15: between 100 and 50 names the greater number first. Write source.port between 50 and 100."),
                Arguments.of(
                        Convention.CONDITIONS_DECIDE,
                        "event.outcome = 'failure')",
                        "event.outcome = 'failure' or true)",
                        "14: or true makes the whole condition true, whatever the event is. Take it out."),
                Arguments.of(
                        Convention.CONDITIONS_DECIDE,
                        "event.outcome = 'failure')",
                        "event.outcome = 'failure', user.name != 'root' or user.name != 'bob')",
                        "15: user.name!=\"root\" or user.name!=\"bob\" holds of every event that has user.name: whatever it is, it is not one of the two. Write and, or user.name not in (...)."),
                Arguments.of(
                        Convention.CONDITIONS_DECIDE,
                        "event.outcome = 'failure')",
                        "event.outcome = 'failure', user.name = user.name)",
                        "15: user.name is compared with itself, which holds of every event that has it. To ask whether it is there, write user.name is not null."),
                Arguments.of(
                        Convention.MISSING_FIELDS_ARE_DECIDED,
                        "event.outcome = 'failure')",
                        "event.outcome = 'failure', source.user.name != 'root')",
                        "15: source.user.name!=\"root\" does not hold of an event that lacks source.user.name. Write (source.user.name is null or source.user.name!=\"root\") if such an event counts, and source.user.name is not null beside it if it does not."),
                Arguments.of(
                        Convention.MISSING_FIELDS_ARE_DECIDED,
                        "event.outcome = 'failure')",
                        "event.outcome = 'failure', source.port = 22 or source.port not in (80, 443))",
                        "15: source.port not in (80,443) does not hold of an event that lacks source.port. Write (source.port is null or source.port not in (80,443)) if such an event counts, and source.port is not null beside it if it does not."),
                Arguments.of(
                        Convention.PATTERNS_ARE_PATTERNS,
                        "event.outcome = 'failure')",
                        "event.outcome = 'failure', wildcard(user.name, 'svc-%'))",
                        "15: wildcard knows * and ?, and takes the % of 'svc-%' as it is. Write wildcard(user.name, 'svc-*')."),
                Arguments.of(
                        Convention.PATTERNS_ARE_PATTERNS,
                        "event.outcome = 'failure')",
                        "event.outcome = 'failure', starts_with(user.name, 'svc-*'))",
                        "15: starts_with takes the * of 'svc-*' as it is. Write wildcard(user.name, 'svc-*')."),
                Arguments.of(
                        Convention.WORDS_ARE_KNOWN,
                        "event.outcome = 'failure')",
                        "event.outcome = 'failure', has(event.category, 'autentication'))",
                        "15: event.category is one of ECS's words, and 'autentication' is none. Did you mean authentication?"),
                Arguments.of(
                        Convention.WORDS_ARE_KNOWN,
                        "event.outcome = 'failure')",
                        "event.outcome = 'failure', event.dataset = 'okta.sytem')",
                        "15: No log source of Tripline's has the event.dataset 'okta.sytem'. Did you mean okta.system?"),
                Arguments.of(
                        Convention.WORDS_ARE_KNOWN,
                        "two failures\n    innocent: A person who mistypes twice.\n    defaults: {",
                        "the edge\n    innocent: A person who mistypes twice.\n    defaults: {event.category: autentication, ",
                        "27: The test \"the edge\": event.category is one of ECS's words, and 'autentication' is none. Did you mean authentication?"),
                Arguments.of(
                        Convention.EVERY_BEFORE_THE_FIRST_EVENT,
                        """
                          select count(*) as failures, window(*) as attempts
                          from Event(event.action = 'ssh_login', event.outcome = 'failure')#time(10 min)
                          having count(*) >= 3
                        """,
                        """
                          select a, b, 3 as failures from pattern [
                            every (a=Event(event.action = 'ssh_login') and b=Event(event.outcome = 'failure'))
                            where timer:within(10 min)]
                        """,
                        "14: every stands before several events. It begins anew only when all of them came or the time was over, and passes over a first event in between. Write every a=Event(...) -> (b=Event(...) -> c=Event(...)) where timer:within(10 min); this and that in either order, or so many of one, are counted in one window."),
                Arguments.of(
                        Convention.VENDOR_FIELDS_ARE_VENDORS,
                        "event.outcome = 'failure')",
                        "event.outcome = 'failure', vendor.field('user.name') = 'bob')",
                        "15: user.name is ECS's own field and stands under no vendor, so vendor.field('user.name') is never there. Write user.name."),
                Arguments.of(
                        Convention.VENDOR_FIELDS_ARE_VENDORS,
                        "event.outcome = 'failure')",
                        "event.outcome = 'failure', vendor.field('') = 'bob')",
                        "15: vendor.field('') names no field. Write vendor.field('winlog.logon.type')."),
                Arguments.of(
                        Convention.ID_IS_FILE_NAME,
                        "id: many-failures",
                        "id: much-failure",
                        "2: The id is much-failure and the file many-failures.yml. Rename one of them."),
                Arguments.of(
                        Convention.FOLDER_IS_TACTIC,
                        "attack.credential-access",
                        "attack.discovery",
                        "7: The first tactic is discovery, and the file lies in the folder credential-access. Move it to discovery/, or put the other tactic first."),
                Arguments.of(
                        Convention.FOLDER_IS_TACTIC,
                        "attack.credential-access, ",
                        "",
                        "7: The tags name no tactic. Add the one the rule looks for, like attack.credential-access."),
                Arguments.of(
                        Convention.TITLE_FOR_PEOPLE,
                        "title: Many failures of one account",
                        "title: Many failures of one account.",
                        "1: The title ends with a full stop. Leave it out."),
                Arguments.of(
                        Convention.SAYS_WHAT_IT_DETECTS,
                        "One account fails to sign in three times within ten minutes. Misses guessing that is slower than that.",
                        "Failures. Misses slow ones.",
                        "5: The description is too short to say what is detected. Say who does what, how often and within which time."),
                Arguments.of(
                        Convention.SAYS_WHAT_IT_MISSES,
                        "Misses guessing that is slower than that.",
                        "Slower guessing is another matter.",
                        "5: The description does not say what the rule misses. Add a sentence like: Misses guessing that is slower than five tries in ten minutes."),
                Arguments.of(
                        Convention.NAMES_THE_INNOCENT,
                        "A person who has forgotten a new password.",
                        "Unknown",
                        "8: \"Unknown\" does not say who triggers the rule innocently. Name them, like: A service that keeps trying an old password."),
                Arguments.of(
                        Convention.REFERENCES_ARE_LINKS,
                        "https://attack",
                        "http://attack",
                        "9: The reference http://attack.mitre.org/techniques/T1110/ is no https:// link."),
                Arguments.of(
                        Convention.MESSAGE_NAMES_ENTITY,
                        "{user.name} failed",
                        "Somebody failed",
                        "17: The message does not say whom the alert is about. Put {user.name} into it."),
                Arguments.of(
                        Convention.SHOWS_THRESHOLDS,
                        "{failures: failures, threshold: 3}",
                        "{failures: failures}",
                        "18: The EPL has a threshold that the alert does not show. Say values: {failures: failures, threshold: 5}, a column of the select beside the constant."),
                Arguments.of(
                        Convention.RUNBOOK_HAS_STEPS,
                        "  2. Look at the addresses.",
                        "  And look at the addresses.",
                        "19: The runbook is no list of steps. Write 1. what to look at first, 2. what to do then."),
                Arguments.of(
                        Convention.HAS_EDGE_TEST,
                        "repeat: 2, every: 1m, event: {}",
                        "event: {event.action: logged-out}",
                        "22: No test stands at the edge. Add a quiet one that differs from a firing one by one event, or only in its times: four failures instead of five, ten minutes instead of nine. Nearest are \"three failures\", which fires, and \"two failures\", which does not: 3 events differ."),
                Arguments.of(
                        Convention.HAS_INNOCENT_TEST,
                        "    innocent: A person who mistypes twice.\n",
                        "",
                        "22: No test is about somebody innocent. Say in one that expects none who it is: innocent: A backup that reads all hosts at night."),
                Arguments.of(
                        Convention.TEST_NAMES_ARE_UNIQUE,
                        "name: two failures",
                        "name: three failures",
                        "27: There is another test \"three failures\". Say what is different about this one."),
                Arguments.of(
                        Convention.EXPECTATION_NAMES_ENTITY,
                        "entity: {user.name: alice}, values: {failures: 3}",
                        "values: {failures: 3}",
                        "23: The test \"three failures\" does not say which entity its alert is about. Write expect: [{entity: {user.name: ...}}]."));
    }

    @Test
    void a_rule_without_a_test_that_fires_or_one_that_is_quiet_is_told_which_is_missing()
            throws IOException {
        int second = GOOD.indexOf("  - name: two failures");
        assertThat(findings(GOOD.substring(0, second)))
                .containsExactly(
                        "many-failures.yml:22: Every test expects an alert. Add one with expect: none, e.g. of somebody innocent. [has-quiet-test]",
                        "many-failures.yml:22: No test stands at the edge. Add a quiet one that differs from a firing one by one event, or only in its times: four failures instead of five, ten minutes instead of nine. [has-edge-test]",
                        "many-failures.yml:22: No test is about somebody innocent. Say in one that expects none who it is: innocent: A backup that reads all hosts at night. [has-innocent-test]");
        int first = GOOD.indexOf("  - name: three failures");
        assertThat(findings(GOOD.substring(0, first) + GOOD.substring(second)))
                .contains(
                        "many-failures.yml:22: No test expects an alert. Add one with the events of an attack. [has-firing-test]");
    }

    @Test
    void a_mistake_of_each_kind_is_told_in_one_pass_from_top_to_bottom() throws IOException {
        String broken =
                GOOD.replace("title: Many", "title: many")
                        .replace("level: high", "level: hihg")
                        .replace("Misses guessing that is slower than that.", "")
                        .replace("attack.t1110.001", "attack.t1110.009")
                        .replace("https://attack", "http://attack")
                        .replace("window: 10m", "windoe: 10m")
                        .replace("event.action = 'ssh_login'", "event.actoin = 'ssh_login'")
                        .replace("#time(10 min)", "#keepall")
                        .replace("{user.name} failed {failures}", "Somebody failed {failure}")
                        .replace("  2. Look", "  Look")
                        .replace("repeat: 3", "repet: 3")
                        .replace("innocent: A person who mistypes twice.", "innocent: [bob]");

        assertThat(findings(broken))
                .containsExactly(
                        "many-failures.yml:1: The title begins in lower case. Begin with a capital. [title-for-people]",
                        "many-failures.yml:4:8: The key level must be one of informational, low, medium, high, critical. Did you mean high? [rule-file]",
                        "many-failures.yml:5: The description does not say what the rule misses. Add a sentence like: Misses guessing that is slower than five tries in ten minutes. [says-what-it-misses]",
                        "many-failures.yml:7:7: The tag attack.t1110.009 names no sub-technique of t1110; they go from t1110.001 to t1110.004. [rule-file]",
                        "many-failures.yml:9: The reference http://attack.mitre.org/techniques/T1110/ is no https:// link. [references-are-links]",
                        "many-failures.yml:11:1: A rule has no key windoe. Did you mean window? [rule-file]",
                        "many-failures.yml:15:14: ECS has no field event.actoin. Did you mean event.action? [epl]",
                        "many-failures.yml:15:68: The window #keepall is unbounded or leaks; use #time. [epl]",
                        "many-failures.yml:17:10: The message names {failure}, which is neither in entity nor in values. Did you mean failures? [rule-file]",
                        "many-failures.yml:19: The runbook is no list of steps. Write 1. what to look at first, 2. what to do then. [runbook-has-steps]",
                        "many-failures.yml:25:25: An entry of the timeline has no key repet. Did you mean repeat? [rule-file]",
                        "many-failures.yml:28:15: The key innocent must hold text. [rule-file]");
    }

    @Test
    void a_real_address_in_a_test_is_named() throws IOException {
        assertThat(findings(GOOD.replace("203.0.113.5", "8.8.8.8")))
                .contains(
                        "many-failures.yml:23: The test \"three failures\" uses addresses that somebody may have: 8.8.8.8. Use 203.0.113.0/24, or 81.2.69.142 where it must be in London. [invented-addresses]");
    }

    @Test
    void a_rule_whose_tests_rest_on_a_list_as_it_is_today_is_told() throws IOException {
        Files.createDirectories(folder.resolve("lists"));
        Files.writeString(folder.resolve("lists/offices.txt"), "203.0.113.0/24\n");
        String asking =
                GOOD.replace(
                        "event.outcome = 'failure')",
                        "event.outcome = 'failure', not in_list(source.ip, 'offices'))");

        assertThat(findings(asking))
                .containsExactly(
                        "many-failures.yml:22: The tests rest on what the list offices holds today. Write test-lists: {offices: [...]} with what it holds in them. [tests-bring-lists]");
        assertThat(findings(asking.replace("tests:", "test-lists: {offices: []}\ntests:")))
                .isEmpty();
    }

    @Test
    void the_second_rule_with_an_id_is_told_of_the_first() throws IOException {
        Lint lint = new Lint(new RuleLoader());
        lint.findings(write("many-failures.yml", GOOD), "many-failures.yml");

        assertThat(lint.findings(write("other.yml", GOOD), "other.yml"))
                .extracting(Finding::toString)
                .contains(
                        "other.yml:2: The rule in many-failures.yml has the id many-failures too. Choose another. [unique-id]");
    }

    @Test
    void an_exception_that_has_expired_and_a_list_that_is_none_are_told() throws IOException {
        write("many-failures.yml", GOOD);
        Files.createDirectories(folder.resolve("exceptions"));
        Files.createDirectories(folder.resolve("lists"));
        Files.writeString(folder.resolve("lists/Wrong Name.txt"), "x");
        Files.writeString(
                folder.resolve("exceptions/old.yml"),
                """
                rule: many-failures
                when: {user.name: svc-backup}
                owner: alice
                reason: It tries an old password.
                reviewed: 2026-01-01
                expires: 2026-02-01
                """);
        RuleLoader later =
                new RuleLoader(InstantSource.fixed(Instant.parse("2026-03-01T00:00:00Z")));

        assertThat(new Lint(later).beside(folder))
                .extracting(Finding::toString)
                .containsExactly(
                        "lists/Wrong Name.txt: A list is a file like office-addresses.txt or .csv, its name in lower case with dashes. [list-file]",
                        "exceptions/old.yml: The exception of alice has expired and no longer applies. Review it and say until when, or delete it. [exception-file]");
    }

    @Test
    void every_convention_has_a_name_of_its_own_and_says_what_it_asks_for() {
        Set<String> labels = new TreeSet<>();
        assertThat(Arrays.stream(Convention.values()))
                .allMatch(each -> labels.add(each.label()))
                .allMatch(each -> each.demand().endsWith("."));
    }

    private List<String> findings(String rule) throws IOException {
        return new Lint(new RuleLoader())
                .findings(write("many-failures.yml", rule), "many-failures.yml").stream()
                        .map(Finding::toString)
                        .toList();
    }

    private Path write(String name, String rule) throws IOException {
        Path tactic = Files.createDirectories(folder.resolve("credential-access"));
        return Files.writeString(tactic.resolve(name), rule);
    }
}
