package io.tripline.correlation.engine;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** What EPL may ask of a profile: {@code profile.is_first('country')} and the like. */
public enum ProfileQuestion {
    /** Whether no earlier event within the profile's time shows the event's value. */
    IS_FIRST,
    /** When the event's value was seen first, in milliseconds; null if never. */
    FIRST_SEEN,
    /** When the event's value was seen last before the event, in milliseconds; null if never. */
    LAST_SEEN,
    /** How many earlier events show the event's value. */
    COUNT,
    /** How many different values earlier events show. */
    DISTINCT_COUNT;

    /** What all of them are called in EPL. */
    public static List<String> labels() {
        return Arrays.stream(values()).map(ProfileQuestion::label).toList();
    }

    static Optional<ProfileQuestion> byLabel(String label) {
        return Arrays.stream(values()).filter(each -> each.label().equals(label)).findFirst();
    }

    /** As EPL names it. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
