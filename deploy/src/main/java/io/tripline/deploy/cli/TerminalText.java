package io.tripline.deploy.cli;

import org.jspecify.annotations.Nullable;

/** Text that is safe to print: what comes from events may be written by an attacker for our terminal. */
public final class TerminalText {
    private TerminalText() {}

    /** On one line, without control characters (ANSI sequences begin with one) and without direction overrides. */
    public static String of(@Nullable String text) {
        return clean(text, false);
    }

    /** The same for text of our own that has several lines. */
    static String lines(@Nullable String text) {
        return clean(text, true);
    }

    private static String clean(@Nullable String text, boolean keepLineEnds) {
        if (text == null) {
            return "";
        }
        StringBuilder out = new StringBuilder(text.length());
        text.codePoints()
                .forEach(
                        point -> {
                            if (keepLineEnds && point == '\n') {
                                out.append('\n');
                            } else if (isPrintable(point)) {
                                out.appendCodePoint(point);
                            } else {
                                out.append('\u00b7');
                            }
                        });
        return out.toString();
    }

    private static boolean isPrintable(int point) {
        return switch (Character.getType(point)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.SURROGATE,
                    Character.PRIVATE_USE,
                    Character.UNASSIGNED,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR ->
                    false;
            default -> true;
        };
    }
}
