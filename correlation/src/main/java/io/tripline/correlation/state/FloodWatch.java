package io.tripline.correlation.state;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Names a rule once whose matches come in floods. */
final class FloodWatch implements Outcomes {
    private static final Logger log = LoggerFactory.getLogger(FloodWatch.class);

    /** So many revisions held back in one partition are a flood. */
    private static final int FLOOD = 1_000;

    private final Outcomes outcomes;
    private final Map<String, Integer> held = new HashMap<>();
    private final Set<String> named = new HashSet<>();

    FloodWatch(Outcomes outcomes) {
        this.outcomes = outcomes;
    }

    @Override
    public void excepted(String rule, String exception) {
        outcomes.excepted(rule, exception);
    }

    @Override
    public void notEvaluated(String rule, String reason) {
        outcomes.notEvaluated(rule, reason);
    }

    @Override
    public void cut(String field) {
        outcomes.cut(field);
    }

    @Override
    public void spent(String rule, long nanos) {
        outcomes.spent(rule, nanos);
    }

    @Override
    public void count(String rule, Kind kind) {
        outcomes.count(rule, kind);
        if (kind == Kind.HELD
                && !named.contains(rule)
                && held.merge(rule, 1, Integer::sum) >= FLOOD) {
            named.add(rule);
            log.atWarn()
                    .addKeyValue("rule", rule)
                    .log("A rule matches in floods; revisions of its alerts are told at steps.");
        }
    }
}
