package io.tripline.correlation.streams;

import io.tripline.correlation.engine.KeptEvent;
import io.tripline.correlation.state.Router.Routed;

/** What a record between matching and correlating is. */
sealed interface Route {
    /**
     * Everything that arrived before this time stands before the record.
     *
     * @param ticker whose it is: one that has several in a partition looked after it had written the one before
     */
    record Tick(long until, long ticker) implements Route {}

    /** An event for an entity of a rule. */
    record ToEntity(Routed routed) implements Route {}

    /**
     * An event for a rule that is not there.
     *
     * @param rule the rule's id
     * @param entity the id of the entity's key
     */
    record ToAbsentRule(String rule, String entity, KeptEvent event) implements Route {}

    /**
     * An event for an entity that is none of the rule as it is here: where it was sent, the rule is or was about something else.
     *
     * @param rule the rule's id
     * @param entity the id of the entity's key
     */
    record ToAnotherEntity(String rule, String entity, KeptEvent event) implements Route {}

    /** An event in which a rule, as it is now, sees no entity. */
    record ToNobody(String rule) implements Route {}

    /** None of these: nobody who writes as we do wrote it. */
    record Alien(String reason) implements Route {}
}
