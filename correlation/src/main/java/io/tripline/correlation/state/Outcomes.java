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
        /** It is stored, and evaluated when its rule or entity, which failed or was too slow, is tried again. */
        POSTPONED,
        RAISED,
        /** Raised by a rule that is still tried out: nobody is paged. */
        SIGNAL,
        REVISED,
        /** A change that is told a little later, together with what follows. */
        HELD,
        WITHDRAWN
    }

    void count(String rule, Kind kind);

    /** A match fell under an exception and is not told. */
    default void excepted(String rule, String exception) {}

    /** A rule is about an event and can say nothing on it. */
    default void notEvaluated(String rule, String reason) {}

    /** Of a field that rules ask for, they saw the beginning only. */
    default void cut(String field) {}

    /** A rule worked for so long. */
    default void spent(String rule, long nanos) {}

    /** Nobody asks. */
    Outcomes UNCOUNTED = (_, _) -> {};
}
