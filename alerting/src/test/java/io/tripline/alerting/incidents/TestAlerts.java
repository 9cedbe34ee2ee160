package io.tripline.alerting.incidents;

import io.tripline.contracts.Alert;
import io.tripline.contracts.EcsField;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Invented alerts. */
final class TestAlerts {
    static final Instant MONDAY = Instant.parse("2026-03-02T00:00:00Z");

    private TestAlerts() {}

    /** An alert of {@code rule}, of level high, at some hours after Monday began. */
    static Alert alert(
            String id,
            String rule,
            double hours,
            Map<EcsField, String> entity,
            Object... evidence) {
        return alert(id, 1, Alert.State.RAISED, rule, hours, hours, entity, evidence);
    }

    static Alert alert(
            String id,
            int revision,
            Alert.State state,
            String rule,
            double from,
            double until,
            Map<EcsField, String> entity,
            Object... evidence) {
        TreeMap<String, Object> fields = new TreeMap<>();
        for (int i = 0; i < evidence.length; i += 2) {
            fields.put(((EcsField) evidence[i]).fieldName(), evidence[i + 1]);
        }
        return new Alert(
                id,
                new Alert.Rule(
                        rule,
                        "The rule " + rule,
                        "v1",
                        "high",
                        73,
                        List.of(new Alert.Tactic("TA-" + rule, "Tactic " + rule)),
                        List.of(new Alert.Technique("T1", "One"))),
                new TreeMap<>(entity),
                new Alert.Occurrence(at(from), at(until), revision, revision, false, state),
                "Something about " + entity.values(),
                "Look.",
                new TreeMap<>(),
                List.of(new Alert.Evidence("e-" + id, at(from), "", fields)));
    }

    static Instant at(double hours) {
        return MONDAY.plus(Duration.ofSeconds((long) (hours * 3_600)));
    }
}
