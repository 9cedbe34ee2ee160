package io.tripline.correlation.engine;

import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What of a value rules are shown, the same where an event is matched, kept and evaluated. It bounds what any function costs,
 * as an attacker chooses what stands in an event.
 */
final class Shown {
    /** In characters. Identifiers end far below, and a command line that is longer is rarely decided by its end. */
    static final int LONGEST_TEXT = 8_192;

    /** All values of a list together, as long as the longest command line of Windows. */
    private static final int LONGEST_LIST = 32_768;

    private static final int MOST_VALUES = 100;

    private Shown() {}

    static @Nullable Object value(@Nullable Object value) {
        return isWhole(value) ? value : shortened(value);
    }

    /**
     * The same, and says so where that is not all of the value.
     *
     * @param name the field's, as rules ask for it
     * @param cut told of fields of which rules do not see all
     */
    static @Nullable Object value(@Nullable Object value, String name, Consumer<String> cut) {
        if (isWhole(value)) {
            return value;
        }
        cut.accept(name);
        return shortened(value);
    }

    private static @Nullable Object shortened(@Nullable Object value) {
        Object each = Shortened.value(value, LONGEST_TEXT, MOST_VALUES);
        if (!(each instanceof List<?> list)) {
            return each;
        }
        int length = 0;
        for (int i = 0; i < list.size(); i++) {
            length += length(list.get(i));
            if (length > LONGEST_LIST) {
                return list.subList(0, i);
            }
        }
        return list;
    }

    private static int length(@Nullable Object value) {
        return value instanceof String text ? text.length() : 0;
    }

    /** Whether rules are shown all of it, as of nearly all values they are. */
    static boolean isWhole(@Nullable Object value) {
        return switch (value) {
            case String text -> text.length() <= LONGEST_TEXT;
            case List<?> list -> list.size() <= MOST_VALUES && areWhole(list);
            case null, default -> true;
        };
    }

    private static boolean areWhole(List<?> values) {
        int length = 0;
        for (Object each : values) {
            length += length(each);
            if (length > LONGEST_LIST || !isWhole(each)) {
                return false;
            }
        }
        return true;
    }
}
