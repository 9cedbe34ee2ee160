package io.tripline.rules;

import static org.assertj.core.api.Assertions.assertThat;

import io.tripline.correlation.RuleTrial;
import io.tripline.correlation.rule.RuleFile;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Runs every rule's own tests through the engine, as correlation does before it loads a rule. */
class RulesTest {
    @TestFactory
    Stream<DynamicTest> everyRuleRaisesWhatItsTestsExpect() throws Exception {
        return RuleFile.readAll(Path.of(".")).stream()
                .map(
                        rule ->
                                DynamicTest.dynamicTest(
                                        rule.id(),
                                        () -> assertThat(RuleTrial.failures(rule)).isEmpty()));
    }
}
