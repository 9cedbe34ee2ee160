package io.tripline.correlation.engine;

import io.tripline.contracts.EcsField;
import java.util.List;
import java.util.Set;

/**
 * Events on which a rule can say nothing.
 *
 * @param reason why, by the name that the rule gives it
 * @param filter finds them
 * @param fields the ECS fields that the filter asks
 * @param vendor the vendors' fields that it asks
 * @param lists the named lists that it asks
 */
record Unjudged(
        String reason,
        EventFilter filter,
        Set<EcsField> fields,
        List<String> vendor,
        List<NamedList> lists) {
    Unjudged {
        fields = Set.copyOf(fields);
        vendor = List.copyOf(vendor);
        lists = List.copyOf(lists);
    }
}
