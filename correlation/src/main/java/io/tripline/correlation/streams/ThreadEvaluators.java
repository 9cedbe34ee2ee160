package io.tripline.correlation.streams;

import io.tripline.correlation.engine.RuleCompiler;
import io.tripline.correlation.state.Evaluators;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** The evaluators of each stream thread, which works on the partitions it has one after the other. */
final class ThreadEvaluators {
    private final int liveEntities;
    private final Map<Thread, Evaluators> all = new ConcurrentHashMap<>();

    /**
     * None yet.
     *
     * @param liveEntities how many entities of a thread have an Esper runtime of their own at most
     */
    ThreadEvaluators(int liveEntities) {
        this.liveEntities = liveEntities;
    }

    /** Those that the partitions of the calling thread share. */
    Evaluators ofThisThread(RuleCompiler compiler) {
        all.keySet().removeIf(thread -> !thread.isAlive());
        return all.computeIfAbsent(
                Thread.currentThread(), _ -> new Evaluators(compiler, liveEntities));
    }
}
