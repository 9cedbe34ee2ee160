package io.tripline.correlation.state;

import java.util.concurrent.atomic.AtomicInteger;

/** How many events a process holds in memory beside its stores, shared out evenly among the partitions it works on. */
public final class EventCache {
    private final int total;
    private final AtomicInteger members = new AtomicInteger();

    /**
     * A cache of nobody yet.
     *
     * @param total how many events all together may hold
     */
    public EventCache(int total) {
        this.total = total;
    }

    void join() {
        members.incrementAndGet();
    }

    void leave() {
        members.decrementAndGet();
    }

    /** How many events each may hold now. */
    int share() {
        return total / Math.max(1, members.get());
    }
}
