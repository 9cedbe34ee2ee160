package io.tripline.correlation.state;

import io.tripline.contracts.StableId;
import io.tripline.correlation.engine.CompiledRule;
import java.util.List;

/**
 * A rule and one of its entities, the unit of all state.
 *
 * @param id hash of both, the same everywhere
 * @param values the entity's values, in the order of the rule's fields
 */
public record EntityKey(String id, CompiledRule rule, List<String> values) {
    public EntityKey {
        values = List.copyOf(values);
    }

    public static EntityKey of(CompiledRule rule, List<String> values) {
        String[] parts = new String[values.size() + 1];
        parts[0] = rule.id();
        for (int i = 0; i < values.size(); i++) {
            parts[i + 1] = values.get(i);
        }
        return new EntityKey(StableId.of(parts), rule, values);
    }
}
