package io.tripline.correlation.streams;

import io.tripline.correlation.engine.RuleCompiler;
import io.tripline.correlation.state.Evaluators;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;

/** What the partitions of each stream thread share: it works on them one after the other, and in one transaction. */
final class StreamThreads {
    private final int liveEntities;
    private final LongSupplier nanos;
    private final Map<Thread, Shared> all = new ConcurrentHashMap<>();

    /** What is a thread's own. */
    record Shared(Evaluators evaluators, PromptCommits commits, Turn turn) {}

    /**
     * None yet.
     *
     * @param liveEntities how many entities of a thread have an Esper runtime of their own at most
     * @param nanos time that nobody sets, as {@link System#nanoTime} is
     */
    StreamThreads(int liveEntities, LongSupplier nanos) {
        this.liveEntities = liveEntities;
        this.nanos = nanos;
    }

    /** What the partitions of the calling thread share. */
    Shared ofThisThread(RuleCompiler compiler) {
        all.keySet().removeIf(thread -> !thread.isAlive());
        return all.computeIfAbsent(
                Thread.currentThread(),
                _ ->
                        new Shared(
                                new Evaluators(compiler, liveEntities),
                                new PromptCommits(nanos),
                                new Turn(nanos)));
    }
}
