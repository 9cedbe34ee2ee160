package io.tripline.alerting.access;

/** Whether somebody is let in. */
public sealed interface Verdict {
    /** As this one. */
    record Known(Caller caller) implements Verdict {}

    /** For this reason not. */
    record Denied(Denial denial) implements Verdict {}

    /** Not, for this reason. */
    static Verdict denied(Denial denial) {
        return new Denied(denial);
    }
}
