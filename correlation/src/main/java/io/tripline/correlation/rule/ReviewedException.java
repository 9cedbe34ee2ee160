package io.tripline.correlation.rule;

import io.tripline.contracts.EcsField;
import java.time.Instant;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * What a rule does not tell, decided by a person for a reason and for a time: a file in {@code exceptions/} beside the rules.
 *
 * @param id the file's name without .yml
 * @param rule the rule's id
 * @param when what must hold: each field has one of its values, or is an address in one of its blocks
 * @param reviewed of matches before this event time it says nothing: what was told before stands
 * @param expires from this event time on it no longer applies
 */
public record ReviewedException(
        String id,
        String file,
        String rule,
        Map<EcsField, List<String>> when,
        String owner,
        String reason,
        Instant reviewed,
        Instant expires) {
    public ReviewedException {
        when = Collections.unmodifiableMap(new EnumMap<>(when));
    }
}
