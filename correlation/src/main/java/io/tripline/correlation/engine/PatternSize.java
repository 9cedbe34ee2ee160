package io.tripline.correlation.engine;

import java.util.ArrayDeque;
import java.util.Deque;

/**
 * How large a pattern becomes when its counted repetitions are written out, which RE2/J does: three of a thousand within each
 * other are a thousand million.
 */
final class PatternSize {
    /**
     * Patterns of people have some hundred. RE2/J holds each character of a text against all places of a pattern that are reached
     * at once, so what keeps many of them reached counts more: a repetition without end, and copies of one thing.
     */
    static final long MOST = 1_000;

    private static final long UNENDING = 16;
    private static final long OPTIONAL = 2;
    private static final long COPY = 4;

    /** Of all patterns of a rule. */
    static final long MOST_OF_RULE = 4_000;

    private static final int DEEPEST = 100;

    private final Deque<long[]> groups = new ArrayDeque<>();
    private long sum;
    private long last;
    private boolean isTooDeep;

    private PatternSize() {}

    /** Whether a pattern is small enough to be compiled. */
    static boolean isBounded(String pattern) {
        return of(pattern) <= MOST;
    }

    /** The characters of a pattern that is written out; more than {@link #MOST} where it is too large to tell. */
    static long of(String pattern) {
        PatternSize size = new PatternSize();
        size.read(pattern);
        return size.isTooDeep ? MOST + 1 : Math.max(pattern.length(), size.sum + size.last);
    }

    private void read(String pattern) {
        for (int i = 0; i < pattern.length(); i++) {
            switch (pattern.charAt(i)) {
                case '\\' -> i = escaped(pattern, i + 1);
                case '[' -> {
                    i = endOfClass(pattern, i);
                    item(1);
                }
                case '(' -> {
                    groups.push(new long[] {sum, last});
                    isTooDeep |= groups.size() > DEEPEST;
                    sum = 0;
                    last = 0;
                }
                case ')' -> {
                    long own = sum + last;
                    long[] before = groups.isEmpty() ? new long[2] : groups.pop();
                    sum = before[0] + before[1];
                    last = Math.max(1, own);
                }
                case '{' -> i = repeat(pattern, i);
                case '*', '+' -> last += UNENDING;
                case '?' -> last += OPTIONAL;
                default -> item(1);
            }
        }
        // What is read differently from RE2/J must not take away what stood before it.
        groups.forEach(before -> sum = Math.min(sum + before[0] + before[1], 2 * MOST));
    }

    /** Where a character, a class or a quotation ends that a backslash begins. */
    private int escaped(String pattern, int at) {
        char kind = at < pattern.length() ? pattern.charAt(at) : ' ';
        if (kind == 'Q') {
            int end = pattern.indexOf("\\E", at);
            int last = end < 0 ? pattern.length() : end;
            for (int i = at + 1; i < last; i++) {
                item(1);
            }
            return last + 1;
        }
        item(1);
        boolean isNamed =
                (kind == 'x' || kind == 'p' || kind == 'P') && pattern.startsWith("{", at + 1);
        return isNamed ? end(pattern, "}", at) : at;
    }

    private static int end(String pattern, String what, int from) {
        int end = pattern.indexOf(what, from);
        return end < 0 ? pattern.length() : end + what.length() - 1;
    }

    private void item(long size) {
        sum = Math.min(sum + last, 2 * MOST);
        last = size;
    }

    /** A bracket that stands first is a character of the class. */
    private static int endOfClass(String pattern, int from) {
        int first = pattern.startsWith("^", from + 1) ? from + 2 : from + 1;
        for (int i = first; i < pattern.length(); i++) {
            if (pattern.charAt(i) == '\\') {
                i++;
            } else if (pattern.startsWith("[:", i) && pattern.indexOf(":]", i + 2) >= 0) {
                i = end(pattern, ":]", i + 2);
            } else if (pattern.charAt(i) == ']' && i > first) {
                return i;
            }
        }
        return pattern.length();
    }

    private int repeat(String pattern, int from) {
        int end = pattern.indexOf('}', from);
        String counts = end < 0 ? "" : pattern.substring(from + 1, end);
        if (!counts.matches("[0-9]{1,9}(,[0-9]{0,9})?")) {
            item(1);
            return from;
        }
        long most = 1;
        for (String count : counts.split(",")) {
            most = Math.max(most, Long.parseLong(count));
        }
        last += counts.endsWith(",") ? UNENDING : 0;
        last = Math.min(most > 1 ? last * most * COPY : last, 2 * MOST);
        return end;
    }
}
