package io.tripline.correlation.state;

import io.tripline.contracts.Alert;
import io.tripline.correlation.engine.RuleSet;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;

/**
 * Sees that a rule raises more alerts within an hour of event time than anybody reads, as where an attacker shows an ever
 * new entity. None is held back, since what is told follows from the events alone; that they are many is told beside them.
 * What it counted is forgotten at a restart, what it told is not.
 */
final class AlertFlood {
    /** So many alerts that a rule raises in one partition and hour, by their event time, are a flood. */
    static final int BOUND = 1_000;

    private static final long HOUR = Duration.ofHours(1).toMillis();

    /** Hours of a rule that are counted, the newest: twice as long as events are late unless somebody says otherwise. */
    private static final int MOST_HOURS = 48;

    private final Coverage coverage;
    private final Map<String, TreeMap<Long, Integer>> raised = new HashMap<>();

    AlertFlood(Coverage coverage) {
        this.coverage = coverage;
    }

    /** Counts an alert that is told for the first time. */
    void raised(Alert alert) {
        Alert.Rule rule = alert.rule();
        long millis = alert.occurrence().lastSeen().toEpochMilli();
        TreeMap<Long, Integer> hours = raised.computeIfAbsent(rule.id(), _ -> new TreeMap<>());
        int count = hours.merge(Math.floorDiv(millis, HOUR), 1, Integer::sum);
        if (hours.size() > MOST_HOURS) {
            hours.pollFirstEntry();
        }
        if (count >= BOUND) {
            coverage.lose(
                    new Coverage.Subject(rule.id(), rule.title(), rule.shadow()),
                    Coverage.Limit.ALERTS,
                    BOUND,
                    count == BOUND ? BOUND : 1,
                    millis);
        }
    }

    /** Forgets the rules that are no longer there. */
    void retain(RuleSet rules) {
        raised.keySet().removeIf(each -> rules.byId(each).isEmpty());
    }
}
