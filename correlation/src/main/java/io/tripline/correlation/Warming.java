package io.tripline.correlation;

import io.tripline.correlation.engine.CompiledRule;
import io.tripline.correlation.engine.RuleSet;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Rules that came or changed while they run, for as long as their window: of the events before, those that the rule as it was
 * did not want are not there, nor fields that it did not ask for. Until then it may miss what began before. Not thread-safe.
 */
final class Warming {
    private static final Logger log = LoggerFactory.getLogger(Warming.class);

    private final Map<String, Instant> until = new TreeMap<>();

    /** Notes which rules are others now. */
    void swapped(RuleSet before, RuleSet now, Instant at) {
        until.keySet().removeIf(id -> now.byId(id).isEmpty());
        for (CompiledRule rule : now.rules()) {
            if (!before.holds(rule)) {
                Instant warm = at.plus(rule.rule().window());
                until.put(rule.id(), warm);
                log.atInfo()
                        .addKeyValue("rule", rule.id())
                        .addKeyValue("until", warm)
                        .log(
                                "A rule that is new or changed is warming: it may miss what began before now. Find that with tripline replay.");
            }
        }
    }

    /** How many are warming at this time. */
    long count(Instant at) {
        until.values().removeIf(warm -> !warm.isAfter(at));
        return until.size();
    }
}
