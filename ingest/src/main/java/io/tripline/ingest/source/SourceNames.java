package io.tripline.ingest.source;

import io.tripline.contracts.Spelling;
import java.util.List;
import java.util.Locale;

/** What is said to somebody who names a log source that there is not. */
public final class SourceNames {
    /** More are no hint. */
    private static final int MOST_MEANT = 6;

    /** A name that differs from the one that was meant has a quarter of its letters wrong at most, or two. */
    private static final int RIGHT_PER_WRONG = 4;

    private static final int MOST_WRONG = 2;

    private SourceNames() {}

    /** The sentence: with those that were probably meant, or else with all there are. */
    public static String unknown(String typed, List<LogSource> sources) {
        List<String> names = sources.stream().map(LogSource::name).toList();
        List<String> meant = meant(typed.toLowerCase(Locale.ROOT), names);
        return "There is no log source "
                + typed
                + (meant.isEmpty()
                        ? "; there are " + String.join(", ", names) + "."
                        : "; did you mean " + String.join(" or ", meant) + "?");
    }

    private static List<String> meant(String typed, List<String> names) {
        List<String> holding =
                typed.isEmpty()
                        ? List.of()
                        : names.stream().filter(name -> name.contains(typed)).toList();
        if (!holding.isEmpty() && holding.size() <= MOST_MEANT) {
            return holding;
        }
        int wrong = Math.max(MOST_WRONG, typed.length() / RIGHT_PER_WRONG);
        int nearest =
                names.stream()
                        .mapToInt(name -> Spelling.distance(typed, name))
                        .min()
                        .orElse(Integer.MAX_VALUE);
        return names.stream()
                .filter(
                        name ->
                                nearest <= wrong
                                        ? Spelling.distance(typed, name) == nearest
                                        : isOfVendor(typed, name))
                .limit(MOST_MEANT)
                .toList();
    }

    /** Whether the vendor is the same: {@code okta.log} is {@code okta.system}. */
    private static boolean isOfVendor(String typed, String name) {
        return Scan.before(typed, ".").equals(Scan.before(name, "."));
    }
}
