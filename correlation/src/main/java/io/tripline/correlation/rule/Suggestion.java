package io.tripline.correlation.rule;

/** The name that was perhaps meant. */
final class Suggestion {
    private Suggestion() {}

    /** " Did you mean x?", or nothing if no name is close. */
    static String of(String given, Iterable<String> names) {
        String best = "";
        int bestDistance = Math.max(2, given.length() / 3) + 1;
        for (String name : names) {
            int distance = distance(given, name);
            if (distance < bestDistance
                    || (distance == bestDistance && !best.isEmpty() && name.compareTo(best) < 0)) {
                best = name;
                bestDistance = distance;
            }
        }
        return best.isEmpty() ? "" : " Did you mean " + best + "?";
    }

    private static int distance(String a, String b) {
        int[] row = new int[b.length() + 1];
        for (int j = 0; j <= b.length(); j++) {
            row[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int substitution = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(substitution, Math.min(row[j], row[j - 1]) + 1);
            }
        }
        return row[b.length()];
    }
}
