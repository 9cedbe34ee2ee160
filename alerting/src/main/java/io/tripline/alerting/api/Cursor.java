package io.tripline.alerting.api;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.tripline.alerting.triage.Found;
import io.tripline.contracts.StableId;
import java.util.Base64;
import java.util.Optional;

/**
 * Where the next page begins, as a text that means nothing to others. It carries a mark of the filter that it belongs to:
 * with another one it would skip what nobody has seen.
 */
final class Cursor {
    private static final String VERSION = "1";

    private Cursor() {}

    static String write(Found.Place place, String filter) {
        String text = VERSION + " " + mark(filter) + " " + place.time() + " " + place.id();
        return Base64.getUrlEncoder().withoutPadding().encodeToString(text.getBytes(UTF_8));
    }

    static Optional<Found.Place> read(String text, String filter) {
        try {
            String[] parts = new String(Base64.getUrlDecoder().decode(text), UTF_8).split(" ", 4);
            return parts.length == 4 && parts[0].equals(VERSION) && parts[1].equals(mark(filter))
                    ? Optional.of(new Found.Place(Long.parseLong(parts[2]), parts[3]))
                    : Optional.empty();
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private static String mark(String filter) {
        return StableId.of(filter).substring(0, 8);
    }
}
