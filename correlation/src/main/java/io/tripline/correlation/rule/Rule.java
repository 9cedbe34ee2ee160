package io.tripline.correlation.rule;

import io.tripline.contracts.Alert;
import io.tripline.contracts.EcsField;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One rule file's content.
 *
 * @param version hash of the file's content
 * @param entity what an alert is about; the rule sees the events of one entity at a time
 * @param window how far back a match may look: a match at a time depends on no event older than this before it
 * @param suppress matches this close to an episode's first belong to the same alert
 * @param needs fewer events than this within the window never match, so they are not evaluated
 * @param firstSeen if present, only events that are the first with their value go into the evaluation
 * @param message one sentence with placeholders in braces
 * @param values what the alert shows beside the message: a column of the statement, or a constant
 */
public record Rule(
        String id,
        String title,
        String status,
        String version,
        Level level,
        String description,
        List<Alert.Technique> techniques,
        List<EcsField> entity,
        Duration window,
        Duration suppress,
        int needs,
        Optional<FirstSeen> firstSeen,
        String epl,
        String message,
        Map<String, Object> values,
        String runbook,
        List<RuleTest> tests) {
    public Rule {
        techniques = List.copyOf(techniques);
        entity = List.copyOf(entity);
        values = Map.copyOf(values);
        tests = List.copyOf(tests);
    }

    /** An event counts only if its entity had no earlier event with the same value of this field within this time. */
    public record FirstSeen(EcsField field, Duration within) {}
}
