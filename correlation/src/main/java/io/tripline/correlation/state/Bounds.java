package io.tripline.correlation.state;

import io.tripline.correlation.engine.CompiledRule;
import java.time.Duration;

/**
 * How much is kept.
 *
 * @param lateness how much older than its entity's newest event an event may be and still count as if in order
 * @param timerGrace how much longer than event time a timer waits for events that are still on their way
 * @param reviseWithin how long a further match of an alert that has many may wait to be told
 * @param eventsPerEntity a rule sees at most this many events of an entity, the newest
 * @param entitiesPerRule how many entities of a rule each partition keeps, those heard of last
 * @param liveEntities how many busy entities per thread keep an Esper runtime of their own
 * @param cachedEvents how many events all partitions together hold in memory besides the stores
 */
public record Bounds(
        Duration lateness,
        Duration timerGrace,
        Duration reviseWithin,
        int eventsPerEntity,
        int entitiesPerRule,
        int liveEntities,
        int cachedEvents) {

    /** An entity is part of few alerts, and all of them are evaluated again for each that changes. */
    private static final int ALERTS_PER_ENTITY = 1_000;

    private static final int MOST_LEAVING = 20_000;

    /**
     * Whether it is time to let go of events of an entity, in batches.
     *
     * @param oldest time of its oldest event
     * @param read how new its newest event was when everything that had arrived had been read
     * @param reachesBack how far the rule does, in milliseconds
     */
    boolean mayLetGo(long oldest, long read, long reachesBack) {
        long keepFrom = read - lateness.toMillis() - reachesBack;
        return oldest < keepFrom - lateness.toMillis() / 4;
    }

    /**
     * How long a rule's entity is kept of which nothing more is heard, by when it was last noted: as long as an event that may
     * still come can have to do with what is there. A match may come a window after the last event, and join an episode a
     * {@code suppress} before it.
     *
     * @param longestAlert how much older than the event that changes it an alert may be
     */
    Duration kept(CompiledRule rule, Duration longestAlert) {
        Duration match = rule.rule().suppress().plusMillis(rule.reachesBack());
        Duration remembered = match.compareTo(rule.horizon()) > 0 ? match : rule.horizon();
        return remembered
                .plus(lateness.multipliedBy(2))
                .plus(rule.isOverAlerts() ? longestAlert : Duration.ZERO)
                .plusMillis(Census.MOST_BEHIND);
    }

    /** How many entities of a full rule are let go at once, as that takes a moment. */
    int leaving() {
        return Math.min(MOST_LEAVING, Math.ceilDiv(entitiesPerRule, 10));
    }

    /** For rules over alerts, which may change a while after the event that changes them. */
    Bounds forAlerts(Duration longestAlert) {
        return new Bounds(
                lateness.plus(longestAlert),
                timerGrace,
                reviseWithin,
                Math.min(eventsPerEntity, ALERTS_PER_ENTITY),
                entitiesPerRule,
                liveEntities,
                cachedEvents);
    }
}
