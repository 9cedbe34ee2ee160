package io.tripline.correlation.state;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Names a rule that fails once a minute, with the number of failures in between. */
final class Failures {
    private static final Logger log = LoggerFactory.getLogger(Failures.class);
    private static final long PAUSE = Duration.ofMinutes(1).toMillis();

    private final Map<String, Failing> failing = new HashMap<>();

    private static final class Failing {
        long named;
        long since;
    }

    /**
     * Counts a failure, and names the rule if it is time.
     *
     * @param now in arrival time
     */
    void add(String rule, Exception cause, long now) {
        Failing each = failing.get(rule);
        if (each != null && now - each.named < PAUSE) {
            each.since++;
            return;
        }
        log.atWarn()
                .addKeyValue("rule", rule)
                .addKeyValue("more", each == null ? 0 : each.since)
                .setCause(cause)
                .log(
                        "A rule failed at an entity, which is tried again later; its events are kept.");
        Failing next = new Failing();
        next.named = now;
        failing.put(rule, next);
    }
}
