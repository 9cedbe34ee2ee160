package io.tripline.correlation.engine;

import org.jspecify.annotations.Nullable;

/**
 * What of a value rules are shown, the same where an event is matched, kept and evaluated. It bounds what any function costs,
 * as an attacker chooses what stands in an event.
 */
final class Shown {
    /** In characters. Identifiers end far below, and a command line that is longer is rarely decided by its end. */
    static final int LONGEST_TEXT = 8_192;

    private static final int MOST_VALUES = 100;

    private Shown() {}

    static @Nullable Object value(@Nullable Object value) {
        return value instanceof String text && text.length() <= LONGEST_TEXT
                ? text
                : Shortened.value(value, LONGEST_TEXT, MOST_VALUES);
    }
}
