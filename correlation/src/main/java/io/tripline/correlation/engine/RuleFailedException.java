package io.tripline.correlation.engine;

/** A rule's EPL failed at an event; other rules and entities are not touched. */
public final class RuleFailedException extends RuntimeException {
    private static final long serialVersionUID = 1;

    public RuleFailedException(String rule, Throwable cause) {
        super("The rule " + rule + " failed at an event.", cause);
    }
}
