package io.tripline.correlation;

import static org.assertj.core.api.Assertions.assertThat;

import io.tripline.correlation.engine.CompiledRule;
import io.tripline.correlation.engine.RuleCompiler;
import io.tripline.correlation.rule.Problem;
import io.tripline.correlation.rule.RuleReader;
import io.tripline.correlation.rule.RuleReading;
import io.tripline.correlation.rule.RuleTest;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** What the author of a rule reads when a test inside it fails. */
final class RuleCheckTest {
    private static final String RULE =
            """
            title: Many failures of one account
            id: many-failures
            status: stable
            level: high
            description: Three failures.
            tags: [attack.credential-access, attack.t1110.001]
            falsepositives: [A person who has forgotten a new password.]
            entity: [user.name]
            window: 10m
            suppress: 1h
            epl: |
              select count(*) as failures, window(*) as attempts
              from Event(event.action = 'ssh_login')#time(10 min) having count(*) >= 3
            message: "{user.name} failed."
            values: {failures: failures, threshold: 3}
            runbook: Look.
            tests:
              - name: failures
                defaults: {event.action: ssh_login, user.name: alice}
                timeline: [{at: 0s, repeat: 3, every: 1m, event: {}}]
                expect: EXPECTED
            """;

    @Test
    void what_is_expected_and_happens_is_no_difference() {
        assertThat(
                        differences(
                                "[{entity: {user.name: alice}, values: {failures: 3}, count: 1, evidence: 3}]"))
                .isEmpty();
    }

    @Test
    void what_an_exception_of_the_test_covers_is_not_told() {
        assertThat(differences("none\n    except: {user.name: alice}")).isEmpty();
        assertThat(differences("none\n    except: {user.name: bob}"))
                .singleElement()
                .asString()
                .contains("alice");
    }

    @Test
    void an_exception_that_changes_nothing_proves_nothing() {
        assertThat(
                        differences(
                                "none\n    except: {user.name: bob}",
                                RULE.replace("repeat: 3", "repeat: 2")))
                .containsExactly(
                        "without the exception nothing is told either, so the test proves nothing of it");
    }

    @Test
    void an_alert_that_differs_is_shown_field_by_field() {
        assertThat(
                        differences(
                                "[{entity: {user.name: bob}, values: {failures: 10, threshold: 3}, count: 2, evidence: 4}]"))
                .containsExactly(
                        """
                        expected an alert with count=2 evidence=4 failures=10 threshold=3 user.name=bob; the nearest differs:
                          entity user.name  expected bob       actual alice
                          value failures    expected 10        actual 3
                          count             expected 2         actual 1
                          evidence          expected 4 events  actual 3 events\
                        """);
    }

    @Test
    void evidence_may_be_named_event_by_event() {
        assertThat(
                        differences(
                                "[{entity: {user.name: alice}, evidence: [event-1, event-2, event-3]}]"))
                .isEmpty();
        assertThat(differences("[{entity: {user.name: alice}, evidence: [event-1, event-3]}]"))
                .containsExactly(
                        """
                        expected an alert with evidence=[event-1, event-3] user.name=alice; the nearest differs:
                          evidence  expected event-1 event-3  actual event-1 event-2 event-3\
                        """);
    }

    @Test
    void an_alert_that_was_not_expected_is_shown_with_its_times() {
        assertThat(differences("none"))
                .containsExactly(
                        "expected no alert, and there is one with count=1 evidence=3 failures=3 threshold=3 user.name=alice, from 0s to 2m.");
    }

    @Test
    void an_alert_that_is_not_there_is_named() {
        assertThat(differences("[{entity: {user.name: alice}}, {entity: {user.name: bob}}]"))
                .containsExactly("expected an alert with user.name=bob, and there is none.");
    }

    @Test
    void tests_that_take_too_much_of_a_processor_are_ended_and_the_rule_is_refused() {
        String others =
                "  - name: more\n    timeline: [{at: 0s, event: {event.action: ssh_login}}]\n    expect: none\n"
                        .repeat(3);
        AtomicLong asked = new AtomicLong();
        RuleCompiler compiler = new RuleCompiler();

        try (RuleCheck check =
                new RuleCheck(
                        compiled(RULE.replace("EXPECTED", "none\n" + others), compiler),
                        compiler,
                        () -> RuleCheck.MOST_WORK.multipliedBy(asked.getAndIncrement()))) {
            assertThat(check.failures())
                    .extracting(Problem::toString)
                    .containsExactly(
                            "many.yml:18: The test \"failures\", as written: the rule's tests take more than 20 s of a processor and were ended here. Write fewer events, or a rule that looks at less of what it keeps.");
        }
    }

    @Test
    void tests_that_run_one_by_one_may_take_as_much_together_as_when_the_rule_is_loaded() {
        String expect = "[{entity: {user.name: alice}}]";
        AtomicLong asked = new AtomicLong();
        RuleCompiler compiler = new RuleCompiler();

        try (RuleCheck check =
                new RuleCheck(
                        compiled(RULE.replace("EXPECTED", expect), compiler),
                        compiler,
                        () ->
                                RuleCheck.MOST_WORK
                                        .dividedBy(8)
                                        .multipliedBy(asked.getAndIncrement()))) {
            RuleTest test = check.tests().getFirst();

            assertThat(check.run(test).differences()).isEmpty();
            assertThat(check.run(test).differences())
                    .singleElement()
                    .asString()
                    .startsWith("the rule's tests take more than 20 s of a processor");
        }
    }

    private static List<String> differences(String expect) {
        return differences(expect, RULE);
    }

    private static List<String> differences(String expect, String text) {
        RuleCompiler compiler = new RuleCompiler();
        try (RuleCheck check =
                new RuleCheck(compiled(text.replace("EXPECTED", expect), compiler), compiler)) {
            return check.run(check.tests().getFirst()).differences();
        }
    }

    private static CompiledRule compiled(String text, RuleCompiler compiler) {
        if (RuleReader.read("many.yml", text.getBytes(StandardCharsets.UTF_8))
                        instanceof RuleReading.Accepted(var rule)
                && compiler.compile(rule)
                        instanceof RuleCompiler.Compilation.Compiled(CompiledRule compiled)) {
            return compiled;
        }
        throw new AssertionError("The rule is good.");
    }
}
