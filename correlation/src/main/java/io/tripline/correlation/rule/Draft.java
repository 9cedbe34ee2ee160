package io.tripline.correlation.rule;

import java.util.Set;

/**
 * A rule as far as its file can be read.
 *
 * @param rule what cannot be read has a value that raises no problem of its own
 * @param doubtful the file's keys that are missing or cannot be read
 */
public record Draft(Rule rule, Set<String> doubtful) {
    public Draft {
        doubtful = Set.copyOf(doubtful);
    }

    /** A rule of which all could be read. */
    public static Draft of(Rule rule) {
        return new Draft(rule, Set.of());
    }
}
