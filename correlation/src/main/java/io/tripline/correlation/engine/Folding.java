package io.tripline.correlation.engine;

/**
 * Text without regard to case: two texts that {@link String#equalsIgnoreCase} or {@link String#regionMatches} calls equal are
 * equal when folded. Not always the other way round: all surrogates are one.
 */
final class Folding {
    private Folding() {}

    static char fold(char c) {
        if (c < 128) {
            return c >= 'A' && c <= 'Z' ? (char) (c + ('a' - 'A')) : c;
        }
        return Character.isSurrogate(c)
                ? Character.MIN_SURROGATE
                : Character.toLowerCase(Character.toUpperCase(c));
    }

    static String fold(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (fold(text.charAt(i)) != text.charAt(i)) {
                char[] folded = text.toCharArray();
                for (; i < folded.length; i++) {
                    folded[i] = fold(folded[i]);
                }
                return new String(folded);
            }
        }
        return text;
    }
}
