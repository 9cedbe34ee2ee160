package io.tripline.alerting.paging;

import io.tripline.alerting.paging.PagingMetrics.Decision;
import io.tripline.alerting.topics.Outgoing;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Forgets cases for which there is no room, and says so. What would still have been told about one is told at once: a flood
 * takes nobody's page away. Owned by the desk.
 */
final class Crowding {
    private static final Logger log = LoggerFactory.getLogger(Crowding.class);

    /** So long one notice tells of all that follows. */
    static final Duration BETWEEN_NOTICES = Duration.ofHours(1);

    private final Cases cases;
    private final Telling telling;
    private final Climbing climbing;
    private final Outbox outbox;
    private final PagingMetrics metrics;
    private Instant nextNotice = Instant.EPOCH;

    Crowding(
            Cases cases, Telling telling, Climbing climbing, Outbox outbox, PagingMetrics metrics) {
        this.cases = cases;
        this.telling = telling;
        this.climbing = climbing;
        this.outbox = outbox;
        this.metrics = metrics;
    }

    /** Makes room, if there is none. */
    void relieve(Instant now, List<Outgoing> out) {
        for (Optional<Case> next = cases.excess(); next.isPresent(); next = cases.excess()) {
            Case crowded = next.get();
            if (crowded.waiting) {
                // For its incident, which will be a page of its own.
                crowded.waiting = false;
                crowded.due = null;
                telling.open(crowded, now, out);
            }
            if (climbing.climbToTheEnd(crowded, now, out)) {
                metrics.decided(Decision.ESCALATED);
            }
            cases.forget(crowded, out);
            metrics.crowdedOut();
            // It was a clock that was ahead if that is later than it could be.
            boolean isAhead = nextNotice.isAfter(now.plus(BETWEEN_NOTICES));
            if (isAhead || !now.isBefore(nextNotice)) {
                nextNotice = now.plus(BETWEEN_NOTICES);
                log.atError()
                        .addKeyValue("room", cases.room())
                        .log("More alerts are open than are remembered; the oldest are forgotten.");
                outbox.crowded(cases.room(), now, out);
            }
        }
    }
}
