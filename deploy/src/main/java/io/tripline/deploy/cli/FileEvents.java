package io.tripline.deploy.cli;

import io.tripline.contracts.Alert;
import io.tripline.contracts.EcsEvent;
import io.tripline.correlation.Replay;
import io.tripline.correlation.engine.RuleSet;
import io.tripline.correlation.state.Bounds;
import io.tripline.correlation.state.Outcomes;
import java.util.List;

/**
 * The events of a file through the rules. A file does not say when they arrived, so it is a backlog: none is too late because
 * another was read before it, as where logs stand one after the other. That would keep all of a long file in memory, so it is
 * done in parts, and what is too late for a part that was read before is counted.
 */
final class FileEvents implements AutoCloseable {
    /** Of events, each as often as a rule wants it: some 100 MB. */
    static final int MOST_AT_ONCE = 100_000;

    private final Replay replay;
    private final int atOnce;
    private long wanted;
    private long tooLate;

    FileEvents(RuleSet rules, Bounds bounds, int atOnce) {
        this.replay = new Replay(rules, bounds, (_, kind) -> count(kind));
        this.atOnce = atOnce;
    }

    private void count(Outcomes.Kind kind) {
        switch (kind) {
            case WANTED -> wanted++;
            case TOO_LATE -> tooLate++;
            default -> {}
        }
    }

    void accept(EcsEvent event) {
        if (wanted >= atOnce) {
            wanted = 0;
            replay.allRead();
        }
        replay.arrive(event, "");
    }

    /** The alerts that stand when all is read. */
    List<Alert> alerts() {
        replay.end();
        return replay.alerts();
    }

    /** How often an event was too late for a rule. */
    long tooLate() {
        return tooLate;
    }

    @Override
    public void close() {
        replay.close();
    }
}
