package io.tripline.correlation.engine;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import io.tripline.contracts.GeoPoint;
import java.time.Instant;
import java.util.Arrays;
import java.util.Collection;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** The functions rules may call. They are total: an absent or odd argument gives false or null, never an exception. */
public final class RuleFunctions {
    private static final int LONGEST_NUMBER = 64;

    private static final double EARTH_RADIUS_KM = 6371.0088;
    private static final double MILLIS_PER_HOUR = 3_600_000;

    /** Two places within one millisecond are further than any speed. */
    private static final double INSTANTLY = 1e9;

    /** Patterns and networks stand in rules as constants, so there are few; a computed one stops being remembered. */
    private static final int MAX_REMEMBERED = 4_096;

    private static final Map<String, Pattern> PATTERNS = new ConcurrentHashMap<>();
    private static final Map<String, Network> NETWORKS = new ConcurrentHashMap<>();

    private RuleFunctions() {}

    /** Whether a list of values holds this one. */
    public static boolean has(String @Nullable [] values, @Nullable String value) {
        if (values != null) {
            for (String each : values) {
                if (each.equals(value)) {
                    return true;
                }
            }
        }
        return false;
    }

    /** Whether two texts are equal without regard to case. */
    public static boolean same(@Nullable String a, @Nullable String b) {
        return a != null && a.equalsIgnoreCase(b);
    }

    public static boolean startsWith(@Nullable String text, @Nullable String prefix) {
        return text != null
                && prefix != null
                && text.regionMatches(true, 0, prefix, 0, prefix.length());
    }

    public static boolean endsWith(@Nullable String text, @Nullable String suffix) {
        return text != null
                && suffix != null
                && text.regionMatches(
                        true, text.length() - suffix.length(), suffix, 0, suffix.length());
    }

    /**
     * Whether a text as a whole is like a pattern without regard to case: {@code *} stands for any characters, {@code ?} for
     * one.
     */
    public static boolean wildcard(@Nullable String text, @Nullable String pattern) {
        return text != null && pattern != null && new Wildcard(pattern).matches(text);
    }

    /** Whether a text matches an RE2 pattern as a whole. */
    public static boolean matches(@Nullable String text, @Nullable String pattern) {
        if (text == null || pattern == null) {
            return false;
        }
        try {
            Pattern compiled = PATTERNS.get(pattern);
            if (compiled == null) {
                compiled = Pattern.compile(pattern);
                if (PATTERNS.size() < MAX_REMEMBERED) {
                    PATTERNS.put(pattern, compiled);
                }
            }
            return compiled.matches(text);
        } catch (PatternSyntaxException e) {
            return false;
        }
    }

    /** Whether an address is in a network like {@code 10.0.0.0/8}. */
    public static boolean cidr(@Nullable String address, @Nullable String network) {
        if (address == null || network == null) {
            return false;
        }
        Network known = NETWORKS.get(network);
        if (known == null) {
            known = Network.parse(network);
            if (NETWORKS.size() < MAX_REMEMBERED) {
                NETWORKS.put(network, known);
            }
        }
        return known.holds(address);
    }

    /** Whether a named list holds a text or address. */
    public static boolean inList(@Nullable String value, @Nullable String list) {
        return listEntry(value, list) != null;
    }

    /** Whether a named list holds a number, such as that of an autonomous system. */
    public static boolean inList(@Nullable Long value, @Nullable String list) {
        return value != null && inList(value.toString(), list);
    }

    /** The entry of a named list that holds a text or address, to be shown. */
    public static @Nullable String listEntry(@Nullable String value, @Nullable String list) {
        return list == null
                ? null
                : NamedLists.known(list).flatMap(each -> each.entry(value)).orElse(null);
    }

    /** The entry of a named list that is a number, to be shown. */
    public static @Nullable String listEntry(@Nullable Long value, @Nullable String list) {
        return value == null ? null : listEntry(value.toString(), list);
    }

    /** What is wrong with a constant pattern; empty if nothing is. */
    static String patternProblem(String pattern) {
        if (!PatternSize.isBounded(pattern)) {
            return "A pattern is at most "
                    + PatternSize.MOST
                    + " characters long when its counts like {1,100} are written out, and this one is longer. Use + or *, or fewer within each other.";
        }
        try {
            Pattern.compile(pattern);
            return "";
        } catch (PatternSyntaxException e) {
            return "matches(...) takes an RE2 pattern; "
                    + pattern
                    + ": "
                    + e.getDescription()
                    + ".";
        }
    }

    /** What is wrong with a constant network; empty if nothing is. */
    static String networkProblem(String network) {
        return Network.parse(network) == Network.NONE
                ? "cidr(...) takes a network like 10.0.0.0/8, which " + network + " is not."
                : "";
    }

    /** The great-circle distance of two places, in kilometres; to the last bit the same on every processor. */
    public static @Nullable Double distanceKm(@Nullable GeoPoint from, @Nullable GeoPoint to) {
        if (from == null || to == null) {
            return null;
        }
        double fromLatitude = Math.toRadians(from.latitude());
        double toLatitude = Math.toRadians(to.latitude());
        double latitude = (toLatitude - fromLatitude) / 2;
        double longitude = Math.toRadians(to.longitude() - from.longitude()) / 2;
        double north = StrictMath.sin(latitude);
        double east = StrictMath.sin(longitude);
        double haversine =
                north * north
                        + StrictMath.cos(fromLatitude) * StrictMath.cos(toLatitude) * (east * east);
        return 2 * EARTH_RADIUS_KM * StrictMath.asin(Math.min(1, Math.sqrt(haversine)));
    }

    /** The speed that this distance in this time needs, in km/h. */
    public static @Nullable Double speedKmh(
            @Nullable Double kilometres, @Nullable Long fromMillis, @Nullable Long toMillis) {
        if (kilometres == null || fromMillis == null || toMillis == null) {
            return null;
        }
        long millis = Math.abs(toMillis - fromMillis);
        return millis == 0
                ? (kilometres > 0 ? INSTANTLY : 0)
                : Math.min(INSTANTLY, kilometres / (millis / MILLIS_PER_HOUR));
    }

    /** How many different texts there are in a window of texts or of lists of texts. */
    public static long distinctCount(@Nullable Object window) {
        return distinct(window).size();
    }

    /** The different texts in a window of texts or of lists of texts, in their order, for people. */
    public static @Nullable String distinctText(@Nullable Object window) {
        Set<String> texts = distinct(window);
        return texts.isEmpty() ? null : String.join(", ", texts);
    }

    private static Set<String> distinct(@Nullable Object window) {
        Set<String> texts = new TreeSet<>();
        addTexts(window, texts);
        return texts;
    }

    private static void addTexts(@Nullable Object window, Set<String> texts) {
        switch (window) {
            case null -> {}
            case String text -> texts.add(text);
            case Object[] all -> Arrays.asList(all).forEach(each -> addTexts(each, texts));
            case Collection<?> all -> all.forEach(each -> addTexts(each, texts));
            default -> {}
        }
    }

    /** A time in milliseconds as people read it, in UTC. */
    public static @Nullable String asTime(@Nullable Long millis) {
        return millis == null ? null : Instant.ofEpochMilli(millis).toString();
    }

    /** A number rounded to a whole one, for people. */
    public static @Nullable Long rounded(@Nullable Double number) {
        return number == null ? null : Math.round(number);
    }

    /** The number that a text is; null if it is none. */
    public static @Nullable Double number(@Nullable String text) {
        if (text == null || text.length() > LONGEST_NUMBER) {
            return null;
        }
        for (int i = 0; i < text.length(); i++) {
            // Java reads more than this as a number: NaN, 0x1p3, 7d.
            if ("+-.eE0123456789".indexOf(text.charAt(i)) < 0) {
                return null;
            }
        }
        try {
            double number = Double.parseDouble(text);
            return Double.isFinite(number) ? number : null;
        } catch (NumberFormatException e) {
            return null;
        }
    }
}
