package io.tripline.correlation.engine;

import io.tripline.correlation.rule.Problem;

/** What in a rule's EPL compiles, and cannot be meant. */
public record Remark(Kind kind, Problem problem) {
    /** What it is about. */
    public enum Kind {
        /** Holds of no event. */
        NEVER,
        /** Holds of every event. */
        ALWAYS,
        /** A pattern of another function's kind. */
        PATTERN,
        /** A word that no event has. */
        WORD,
        /** A pattern that passes over first events. */
        EVERY,
        /** A field that is asked for as another kind of field. */
        FIELD,
        /** A field that an event may lack, and what then holds is not said. */
        MISSING
    }
}
