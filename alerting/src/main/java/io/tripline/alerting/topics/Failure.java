package io.tripline.alerting.topics;

/** Why an {@link Intake} cannot go on. */
public record Failure(String what, Throwable cause) {
    /** Whether a new intake would fail as well: the virtual machine itself, or our code, is broken. */
    boolean isForGood() {
        return cause instanceof Error;
    }
}
