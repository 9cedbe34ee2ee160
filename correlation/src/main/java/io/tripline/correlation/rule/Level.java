package io.tripline.correlation.rule;

import java.util.Locale;

/** Sigma's level, and the severity it has in {@code event.severity}. */
public enum Level {
    INFORMATIONAL(10),
    LOW(25),
    MEDIUM(50),
    HIGH(75),
    CRITICAL(95);

    private final long severity;

    Level(long severity) {
        this.severity = severity;
    }

    public long severity() {
        return severity;
    }

    /** The lower-case name, as in the rule file. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
