package io.tripline.alerting.form;

/**
 * Text that may be an attacker's, made safe to look at: no control characters, nothing that turns the direction, and none
 * of the code points that XML forbids.
 */
final class PlainText {
    private static final char MORE = '…';

    private PlainText() {}

    /** The text on one line, at most so many UTF-16 units of it. */
    static String line(String text, int most) {
        StringBuilder clean = new StringBuilder(Math.min(text.length(), most));
        for (int i = 0; i < text.length() && clean.length() <= most; ) {
            int point = text.codePointAt(i);
            i += Character.charCount(point);
            if (Character.isISOControl(point)
                    || Character.getType(point) == Character.LINE_SEPARATOR
                    || Character.getType(point) == Character.PARAGRAPH_SEPARATOR) {
                clean.append(' ');
            } else if (Character.getType(point) != Character.FORMAT
                    && Character.getType(point) != Character.SURROGATE
                    && !isNoncharacter(point)) {
                clean.appendCodePoint(point);
            }
        }
        return bounded(clean, most);
    }

    /** Whether Unicode will never make it a character. */
    private static boolean isNoncharacter(int point) {
        return (point & 0xFFFE) == 0xFFFE || (point >= 0xFDD0 && point <= 0xFDEF);
    }

    /** At most so many UTF-16 units, with a sign where something is left out. */
    static String bounded(CharSequence text, int most) {
        if (text.length() <= most) {
            return text.toString();
        }
        int end = most - 1;
        if (end > 0 && Character.isHighSurrogate(text.charAt(end - 1))) {
            end--;
        }
        return text.subSequence(0, end).toString() + MORE;
    }

    /** For a place where tags would be obeyed. */
    static String escaped(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
    }
}
