package io.tripline.alerting;

import java.time.DayOfWeek;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Days of the week as an operator writes them. */
public final class Days {
    private static final int SHORT = 3;

    private Days() {}

    /** {@code sun} or {@code sunday}, in whatever case. */
    public static Optional<DayOfWeek> day(String text) {
        String upper = text.toUpperCase(Locale.ROOT);
        return List.of(DayOfWeek.values()).stream()
                .filter(
                        each ->
                                each.name().equals(upper)
                                        || each.name().substring(0, SHORT).equals(upper))
                .findFirst();
    }
}
