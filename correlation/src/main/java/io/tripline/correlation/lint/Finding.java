package io.tripline.correlation.lint;

import io.tripline.correlation.rule.Problem;

/** A convention that a rule file does not keep, and where. */
public record Finding(Convention convention, Problem problem) {
    @Override
    public String toString() {
        return problem + " [" + convention.label() + "]";
    }
}
