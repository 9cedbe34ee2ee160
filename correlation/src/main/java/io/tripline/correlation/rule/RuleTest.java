package io.tripline.correlation.rule;

import io.tripline.contracts.EcsEvent;
import io.tripline.contracts.EcsField;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A case inside a rule file: events in the order of their arrival, and the alerts they must give.
 *
 * @param innocent who does this without harm, and is left in peace; empty if the test is not about that
 * @param exceptions what the rule does not tell in this test: none, or the one that the rule's author recommends
 */
public record RuleTest(
        String name,
        int line,
        String innocent,
        List<ReviewedException> exceptions,
        List<EcsEvent> events,
        List<Expected> expected) {
    public RuleTest {
        exceptions = List.copyOf(exceptions);
        events = List.copyOf(events);
        expected = List.copyOf(expected);
    }

    /**
     * What must be true of one alert; what is absent is not looked at.
     *
     * @param evidence how many events
     * @param events the ids of just those events, in the order in which they happened; empty if not looked at
     */
    public record Expected(
            Map<EcsField, String> entity,
            Map<String, Object> values,
            Optional<Long> count,
            Optional<Integer> evidence,
            List<String> events) {
        public Expected {
            entity = Map.copyOf(entity);
            values = Map.copyOf(values);
            events = List.copyOf(events);
        }
    }
}
