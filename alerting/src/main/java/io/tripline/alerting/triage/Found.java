package io.tripline.alerting.triage;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Optional;

/**
 * A page of what was looked for, newest first.
 *
 * @param documents without their evidence and history
 * @param next where the next page begins; empty if this is the last
 * @param total how many there are in all
 * @param totalIsExact whether there are no more than {@code total}
 */
public record Found(
        List<JsonNode> documents, Optional<Place> next, long total, boolean totalIsExact) {
    public Found {
        documents = List.copyOf(documents);
    }

    /**
     * A place in the order of everything: behind the one with this time and id.
     *
     * @param time of {@code @timestamp}, in milliseconds since 1970
     */
    public record Place(long time, String id) {}
}
