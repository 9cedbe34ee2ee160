package io.tripline.deploy.cli;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
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

    /**
     * A JSON document in which DEL, the control characters U+0080 to U+009F and those that steer the direction of text are
     * escaped: the same document to whoever reads JSON, and harmless to whoever looks at it.
     */
    static byte[] json(byte[] document) {
        if (!maySteer(document)) {
            return document;
        }
        String text = new String(document, StandardCharsets.UTF_8);
        StringBuilder out = new StringBuilder(text.length() + 16);
        for (int i = 0; i < text.length(); i++) {
            char character = text.charAt(i);
            // Outside of strings JSON has none of these, and inside an escape is the same
            // character.
            if (steers(character)) {
                out.append("\\u").append(HexFormat.of().toHexDigits(character));
            } else {
                out.append(character);
            }
        }
        return out.toString().getBytes(StandardCharsets.UTF_8);
    }

    /** Whether there is a byte that begins one of them in UTF-8; hardly any document has one. */
    private static boolean maySteer(byte[] document) {
        for (byte each : document) {
            if (each == 0x7f || each == (byte) 0xc2 || each == (byte) 0xd8 || each == (byte) 0xe2) {
                return true;
            }
        }
        return false;
    }

    private static boolean steers(char character) {
        return (character >= 0x7f && character <= 0x9f)
                || character == 0x061c
                || character == 0x200e
                || character == 0x200f
                || (character >= 0x2028 && character <= 0x202e)
                || (character >= 0x2066 && character <= 0x2069);
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
