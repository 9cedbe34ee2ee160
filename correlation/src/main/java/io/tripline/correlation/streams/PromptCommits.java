package io.tripline.correlation.streams;

import java.time.Duration;
import java.util.OptionalLong;
import java.util.function.LongSupplier;

/**
 * When a stream thread may commit because of an alert, which nobody sees before: at once, but in a storm of alerts not for each
 * of them. A commit is a transaction over all partitions of the thread, and costs as much as dozens of events.
 */
final class PromptCommits {
    static final Duration APART = Duration.ofMillis(50);

    private final LongSupplier nanos;
    private OptionalLong last = OptionalLong.empty();

    /** @param nanos time that nobody sets, as {@link System#nanoTime} is */
    PromptCommits(LongSupplier nanos) {
        this.nanos = nanos;
    }

    /** Whether the thread may commit now; if so, it is taken to do it. */
    boolean mayCommit() {
        long now = nanos.getAsLong();
        if (last.isPresent() && now - last.getAsLong() < APART.toNanos()) {
            return false;
        }
        last = OptionalLong.of(now);
        return true;
    }
}
