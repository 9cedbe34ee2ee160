package io.tripline.correlation.rule;

import java.util.Arrays;
import java.util.Collection;
import java.util.Locale;
import java.util.Optional;

/** The end of an error message that names what was probably meant. */
public final class Suggestion {
    private static final int MAX_LENGTH = 100;

    private Suggestion() {}

    /** {@code " Did you mean x?"} with the nearest known name, or nothing if none is near. */
    public static String of(String name, Collection<String> known) {
        return nearest(name, known).map(best -> " Did you mean " + best + "?").orElse("");
    }

    /** The nearest known name, whatever its case; empty if none is near. */
    static Optional<String> nearest(String name, Collection<String> known) {
        if (name.length() > MAX_LENGTH) {
            return Optional.empty();
        }
        String lower = name.toLowerCase(Locale.ROOT);
        String best = "";
        int bestDistance = Math.max(2, name.length() / 3) + 1;
        for (String each : known) {
            int distance = distance(lower, each.toLowerCase(Locale.ROOT));
            if (distance < bestDistance
                    || (distance == bestDistance && !best.isEmpty() && each.compareTo(best) < 0)) {
                best = each;
                bestDistance = distance;
            }
        }
        return best.isEmpty() ? Optional.empty() : Optional.of(best);
    }

    /** How far a name is from the nearest known one, in letters to change. */
    public static int distanceTo(String name, Collection<String> known) {
        return known.stream().mapToInt(each -> distance(name, each)).min().orElse(MAX_LENGTH);
    }

    /** Levenshtein's distance. */
    private static int distance(String a, String b) {
        int[] before = new int[b.length() + 1];
        Arrays.setAll(before, i -> i);
        for (int i = 1; i <= a.length(); i++) {
            int[] row = new int[b.length() + 1];
            row[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int change = before[j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                row[j] = Math.min(change, Math.min(before[j], row[j - 1]) + 1);
            }
            before = row;
        }
        return before[b.length()];
    }
}
