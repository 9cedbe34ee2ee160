package io.tripline.correlation;

import io.tripline.contracts.EcsEvent;
import io.tripline.contracts.EcsField;
import io.tripline.correlation.rule.Rule;
import io.tripline.correlation.rule.RuleException;
import io.tripline.correlation.rule.RuleFile;
import java.time.Instant;

/** A small rule, and events for it. */
public final class TestRules {
    public static final Instant START = Instant.parse("2026-03-02T08:00:00Z");

    private TestRules() {}

    /** Three failures within a minute, then a success. */
    public static Rule guessed() throws RuleException {
        return withEpl(
                """
                select window(e.*) as events, count(*, filter: e.event.outcome = 'failure') as failures
                  from Event(event.action = 'ssh_login')#time(1 min) as e
                  having e.event.outcome = 'success'
                     and count(*, filter: e.event.outcome = 'failure') >= 3\
                """);
    }

    /** A rule with this statement. */
    public static Rule withEpl(String epl) throws RuleException {
        return RuleFile.read("guessed.yml", text(epl));
    }

    /** A rule file with this statement. */
    public static String text(String epl) {
        return """
        title: Guessed
        id: guessed
        level: high
        tags: [attack.credential-access, attack.t1110]
        entity: [source.ip]
        window: 1m
        suppress: 10m
        message: "{source.ip} got in after {failures} failures."
        values: {failures: failures, threshold: 3}
        runbook: Ask.
        epl: |
          %s
        """
                .formatted(epl.replace("\n", "\n  "));
    }

    public static EcsEvent login(String id, long second, String outcome) {
        return EcsEvent.builder()
                .set(EcsField.EVENT_ID, id)
                .set(EcsField.EVENT_KIND, "event")
                .set(EcsField.TIMESTAMP, START.plusSeconds(second))
                .set(EcsField.EVENT_ACTION, "ssh_login")
                .set(EcsField.EVENT_OUTCOME, outcome)
                .set(EcsField.SOURCE_IP, "203.0.113.5")
                .set(EcsField.USER_NAME, "alice")
                .build();
    }
}
