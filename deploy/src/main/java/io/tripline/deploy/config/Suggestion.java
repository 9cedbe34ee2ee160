package io.tripline.deploy.config;

import io.tripline.contracts.Spelling;
import java.util.Collection;

/** How a sentence about an unknown name ends. */
final class Suggestion {
    private Suggestion() {}

    /** With the question whether the nearest known one was meant, or just so. */
    static String ending(String typed, Collection<String> known) {
        return Spelling.nearest(typed, known)
                .map(each -> "; did you mean " + each + "?")
                .orElse(".");
    }
}
