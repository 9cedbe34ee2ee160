package io.tripline.correlation.state;

import io.tripline.correlation.engine.CompiledRule;
import io.tripline.correlation.engine.KeptEvent;
import io.tripline.correlation.engine.Reach;
import java.util.List;

/**
 * What is known of an entity that nothing was told of and that is not in memory any more. A new event that stands alone, as
 * most do, need only be stored: the others need not be read for it.
 *
 * @param rule the very rule; of a changed one nothing is known
 * @param weight as how many the events count that the store has, of which there is at least one
 * @param oldest time of the oldest
 * @param newest time of the newest
 * @param settledUntil event time until which nothing changes any more
 * @param passed event time that is known to have passed
 * @param noted when the census noted it, as far as it is known
 */
record Dormant(
        CompiledRule rule,
        int weight,
        long oldest,
        long newest,
        long settledUntil,
        long passed,
        long noted) {

    /**
     * Whether an event changes nothing but that it is there: it is the newest, has nothing to do with those before, gives no match by
     * itself, and none of them has to go for it.
     *
     * @param bounds of the rule's entities
     * @param read how new the newest event was when everything that had arrived had been read
     */
    boolean takes(KeptEvent event, Bounds bounds, long read) {
        long window = rule.rule().window().toMillis();
        return event.millis() - newest > window
                && event.millis() > Math.max(settledUntil, passed)
                && weight < bounds.eventsPerEntity()
                && !bounds.mayLetGo(oldest, read, rule.reachesBack())
                && !mayMatch(event);
    }

    private boolean mayMatch(KeptEvent event) {
        long least = rule.reach() instanceof Reach.Slices ? Long.MIN_VALUE : event.millis();
        return rule.need().mayComplete(event) && rule.need().isMet(List.of(event), least);
    }

    Dormant with(KeptEvent event) {
        return new Dormant(
                rule, weight + event.weight(), oldest, event.millis(), settledUntil, passed, noted);
    }

    Dormant notedAt(long time) {
        return new Dormant(rule, weight, oldest, newest, settledUntil, passed, time);
    }
}
