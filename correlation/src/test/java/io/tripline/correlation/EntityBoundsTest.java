package io.tripline.correlation;

import static org.assertj.core.api.Assertions.assertThat;

import io.tripline.contracts.Alert;
import io.tripline.contracts.EcsEvent;
import io.tripline.correlation.engine.CompiledRule;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class EntityBoundsTest {
    private static final int MAX_EVENTS = 8;
    private static final int MAX_EVIDENCE = 3;

    @Test
    void anAlertShowsTheLastEventsAndSaysWhenTheFirstWas() throws Exception {
        List<EcsEvent> events = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            events.add(TestRules.login("f" + i, i, "failure"));
        }
        events.add(TestRules.login("s", 10, "success"));

        assertThat(run(events))
                .singleElement()
                .satisfies(
                        alert -> {
                            assertThat(alert.evidence())
                                    .extracting(Alert.Evidence::eventId)
                                    .containsExactly("f4", "f5", "s");
                            assertThat(alert.occurrence().firstSeen()).isEqualTo(TestRules.START);
                            assertThat(alert.values()).containsEntry("failures", 6L);
                        });
    }

    @Test
    void whatWasRaisedStandsWhenItsEventsAreDroppedAndALateOneComes() throws Exception {
        List<EcsEvent> events = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            events.add(TestRules.login("f" + i, i, "failure"));
        }
        events.add(TestRules.login("s", 5, "success"));
        List<Alert> before = run(events);
        for (int i = 0; i < MAX_EVENTS - 1; i++) {
            events.add(TestRules.login("later" + i, 300 + i, "failure"));
        }
        events.add(TestRules.login("late", 4, "failure"));

        assertThat(before).hasSize(1);
        assertThat(run(events)).isEqualTo(before);
    }

    private static List<Alert> run(List<EcsEvent> events) throws Exception {
        CorrelationConfig defaults = CorrelationConfig.defaults();
        CorrelationConfig config =
                new CorrelationConfig(
                        defaults.rules(),
                        Duration.ofHours(24),
                        MAX_EVENTS,
                        defaults.maxSeen(),
                        MAX_EVIDENCE,
                        defaults.streams());
        try (Replay replay =
                new Replay(CompiledRule.compile(List.of(TestRules.guessed())), config)) {
            events.forEach(event -> replay.add(event, ""));
            return replay.finish();
        }
    }
}
