package io.tripline.deploy.config;

import java.util.Collection;
import java.util.Comparator;
import java.util.Optional;

/** What somebody who mistyped a name probably meant. */
public final class Suggestion {
    private Suggestion() {}

    /** The nearest of the known names, if it is near enough to be worth saying. */
    public static Optional<String> nearest(String typed, Collection<String> known) {
        return known.stream()
                .min(
                        Comparator.<String>comparingInt(each -> distance(typed, each))
                                .thenComparing(Comparator.naturalOrder()))
                .filter(each -> distance(typed, each) <= Math.max(2, typed.length() / 4));
    }

    /** How a sentence about an unknown name ends: with the question whether that one was meant, or just so. */
    static String ending(String typed, Collection<String> known) {
        return nearest(typed, known).map(each -> "; did you mean " + each + "?").orElse(".");
    }

    /** Levenshtein's distance: letters to insert, delete or replace. */
    private static int distance(String a, String b) {
        int[] previous = new int[b.length() + 1];
        for (int j = 0; j <= b.length(); j++) {
            previous[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            int[] current = new int[b.length() + 1];
            current[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int replaced = previous[j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                current[j] = Math.min(replaced, Math.min(previous[j], current[j - 1]) + 1);
            }
            previous = current;
        }
        return previous[b.length()];
    }
}
