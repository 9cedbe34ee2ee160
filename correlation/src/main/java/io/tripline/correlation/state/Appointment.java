package io.tripline.correlation.state;

import java.util.List;

/**
 * An entity that is to be taken up again although nothing is heard of it, and when.
 *
 * @param at in arrival time: when everything that arrived before this has been seen
 * @param entity the id of its {@link EntityKey}
 * @param rule the rule's id
 * @param values the entity's values, in the order of the rule's fields
 */
public record Appointment(long at, String entity, String rule, List<String> values) {
    /** No time at all. */
    static final long NEVER = Long.MAX_VALUE;

    public Appointment {
        values = List.copyOf(values);
    }

    static Appointment of(long at, EntityKey key) {
        return new Appointment(at, key.id(), key.rule().id(), key.values());
    }
}
