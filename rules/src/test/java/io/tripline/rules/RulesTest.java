package io.tripline.rules;

import static org.assertj.core.api.Assertions.assertThat;

import io.tripline.contracts.Alert;
import io.tripline.contracts.EcsEvent;
import io.tripline.correlation.CorrelationConfig;
import io.tripline.correlation.Replay;
import io.tripline.correlation.rule.Rule;
import io.tripline.correlation.rule.RuleException;
import io.tripline.correlation.rule.RuleFile;
import io.tripline.correlation.rule.RuleTest;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Runs every rule's own tests through the engine: in order, and shuffled with every event twice. */
class RulesTest {
    private static final long SEED = 20_260_302;

    @TestFactory
    Stream<DynamicTest> everyRuleRaisesWhatItsTestsExpect() throws Exception {
        return RuleFile.readAll(Path.of("rules")).stream()
                .peek(rule -> assertThat(rule.tests()).as(rule.id()).isNotEmpty())
                .flatMap(
                        rule ->
                                rule.tests().stream()
                                        .map(
                                                test ->
                                                        DynamicTest.dynamicTest(
                                                                rule.id() + ": " + test.name(),
                                                                () -> check(rule, test))));
    }

    private static void check(Rule rule, RuleTest test) throws RuleException {
        List<Alert> inOrder = run(rule, test.events());
        assertThat(inOrder.stream().map(RulesTest::entity).toList()).isEqualTo(test.expect());
        for (int i = 0; i < 5; i++) {
            List<EcsEvent> shuffled = new ArrayList<>(test.events());
            shuffled.addAll(test.events());
            Collections.shuffle(shuffled, new Random(SEED + i));
            assertThat(run(rule, shuffled).stream().map(RulesTest::content).toList())
                    .as("shuffled with seed %d", SEED + i)
                    .isEqualTo(inOrder.stream().map(RulesTest::content).toList());
        }
    }

    private static List<Alert> run(Rule rule, List<EcsEvent> events) throws RuleException {
        try (Replay replay = new Replay(List.of(rule), CorrelationConfig.defaults())) {
            events.forEach(event -> replay.add(event, ""));
            return replay.finish().stream()
                    .filter(alert -> alert.occurrence().state() == Alert.State.RAISED)
                    .toList();
        }
    }

    private static Map<String, String> entity(Alert alert) {
        Map<String, String> entity = new TreeMap<>();
        alert.entity().forEach((field, value) -> entity.put(field.fieldName(), value));
        return entity;
    }

    /** All but what tells how the truth was found. */
    private static List<Object> content(Alert alert) {
        return List.of(
                alert.id(),
                alert.occurrence().firstSeen(),
                alert.occurrence().lastSeen(),
                alert.occurrence().count(),
                alert.message(),
                alert.values(),
                alert.evidence());
    }
}
