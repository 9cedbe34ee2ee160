package io.tripline.correlation.rule;

import io.tripline.contracts.EcsEvent;
import java.util.List;
import java.util.Map;

/**
 * A rule's own test: events in order, and what must be raised.
 *
 * @param expect the entity of each alert that must stand at the end, by field name
 */
public record RuleTest(String name, List<EcsEvent> events, List<Map<String, String>> expect) {
    public RuleTest {
        events = List.copyOf(events);
        expect = List.copyOf(expect);
    }
}
