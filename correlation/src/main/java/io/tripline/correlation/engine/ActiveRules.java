package io.tripline.correlation.engine;

/**
 * The rules in force in this process, which may be others from one event to the next. Everybody who works with rules asks
 * before each event; a rule that did not change is the same object as before, and so keeps its state.
 */
public final class ActiveRules {
    private volatile RuleSet current;

    public ActiveRules(RuleSet rules) {
        this.current = rules;
    }

    public RuleSet current() {
        return current;
    }

    /** From the next event on, these. */
    public void swap(RuleSet rules) {
        current = rules;
    }
}
