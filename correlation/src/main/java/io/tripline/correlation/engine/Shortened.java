package io.tripline.correlation.engine;

import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Values cut to a length. An attacker chooses what stands in an event, and it must fit into what is kept and told of it. */
public final class Shortened {
    /** In characters. An alert is read by people and paged; the whole event is where its evidence says. */
    public static final int TOLD_TEXT = 512;

    private static final int TOLD_VALUES = 20;
    private static final String ELLIPSIS = "\u2026";

    private Shortened() {}

    /** The text, or as much of its beginning as fits with an ellipsis. */
    public static String text(String text, int length) {
        if (text.length() <= length) {
            return text;
        }
        int end = length - ELLIPSIS.length();
        return text.substring(0, Character.isHighSurrogate(text.charAt(end - 1)) ? end - 1 : end)
                + ELLIPSIS;
    }

    /** The value as alerts tell it. */
    public static Object asTold(Object value) {
        return Objects.requireNonNull(value(value, TOLD_TEXT, TOLD_VALUES));
    }

    /** The value with every text shortened, and lists to as many values. */
    public static @Nullable Object value(@Nullable Object value, int length, int values) {
        return switch (value) {
            case String text -> text(text, length);
            case List<?> list ->
                    list.stream().limit(values).map(each -> value(each, length, values)).toList();
            case null, default -> value;
        };
    }
}
