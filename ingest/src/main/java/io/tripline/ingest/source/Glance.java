package io.tripline.ingest.source;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Set;

/**
 * What rules a source out without asking it. It may let records pass that the source does not recognize, and never holds
 * back one that it does.
 *
 * @param json whether the source recognizes records that are JSON objects
 * @param lines whether it recognizes others
 * @param names of which a JSON object has one at least; empty if no such names are certain
 */
record Glance(boolean json, boolean lines, Set<String> names) {
    static final Glance ANYTHING = new Glance(true, true, Set.of());
    static final Glance LINES = new Glance(false, true, Set.of());

    Glance {
        names = Set.copyOf(names);
    }

    /** JSON objects that have one of these names. */
    static Glance json(String... names) {
        return new Glance(true, false, Set.of(names));
    }

    boolean fits(RawRecord raw) {
        if (raw.json().isEmpty()) {
            return lines;
        }
        JsonNode object = raw.json().get();
        return json && (names.isEmpty() || names.stream().anyMatch(object::has));
    }
}
