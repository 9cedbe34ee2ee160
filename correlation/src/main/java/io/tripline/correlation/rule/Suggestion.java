package io.tripline.correlation.rule;

import io.tripline.contracts.Spelling;
import java.util.Collection;

/** The end of an error message that names what was probably meant. */
public final class Suggestion {
    private static final int MAX_LENGTH = 100;

    private Suggestion() {}

    /** {@code " Did you mean x?"} with the nearest known name, or nothing if none is near. */
    public static String of(String name, Collection<String> known) {
        return Spelling.nearest(name, known).map(best -> " Did you mean " + best + "?").orElse("");
    }

    /** How far a name is from the nearest known one, in letters to change. */
    public static int distanceTo(String name, Collection<String> known) {
        return known.stream()
                .mapToInt(each -> Spelling.distance(name, each))
                .min()
                .orElse(MAX_LENGTH);
    }
}
