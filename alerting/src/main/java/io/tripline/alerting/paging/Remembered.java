package io.tripline.alerting.paging;

import java.io.IOException;
import java.util.Optional;

/** What the desk remembers of an alert that nobody was told of by itself, for a person. */
public final class Remembered {
    private Remembered() {}

    /** Under which the topic {@code paging} holds it. */
    public static String key(String id) {
        return Cases.KEY + id;
    }

    /** What became of it; empty where somebody was told, or it is not ours. */
    public static Optional<String> says(byte[] value) {
        Case known;
        try {
            known = Case.read(value);
        } catch (IOException | RuntimeException e) {
            // An older or newer service's.
            return Optional.empty();
        }
        if (!known.told.isEmpty()) {
            return Optional.empty();
        }
        if (!known.incident.isEmpty()) {
            return Optional.of("Its pages are those of the incident " + known.incident + ".");
        }
        if (known.waiting) {
            return Optional.of(
                    "It waits for its incident"
                            + (known.due == null ? "." : " until " + known.due + "."));
        }
        return Optional.of(
                "The route "
                        + known.route
                        + " held it back, for its quiet hours or its limit: it is summed up with others"
                        + " when they are over, and is no page of its own.");
    }
}
