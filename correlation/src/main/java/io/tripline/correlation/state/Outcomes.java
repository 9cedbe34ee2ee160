package io.tripline.correlation.state;

/** Told what becomes of events and alerts, for counting. */
public interface Outcomes {
    /** What may happen to an event that a rule wants. */
    enum Kind {
        WANTED,
        /** The rule's filter wants it, but a field of its entity is absent. */
        WITHOUT_ENTITY,
        LATE,
        TOO_LATE,
        DUPLICATE,
        /** The bound on events was reached: the rule no longer sees all events of its window. */
        LOST_COVERAGE,
        /** The bound on events was reached: the window is whole, but events can come less late than configured. */
        SHORTENED_LATENESS,
        /** The bound on a profile's values was reached: one is forgotten before its time, and will be new again. */
        FORGOTTEN_VALUE,
        ERROR,
        RAISED,
        /** Raised by a rule that is still tried out: nobody is paged. */
        SIGNAL,
        REVISED,
        WITHDRAWN
    }

    void count(String rule, Kind kind);

    /** A match fell under an exception and is not told. */
    default void excepted(String rule, String exception) {}

    /** Nobody asks. */
    Outcomes UNCOUNTED = (_, _) -> {};
}
