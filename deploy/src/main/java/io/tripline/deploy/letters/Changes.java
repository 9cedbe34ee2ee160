package io.tripline.deploy.letters;

import java.time.ZoneId;
import java.util.Optional;

/**
 * What is said of raw records on their way back that their shippers said wrong, or not at all.
 *
 * @param source the log source to read them with
 * @param recognizedAnew whether what the shipper said of the log source is left out
 * @param timezone of times that name none
 */
public record Changes(Optional<String> source, boolean recognizedAnew, Optional<ZoneId> timezone) {
    /** All as the shippers said. */
    public static final Changes NONE = new Changes(Optional.empty(), false, Optional.empty());

    /** All is read with this log source. */
    public static Changes source(String name) {
        return new Changes(Optional.of(name), false, Optional.empty());
    }

    String source(DeadLetter letter) {
        return source.or(() -> recognizedAnew ? Optional.empty() : letter.named()).orElse("");
    }

    String timezone(DeadLetter letter) {
        return timezone.map(ZoneId::getId).or(letter::timezone).orElse("");
    }
}
