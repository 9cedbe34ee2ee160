package io.tripline.alerting.paging;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** What one route has paged in the present time of its limit, and what it holds back. Owned by the desk. */
final class HeldBack {
    private static final ObjectMapper JSON = new ObjectMapper();

    /** What a route that is gone held back is not kept for longer. */
    private static final Duration LONGEST = Duration.ofDays(7);

    /** When the present time of the limit began. */
    Instant windowBegan = Instant.EPOCH;

    int paged;

    /** The severity of the gravest of them. */
    long gravest;

    /** Of pages before, which grew: they take no room away from new ones. */
    int updated;

    /** When what is held back is summed up; null while there is nothing. */
    @Nullable Instant until;

    final Tally tally = new Tally();

    /** Says whether it is counted: one that was withdrawn and stands again is counted already. */
    boolean hold(Tally.Named one, Instant now, Instant until) {
        if (this.until == null || this.until.isBefore(until)) {
            this.until = until;
        }
        if (tally.names(one.id())) {
            return false;
        }
        tally.add(one, now);
        return true;
    }

    /** Whether its time is over where no route says so any more. */
    boolean isOver(Instant now) {
        // As quiet hours last: a clock that was ahead puts it off no longer.
        return until != null && (!now.isBefore(until) || until.isAfter(now.plus(LONGEST)));
    }

    /** The document of a summary; afterwards nothing is held back. */
    ObjectNode summary(String route, Instant now) {
        ObjectNode document = JSON.createObjectNode();
        String message =
                tally.count()
                        + (tally.count() == 1 ? " alert was" : " alerts were")
                        + " held back by the route "
                        + route
                        + ": "
                        + tally.titles()
                        + ".";
        document.put("@timestamp", now.toString()).put("message", message);
        document.putObject("event").put("kind", "state").put("dataset", "tripline.page");
        tally.tell(document.putObject("tripline").putObject("held_back").put("route", route));
        until = null;
        tally.clear();
        return document;
    }

    byte[] bytes() {
        ObjectNode node = JSON.createObjectNode();
        node.put("window_began", windowBegan.toString())
                .put("paged", paged)
                .put("gravest", gravest)
                .put("updated", updated)
                .put("until", until == null ? null : until.toString());
        tally.write(node);
        return node.toString().getBytes(java.nio.charset.StandardCharsets.UTF_8);
    }

    static HeldBack read(byte[] bytes) throws IOException {
        JsonNode node = JSON.readTree(bytes);
        HeldBack made = new HeldBack();
        made.windowBegan = Instant.parse(node.required("window_began").asText());
        made.paged = node.path("paged").asInt();
        made.gravest = node.path("gravest").asLong();
        made.updated = node.path("updated").asInt();
        made.until = node.hasNonNull("until") ? Instant.parse(node.path("until").asText()) : null;
        made.tally.restore(node);
        return made;
    }
}
