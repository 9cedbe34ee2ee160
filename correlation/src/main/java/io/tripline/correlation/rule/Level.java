package io.tripline.correlation.rule;

import java.util.Locale;

/** Sigma's levels, with the severity each stands for. */
public enum Level {
    INFORMATIONAL(1),
    LOW(21),
    MEDIUM(47),
    HIGH(73),
    CRITICAL(99);

    private final long severity;

    Level(long severity) {
        this.severity = severity;
    }

    /** From 1 to 99, as in {@code event.severity}. */
    public long severity() {
        return severity;
    }

    /** The name in a rule file. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
