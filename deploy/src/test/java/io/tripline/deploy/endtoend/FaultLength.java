package io.tripline.deploy.endtoend;

import java.util.Locale;

/**
 * How long the faults of {@link CorrelationFaultsEndToEndTest} last: {@code -Dfaults=whole} as long as the list of faults asks,
 * an hour and more together; else as long as all tests have time for.
 */
enum FaultLength {
    SHORT,
    WHOLE;

    /** What was asked for; an unknown word is an error. */
    static final FaultLength CHOSEN =
            valueOf(System.getProperty("faults", "short").toUpperCase(Locale.ROOT));

    /** So many in the short form, so many in the whole. */
    static int of(int few, int all) {
        return isWhole() ? all : few;
    }

    static boolean isWhole() {
        return CHOSEN == WHOLE;
    }
}
