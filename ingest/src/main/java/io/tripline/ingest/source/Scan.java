package io.tripline.ingest.source;

import org.jspecify.annotations.Nullable;

/** Cutting a line at fixed words. */
final class Scan {
    private Scan() {}

    /** What stands before a word, or all if the word is missing. */
    static String before(String text, String word) {
        int at = text.indexOf(word);
        return at < 0 ? text : text.substring(0, at);
    }

    /** What stands between the first of one word and the last of another behind it; null if either is missing. */
    static @Nullable String between(String text, String from, String to) {
        int start = text.indexOf(from);
        if (start < 0) {
            return null;
        }
        start += from.length();
        int end = text.lastIndexOf(to);
        return end < start ? null : text.substring(start, end);
    }

    /** What stands behind a word, up to another or the end; null if the first is missing. */
    static @Nullable String after(String text, String word, String until) {
        int start = text.indexOf(word);
        if (start < 0) {
            return null;
        }
        start += word.length();
        int end = text.indexOf(until, start);
        return text.substring(start, end < 0 ? text.length() : end);
    }

    /** What stands behind the last of a word, up to another or the end; null if the first is missing. */
    static @Nullable String afterLast(String text, String word, String until) {
        int at = text.lastIndexOf(word);
        return at < 0 ? null : after(text.substring(at), word, until);
    }

    /** A whole number of at most 18 digits, or null. */
    static @Nullable Long number(@Nullable String text) {
        if (text == null || text.isEmpty() || text.length() > 18) {
            return null;
        }
        long number = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c < '0' || c > '9') {
                return null;
            }
            number = number * 10 + c - '0';
        }
        return number;
    }

    /**
     * The text without these signs at its end. By hand, as a regular expression looks at each run of them from each of its
     * signs: a line of a megabyte would take an hour.
     */
    static String without(String signs, String text) {
        int end = text.length();
        while (end > 0 && signs.indexOf(text.charAt(end - 1)) >= 0) {
            end--;
        }
        return text.substring(0, end);
    }

    /** The n-th word, counted from zero, of a text. */
    static @Nullable String word(String text, int n) {
        int at = 0;
        for (int i = 0; i < n; i++) {
            at = text.indexOf(' ', at) + 1;
            if (at == 0) {
                return null;
            }
        }
        return before(text.substring(at), " ");
    }

    /** Without blanks around it; null if nothing is left. */
    static @Nullable String trimmed(@Nullable String text) {
        return text == null || text.isBlank() ? null : text.strip();
    }

    /** The one, or the other where that is missing. */
    static <T> @Nullable T first(@Nullable T one, @Nullable T other) {
        return one != null ? one : other;
    }
}
