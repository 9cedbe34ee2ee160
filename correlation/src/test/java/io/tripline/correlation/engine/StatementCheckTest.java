package io.tripline.correlation.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tripline.correlation.TestRules;
import io.tripline.correlation.rule.RuleException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StatementCheckTest {
    /** What the check says, and what Esper says of a text that is no one statement of events. */
    private static final String REFUSED =
            "(?s).*(not allowed in a rule|a rule may call|a rule is one select"
                    + "|there is no field|the only stream is Event|another name"
                    + "|whole is for vendor|Incorrect syntax).*";

    @ParameterizedTest
    @ValueSource(
            strings = {
                "select java.lang.Runtime.getRuntime().exec('id') as a from Event as e",
                "select * from Event(java.lang.System.getenv('HOME') = 'x') as e",
                "select java.lang.Math.max(1, 2) as a from Event as e",
                "select new java.io.File('x') as a from Event as e",
                "select whole.toString() as a from Event as e",
                "select user.name.getClass() as a from Event as e",
                "select cast(user.name, java.lang.Object) as a from Event as e",
                "expression js:x() [ 1 ] select x() as a from Event as e",
                "inlined_class \"\"\" public class A {} \"\"\" select * from Event as e",
                "insert into Other select * from Event as e",
                "create schema Other(a int)",
                "create window W#keepall as Event",
                "context Evaluation select * from Event as e",
                "select * from EvaluationBegin as e",
                "select * from Event#time_batch(1 min) as e",
                "select * from Event as e output last every 1 minute",
                "select a from pattern [every-distinct(a.user.name) a=Event]",
                "select a from pattern [every a=Event where timer:withinmax(1 min, 2)]",
                "select * from Event as java",
                "select * from Event as e; select * from Event as f",
                "select current_timestamp() as a from Event as e",
                "select sorce.ip as a from Event as e",
                "select * from method:java.lang.System.exit(1) as e",
                "select (select user.name from Event#lastevent) as a from Event as e",
            })
    void refusesWhatARuleMayNotSay(String epl) {
        assertThatThrownBy(() -> CompiledRule.compile(List.of(TestRules.withEpl(epl))))
                .isInstanceOf(RuleException.class)
                .hasMessageStartingWith("guessed: epl: ")
                .hasMessageMatching(REFUSED);
    }

    @Test
    void knowsWhichEventsARuleWants() throws Exception {
        List<CompiledRule> rules = CompiledRule.compile(List.of(TestRules.guessed()));
        try (Matcher matcher = new Matcher(rules)) {
            assertThat(matcher.wanting(TestRules.login("a", 0, "failure")))
                    .containsExactly("guessed");
            assertThat(
                            matcher.wanting(
                                    TestRules.login("a", 0, "failure").toBuilder()
                                            .set(
                                                    io.tripline.contracts.EcsField.EVENT_ACTION,
                                                    "other")
                                            .build()))
                    .isEmpty();
        }
    }
}
