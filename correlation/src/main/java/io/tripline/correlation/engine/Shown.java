package io.tripline.correlation.engine;

import java.util.List;
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
        return isShort(value) ? value : Shortened.value(value, LONGEST_TEXT, MOST_VALUES);
    }

    /** As nearly all values are. */
    private static boolean isShort(@Nullable Object value) {
        return switch (value) {
            case String text -> text.length() <= LONGEST_TEXT;
            case List<?> list -> list.size() <= MOST_VALUES && areShort(list);
            case null, default -> true;
        };
    }

    private static boolean areShort(List<?> values) {
        for (Object each : values) {
            if (!isShort(each)) {
                return false;
            }
        }
        return true;
    }
}
