package io.tripline.correlation;

import io.tripline.contracts.Alert;
import io.tripline.contracts.EcsEvent;
import io.tripline.correlation.engine.Match;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What is kept about one entity for one rule. Mutable, held by one thread at a time.
 *
 * @param history the wanted events in the order of time and id
 * @param seen for a rule that asks what is seen first: by value, the last time of those no longer in the history
 * @param matches every match that can still change or be joined, in order of time
 * @param raised by alert id, the last revision sent of what can still change
 */
record EntityState(
        List<Sighting> history,
        Map<String, Instant> seen,
        List<Match> matches,
        Map<String, Raised> raised) {
    /** An event, and where its raw record lies. */
    record Sighting(EcsEvent event, String origin) {}

    /** A sent alert with the hash of what it was made of. */
    record Raised(Alert alert, String fingerprint, Instant until) {}

    static EntityState empty() {
        return new EntityState(
                new ArrayList<>(), new TreeMap<>(), new ArrayList<>(), new TreeMap<>());
    }
}
