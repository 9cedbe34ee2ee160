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
}
