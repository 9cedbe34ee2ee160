package io.tripline.correlation.rule;

import static org.assertj.core.api.Assertions.assertThat;

import io.tripline.contracts.EcsEvent;
import io.tripline.contracts.EcsField;
import io.tripline.correlation.engine.CompiledRule;
import io.tripline.correlation.engine.RuleCompiler;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** A good rule, broken in one place after the other, and all that its author is told: line, what is wrong, the mend. */
final class BrokenRuleTest {
    private static final RuleCompiler COMPILER = new RuleCompiler();

    private static final RawLines RAW_LINES =
            (source, _, received, problems) -> {
                if (source.equals("bundle")) {
                    return Collections.nCopies(
                            300,
                            EcsEvent.builder()
                                    .set(EcsField.TIMESTAMP, received)
                                    .set(EcsField.EVENT_ID, "a")
                                    .set(EcsField.EVENT_KIND, "event")
                                    .build());
                }
                problems.accept("The raw line is no event of " + source + ".");
                return List.of();
            };

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
                defaults: {event.action: ssh_login, event.outcome: failure, user.name: alice, source.ip: 203.0.113.5}
                timeline: [{at: 0s, repeat: 2, every: 1m, event: {}}]
                expect: none
            """;

    @Test
    void the_rule_is_good_before_it_is_broken() {
        assertThat(problems(GOOD)).isEmpty();
    }

    @Test
    void where_yaml_makes_one_line_of_it_epl_has_texts_with_slashes() {
        assertThat(
                        problems(
                                GOOD.replace("epl: |", "epl: >")
                                        .replace(
                                                "event.outcome = 'failure')",
                                                "event.outcome = 'failure', url.full is null or url.full != 'https://example.com' /* // */)")))
                .isEmpty();
    }

    @ParameterizedTest(name = "{index}")
    @MethodSource("broken")
    void a_stranger_is_told_what_is_wrong_where_and_how_to_mend_it(
            String good, String broken, List<String> told) {
        assertThat(GOOD).contains(good);
        int at = GOOD.indexOf(good);

        assertThat(problems(GOOD.substring(0, at) + broken + GOOD.substring(at + good.length())))
                .containsExactlyElementsOf(told);
    }

    static Stream<Arguments> broken() {
        return Stream.of(
                broken(
                        "suppress: 1h",
                        "supress: 1h",
                        "12: A rule has no key supress. Did you mean suppress?"),
                broken(
                        "level: high\n",
                        "",
                        "1: The key level is missing. Write informational, low, medium, high or critical."),
                broken(
                        "level: high",
                        "level: hihg",
                        "4: The key level must be one of informational, low, medium, high, critical. Did you mean high?"),
                broken("level: high", "level: [high]", "4: The key level must hold text."),
                broken(
                        "status: stable",
                        "status: prod",
                        "3: The key status must be one of experimental, test, stable, deprecated."),
                broken(
                        "attack.credential-access",
                        "attack.credentials-access",
                        "7: The tag attack.credentials-access is neither a technique like attack.t1110.001 nor a tactic like attack.credential-access. Did you mean attack.credential-access?"),
                broken(
                        "attack.t1110.001",
                        "attack.t9999",
                        "7: The tag attack.t9999 is none of ATT&CK's techniques, which are on https://attack.mitre.org/techniques/enterprise/."),
                broken(
                        "attack.t1110.001",
                        "attack.t1110.009",
                        "7: The tag attack.t1110.009 names no sub-technique of t1110; they go from t1110.001 to t1110.004."),
                broken(
                        "tags: [attack.credential-access, attack.t1110.001]",
                        "tags: attack.t1110",
                        "7: The key tags must be a list."),
                broken(
                        "epl: |\n  select count(*) as failures, window(*) as attempts\n",
                        "epl: >\n  select count(*) as failures, window(*) as attempts // all of them\n",
                        "13: YAML makes one line of this, and EPL takes all that follows // in it for a comment. Write epl: | and the EPL below it, indented."),
                broken(
                        "window: 10m",
                        "window: 10 minutes",
                        "11: The key window must be a duration like 30s, 10m, 24h or 30d."),
                broken(
                        "window: 10m",
                        "window: 600",
                        "11: The key window must be a duration like 30s, 10m, 24h or 30d."),
                broken(
                        "window: 10m",
                        "window: 30d",
                        "11: A window is at most 10d; what must be remembered longer goes into profiles."),
                broken(
                        "event.outcome = 'failure')",
                        "event.outcome = 'failure', matches(user.name, '((a{1,1000}){1,1000}){1,1000}'))",
                        "14: A pattern is at most 1000 characters long when its counts like {1,100} are written out, and this one is longer. Use + or *, or fewer within each other."),
                broken(
                        "event.outcome = 'failure')",
                        "event.outcome = 'failure', matches(user.name, '"
                                + "(".repeat(3_000)
                                + "'))",
                        "14: A pattern is at most 1000 characters long when its counts like {1,100} are written out, and this one is longer. Use + or *, or fewer within each other."),
                broken(
                        "event.outcome = 'failure')",
                        "event.outcome = 'failure'"
                                + ", matches(user.name, 'a{249}')".repeat(5)
                                + ")",
                        "14: The patterns of a rule have at most 4000 characters together. Use a list, or ends_with and its like."),
                broken(
                        "event.outcome = 'failure')",
                        "event.outcome = 'failure', matches(user.name, user.email))",
                        "15: matches takes a field and a constant pattern: matches(user.name, 'svc-.*')."),
                broken(
                        "#time(10 min)",
                        "#time",
                        "15: #time takes a time with its unit, e.g. #time(10 min)."),
                broken(
                        "#time(10 min)",
                        "#time(-10 min)",
                        "14: A time in a rule is longer than nothing."),
                broken(
                        "tests:\n",
                        "test-lists: {offices: [203.0.113.0/24]}\ntests:\n",
                        "22: The EPL asks no list offices; take it out of test-lists, or ask in_list(..., 'offices')."),
                broken(
                        "tests:\n",
                        "not-evaluated: {No Place: \"source.geo.location is null\"}\ntests:\n",
                        "22: A reason is in lower case with dashes, like no-place."),
                broken(
                        "tests:\n",
                        "not-evaluated:\n  no-place: source.geo.locatoin is null\ntests:\n",
                        "23: The condition no-place: ECS has no field source.geo.locatoin. Did you mean source.geo.location?"),
                broken(
                        "tests:\n",
                        "not-evaluated:\n  no-place: >-\n    source.geo.location is\ntests:\n",
                        "24: The condition ends where something is missing."),
                broken(
                        "tests:\n",
                        "not-evaluated:\n  often: event.action = 'x')#time(1 min) having count(*) > prev(2, event_time) and (true\ntests:\n",
                        "23: The condition often: A condition of not-evaluated is about one event alone, as within Event(...): no window, no other event, no profile."),
                broken(
                        "tests:\n",
                        "not-evaluated:\n  hostile: java.lang.Runtime.getRuntime() is null\ntests:\n",
                        "23: The condition hostile: A rule may call no Java code, only the functions for rules."),
                broken(
                        "suppress: 1h",
                        "suppress: 999999999d",
                        "12: The key suppress is at most 3660d."),
                broken(
                        "{at: 0s, repeat: 3",
                        "{at: 999999999d, repeat: 3",
                        "25: The key at is at most 3660d."),
                broken(
                        "    expect: none\n",
                        "    innocent: [bob]\n    expect: none\n",
                        "30: The key innocent must hold text."),
                broken(
                        "- name: three failures\n",
                        "- name: three failures\n    innocent: Bob, who mistypes.\n",
                        "24: Whoever is innocent is left in peace: such a test expects none."),
                broken(
                        "    expect: none\n",
                        "    except: {user.nam: bob}\n    expect: none\n",
                        "30: ECS has no field user.nam. Did you mean user.name?"),
                broken(
                        "    expect: none\n",
                        "    except: {}\n    expect: none\n",
                        "30: An exception without a condition would silence the rule. Name a field."),
                broken("window: 10m", "window: 0s", "11: The key window must be longer than 0s."),
                broken(
                        "suppress: 1h",
                        "suppress: often",
                        "12: The key suppress must be a duration like 30s, 10m, 24h or 30d."),
                broken(
                        "entity: [user.name]",
                        "entity: [user.nam]",
                        "10: ECS has no field user.nam. Did you mean user.name?"),
                broken(
                        "entity: [user.name]",
                        "entity: [event.category]",
                        "10: The field event.category must hold one text or address."),
                broken(
                        "entity: [user.name]",
                        "entity: []",
                        "10: The key entity must list the ECS fields an alert is about, like user.name."),
                broken(
                        "event.action = 'ssh_login'",
                        "event.actoin = 'ssh_login'",
                        "15: ECS has no field event.actoin. Did you mean event.action?"),
                broken(
                        "event.action = 'ssh_login'",
                        "source.port = 'ssh'",
                        "15: source.port is a number, and 'ssh' is not. Write a number without quotes."),
                broken(
                        "event.action = 'ssh_login'",
                        "event.action = 22",
                        "15: event.action is text. Write it in quotes: '22'."),
                broken(
                        "event.action = 'ssh_login'",
                        "event.category = 'authentication'",
                        "15: event.category holds a list of texts. Write has(event.category, 'authentication')."),
                broken(
                        "having count(*) >= 3",
                        "having count(*) >=",
                        "16: The EPL ends where something is missing, after having."),
                broken(
                        "#time(10 min)",
                        "",
                        "14: Without a window, the events of a rule are kept for ever; write Event(...)#time(10 min)."),
                broken(
                        "#time(10 min)",
                        "#keepall",
                        "15: The window #keepall is unbounded or leaks; use #time."),
                broken(
                        "#time(10 min)",
                        "#time(1 hour)",
                        "14: The EPL looks back 1h, further than the rule's window of 10m. Make the window longer or look back less far."),
                broken(
                        "#time(10 min)",
                        "#time(600)",
                        "15: #time takes a time with its unit, e.g. #time(10 min)."),
                broken(
                        "having count(*) >= 3",
                        "having count(*) >= 3 and start_with(user.name, 'x')",
                        "14: There is no function start_with for rules. Did you mean starts_with?"),
                broken(
                        "having count(*) >= 3",
                        "having count(*) >= java.lang.Integer.parseInt('3')",
                        "14: A rule may call no Java code, only the functions for rules."),
                broken(
                        "having count(*) >= 3",
                        "having Runtime.getRuntime() is null",
                        "14: A rule may call no Java code, only the functions for rules."),
                broken(
                        "having count(*) >= 3",
                        "having count(*) >= 3 output first every 10 min",
                        "14: output ... every depends on where the window began; say suppress in the rule instead."),
                broken(
                        "from Event(",
                        "from Events(",
                        "14: There are no events Events, only Event."),
                broken(
                        "(event.action = 'ssh_login', event.outcome = 'failure')",
                        "",
                        "14: Say which events: Event without a condition wants every event. Conditions stand within Event(...), not after where."),
                broken(
                        "select count(*)",
                        "context Evaluation select count(*)",
                        "14: A rule needs no context: it only ever sees one entity's events."),
                broken(
                        "select count(*)",
                        "insert into Foo select count(*)",
                        "14: A rule makes no events for other rules; its rows are matches. Leave out insert into."),
                broken(
                        "event.outcome = 'failure'",
                        "current_timestamp > 5",
                        "14: There is no other time than that of events: use event_time."),
                broken(
                        "{user.name} failed",
                        "{user.nam} failed",
                        "17: The message names {user.nam}, which is neither in entity nor in values. Did you mean user.name?"),
                broken(
                        "threshold: 3",
                        "threshold: [3]",
                        "18: A value is a column's name or a constant."),
                broken(
                        "{failures: failures",
                        "{failures: failure",
                        "14: The value failures shows the column failure, which the select does not have. Write ... as failure there. Did you mean failures?"),
                broken(
                        "timeline: [{at: 0s, repeat: 3, every: 1m",
                        "timeline: [{at: 0s, repeat: 3, evry: 1m",
                        "25: An entry of the timeline has no key evry. Did you mean every?"),
                broken(
                        "{at: 0s, repeat: 3",
                        "{repeat: 3",
                        "25: The key at is missing; it is a time like 30s."),
                broken(
                        "event.outcome: failure, user.name: alice",
                        "event.outcom: failure, user.name: alice",
                        "24: ECS has no field event.outcom. Did you mean event.outcome?"),
                broken(
                        "user.name: alice, source.ip: 203.0.113.5",
                        "user.name: alice, source.port: many",
                        "24: The field source.port is a whole number, not many."),
                broken(
                        "source.ip: 203.0.113.5",
                        "source.ip: not-an-ip",
                        "24: The field source.ip is an address like 203.0.113.7, not not-an-ip."),
                broken(
                        "expect: none",
                        "expect: nothing",
                        "30: The key expect must be a list of alerts, or none."),
                broken(
                        "    expect: none\n",
                        "",
                        "27: The key expect is missing: a list of alerts, or none."),
                broken(
                        "entity: {user.name: alice}",
                        "entity: {user.nam: alice}",
                        "26: ECS has no field user.nam. Did you mean user.name?"),
                broken(
                        "entity: {user.name: alice}",
                        "entity: {host.name: alice}",
                        "23: The test \"three failures\" expects the entity to have host.name, and the rule's entity is user.name."),
                broken(
                        "values: {failures: 3}",
                        "values: {failure: 3}",
                        "23: The test \"three failures\" expects a value failure, which the rule's values do not have. Did you mean failures?"),
                broken(
                        "values: {failures: 3}",
                        "value: {failures: 3}",
                        "26: An expected alert has no key value. Did you mean values?"),
                broken(
                        "attack.t1110.001]",
                        "attack.t1574.002]",
                        "7: The tag attack.t1574.002 was a sub-technique of t1574 and is none any more; see https://attack.mitre.org/techniques/T1574/."),
                broken(
                        "repeat: 3, every: 1m, event: {}",
                        "repeat: 3, every: 1m, raw: x",
                        "25: A raw line needs the name of its log source, like source: linux.auth."),
                broken(
                        "repeat: 3, every: 1m, event: {}",
                        "repeat: 3, every: 1m, event: {}, source: linux.auth",
                        "25: The key source stands beside a raw line, and none is here."),
                broken(
                        "repeat: 3, every: 1m, event: {}",
                        "repeat: 7, every: 1m, source: bundle, raw: x",
                        "25: A test has at most 2000 events, and those of a rule together 20000."),
                broken(
                        "repeat: 3, every: 1m, event: {}",
                        "repeat: 3, every: 1m, source: linux.auth, raw: nonsense",
                        "25: The raw line is no event of linux.auth."),
                broken(
                        "values: {failures: 3}",
                        "evidence: 99999999999",
                        "26: The key evidence is a number of events from 0 to 2000, as a test has no more, or a list of their ids."),
                broken(
                        "values: {failures: 3}",
                        "evidence: [event-1, event-2, evnt-3]",
                        "26: The timeline has no event with the id evnt-3; they are event-1, event-2 and so on, or as id says. Did you mean event-3?"),
                broken(
                        "repeat: 3",
                        "repeat: many",
                        "25: The key repeat must be a whole number, 0 or more."),
                broken(
                        "level: high",
                        "level: " + "[".repeat(13) + "]".repeat(13),
                        "4: A rule file is nested at most 12 deep."),
                broken(
                        "event.outcome = 'failure')",
                        "event.outcome = 'failure'"
                                + " or wildcard(user.name, 'svc-*')".repeat(1500)
                                + ")",
                        "13: EPL has at most 32768 characters, and this has more. Write several values as user.name in ('alice', 'bob'), or as a list with in_list."),
                broken(
                        "event.action = 'ssh_login'",
                        "has(event.action, 'ssh_login')",
                        "15: has asks a list of texts, and event.action holds one text. Write event.action = 'ssh_login'."),
                broken(
                        "event.action = 'ssh_login'",
                        "wildcard(event.category, 'auth*')",
                        "15: wildcard asks one text, and event.category holds a list of them. Write has(event.category, '...') with a value as a whole."),
                broken(
                        "event.action = 'ssh_login'",
                        "same(source.port, '22')",
                        "15: same asks a text, and source.port is a number. Write source.port = 22, or source.port in (22, 2222)."),
                broken(
                        "event.action = 'ssh_login'",
                        "same(event.action, 22)",
                        "14: same compares texts, and 22 is none. Write it in quotes: '22'."),
                broken(
                        "#time(10 min)",
                        "#time(10 min)#length(0)",
                        "15: #length holds a constant number of events, from 1 to 1000."),
                broken(
                        "select count(*)",
                        "@Hook(type=HookType.SQLCOL, hook='x.Y') select count(*)",
                        "14: A rule's EPL has no annotations. Take the @ and its word out."),
                broken(
                        "event.action = 'ssh_login'",
                        "source.port = 22.5",
                        "15: source.port is a whole number, and never 22.5."),
                broken(
                        "event.action = 'ssh_login'",
                        "source.geo.location = '51.5,0'",
                        "15: source.geo.location is a place and compared with another's: distance_km(a.source.geo.location, b.source.geo.location) > 500."),
                broken(
                        "having count(*) >= 3",
                        "having count(*) >= 99999999999999999999",
                        "16: The number 99999999999999999999 is greater than any that EPL has."),
                broken(
                        "event.action = 'ssh_login'",
                        "cidr(source.ip)",
                        "15: cidr takes two things. Write cidr(source.ip, '10.0.0.0/8')."),
                broken(
                        "event.action = 'ssh_login'",
                        "source.ip = '2001:0DB8::0001'",
                        "15: source.ip is compared with '2001:0DB8::0001' as it is written, and events have that address as '2001:db8::1'. Write it so."),
                broken(
                        "event.action = 'ssh_login'",
                        "has(host.ip, '2001:DB8::1')",
                        "15: host.ip is compared with '2001:DB8::1' as it is written, and events have that address as '2001:db8::1'. Write it so."),
                broken(
                        "event.action = 'ssh_login'",
                        "source.mac = '00:00:5e:00:53:23'",
                        "15: source.mac is compared with '00:00:5e:00:53:23' as it is written, and events have that address as '00-00-5E-00-53-23'. Write it so."),
                broken(
                        "event.action = 'ssh_login'",
                        "source.ip in ('203.0.113.5', 'localhost')",
                        "15: source.ip is an address like 203.0.113.7 or 2001:db8::1, and never 'localhost'."),
                broken(
                        "event.action = 'ssh_login'",
                        "event.action = 'ssh_login'"
                                + " or wildcard(user.name, 'svc-*')".repeat(101),
                        "15: A rule calls at most 100 functions, as each takes its time to compile, and this one 101. Write many values as user.name in ('alice', 'bob'), or into a list: in_list(user.name, 'service-accounts')."),
                broken(
                        """
                          select count(*) as failures, window(*) as attempts
                          from Event(event.action = 'ssh_login', event.outcome = 'failure')#time(10 min)
                          having count(*) >= 3
                        """,
                        """
                          select a, 3 as failures from pattern [
                            every a=Event(event.action = 'ssh_login') -> ([1000000] b=Event(event.outcome = 'failure'))
                            where timer:within(10 min)]
                        """,
                        "14: A part of a pattern is repeated at most 200 times; count events within a window instead: Event(...)#time(10 min) having count(*) >= 1000."),
                broken(
                        "threshold: 3",
                        "threshold: 1e400",
                        "18: A constant is a number like 5 or 0.5, and 1e400 is none that can be compared. A text stands in quotes."),
                broken(
                        "threshold: 3",
                        "threshold: .nan",
                        "18: A constant is a number like 5 or 0.5, and .nan is none that can be compared. A text stands in quotes."),
                broken(
                        "defaults: {event.action: ssh_login",
                        "defaults: {<<: {user.id: 1}, event.action: ssh_login",
                        "24: A rule file has no merge keys (<<), as what they bring stands elsewhere. Write the keys out; what all events of a test share goes into its defaults."),
                broken(
                        "    expect: none\n",
                        "    expect: none\n---\ntitle: Another\n",
                        "31: A file holds one document, and --- begins another. Put it into a file of its own, or take the --- out."),
                broken(
                        "repeat: 3, every: 1m, event: {}",
                        "repeat: 3, every: 1m, event: {source.port: 0123}",
                        "25: The field source.port is a whole number, not 0123."),
                broken(
                        "repeat: 3, every: 1m, event: {}",
                        "repeat: 3, every: 1m, event: {event.code: true}",
                        "25: The field event.code is a text, not true. In quotes it is a text: 'true'."),
                broken("repeat: 3", "repeat: 100000", "25: A test has at most 2000 events."),
                broken(
                        "timeline: [{at: 0s, repeat: 2, every: 1m, event: {}}]",
                        "timeline: []",
                        "27: A test needs a timeline with at least one event."),
                broken(
                        "entity: [user.name]",
                        "entity: &e [user.name]",
                        "10: A rule file has no anchors or aliases; write the value out."),
                broken(
                        "title: Many",
                        "title: \"Many",
                        "17: This is not YAML: is a line indented otherwise than its neighbours, or a quote missing here or above? Within \"...\" a quote is written \\\", within '...' it is doubled."),
                broken(
                        "level: high",
                        "level: high\nlevel: low",
                        "5: The key level is there twice."));
    }

    private static Arguments broken(String good, String broken, String... told) {
        return Arguments.of(good, broken, List.of(told));
    }

    static Stream<Arguments> placesOfASemicolon() {
        return Stream.of(
                Arguments.of("epl: |\n    select *\n      from Event;", new Place(15, 17)),
                Arguments.of("epl: select * from Event;", new Place(13, 25)),
                Arguments.of("epl: 'select * from Event;'", new Place(13, 26)),
                Arguments.of("epl:\n  select * from Event;", new Place(14, 22)),
                // What YAML makes of it does not stand in the file.
                Arguments.of("epl: >\n  select *\n  from Event;", new Place(14, 0)),
                Arguments.of("epl: \"select * from Event\\x3b\"", new Place(13, 0)));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("placesOfASemicolon")
    void a_mistake_of_the_epl_is_told_with_its_place_in_the_file(String epl, Place place) {
        String text =
                GOOD.substring(0, GOOD.indexOf("epl:"))
                        + epl
                        + "\n"
                        + GOOD.substring(GOOD.indexOf("message:"));

        RuleReading.Accepted read =
                (RuleReading.Accepted)
                        RuleReader.read("rule.yml", text.getBytes(StandardCharsets.UTF_8));

        assertThat(ofEpl(read.rule())).extracting(Problem::place).containsExactly(place);
    }

    /** Of the file and of the EPL in it, as far as both can be read. */
    private static List<String> problems(String text) {
        List<Problem> problems = new ArrayList<>();
        switch (RuleReader.read("rule.yml", text.getBytes(StandardCharsets.UTF_8), RAW_LINES)) {
            case RuleReading.Refused(List<Problem> refused, Optional<Draft> draft) -> {
                problems.addAll(refused);
                draft.ifPresent(each -> problems.addAll(ofEpl(each.rule())));
            }
            case RuleReading.Accepted(Rule rule) -> problems.addAll(ofEpl(rule));
        }
        return Problem.inOrder(problems).stream()
                .map(each -> each.line() + ": " + each.message())
                .toList();
    }

    private static List<Problem> ofEpl(Rule rule) {
        return switch (COMPILER.compile(rule)) {
            case RuleCompiler.Compilation.Refused(List<Problem> refused) -> refused;
            case RuleCompiler.Compilation.Compiled(CompiledRule _) -> List.of();
        };
    }
}
