package io.tripline.ingest.source;

import java.time.DateTimeException;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The zone that devices write behind a time: {@code UTC}, {@code GMT+01:00}, {@code +0100}, {@code EST}.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc5322#section-4.3">RFC 5322, obsolete date and time</a>
 */
final class TimeZoneWord {
    /**
     * Hours from UTC of what means one thing only where logs are written. CST (also China's), IST, BST and their like are
     * left out: there the record's own zone decides.
     */
    private static final Map<String, Integer> HOURS =
            Map.ofEntries(
                    Map.entry("UTC", 0),
                    Map.entry("GMT", 0),
                    Map.entry("Z", 0),
                    Map.entry("WET", 0),
                    Map.entry("CET", 1),
                    Map.entry("WEST", 1),
                    Map.entry("CEST", 2),
                    Map.entry("EET", 2),
                    Map.entry("EEST", 3),
                    Map.entry("MSK", 3),
                    Map.entry("JST", 9),
                    Map.entry("AEST", 10),
                    Map.entry("AEDT", 11),
                    Map.entry("NZST", 12),
                    Map.entry("NZDT", 13),
                    Map.entry("EST", -5),
                    Map.entry("EDT", -4),
                    Map.entry("CDT", -5),
                    Map.entry("MST", -7),
                    Map.entry("MDT", -6),
                    Map.entry("PST", -8),
                    Map.entry("PDT", -7));

    private TimeZoneWord() {}

    /** The zone that the word names; null if it is none, or of more than one meaning. */
    static @Nullable ZoneId zone(String word) {
        Integer hours = HOURS.get(word);
        if (hours != null) {
            return ZoneOffset.ofHours(hours);
        }
        String offset = word.startsWith("GMT") || word.startsWith("UTC") ? word.substring(3) : word;
        if (offset.length() < 3 || (offset.charAt(0) != '+' && offset.charAt(0) != '-')) {
            return null;
        }
        try {
            return ZoneOffset.of(offset);
        } catch (DateTimeException e) {
            return null;
        }
    }

    /** Whether a word may stand for a zone, known or not, rather than be a part of the time. */
    static boolean isOne(String word) {
        if (zone(word) != null) {
            return true;
        }
        for (int i = 0; i < word.length(); i++) {
            if (word.charAt(i) < 'A' || word.charAt(i) > 'Z') {
                return false;
            }
        }
        return word.length() >= 3 && word.length() <= 5;
    }
}
