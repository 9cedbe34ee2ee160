package io.tripline.correlation.state;

import io.tripline.correlation.engine.CompiledRule;
import io.tripline.correlation.engine.Reach;

/**
 * How far in time an event of a rule reaches. Where that is over {@link Reach.Slices slices}, an evaluation is about one slice of
 * time and begins some windows before it; else about a window.
 */
final class Slicing {
    private final Reach reach;
    private final long window;
    private final long length;

    Slicing(CompiledRule rule) {
        this.reach = rule.reach();
        this.window = rule.rule().window().toMillis();
        this.length = Reach.Slices.length(window);
    }

    /** The number of the slice that a time is in. */
    long slice(long millis) {
        return Math.floorDiv(millis, length);
    }

    /** The first time of a slice. */
    long border(long slice) {
        return slice * length;
    }

    /** When the evaluation of a slice begins. */
    long startOf(long slice) {
        return border(slice) - ((Reach.Slices) reach).windows() * window;
    }

    /** Whether one evaluation is for both times. */
    boolean isSame(long one, long other) {
        return !(reach instanceof Reach.Slices) || slice(one) == slice(other);
    }

    /** The time of the first event that matters to what may match from this time on. */
    long neededFrom(long horizon) {
        return reach instanceof Reach.Slices ? startOf(slice(horizon)) : horizon - window;
    }

    /**
     * If events are kept from some time on, the time after which nothing is missing.
     *
     * @param newest time of the newest event
     */
    long wholeFrom(long keepFrom, long newest) {
        long whole = keepFrom + window;
        if (reach instanceof Reach.Slices(int windows)) {
            long border = border(slice(keepFrom + windows * window - 1) + 1);
            // A flood that is younger than a slice leaves less to choose from.
            return border <= newest ? border - 1 : whole;
        }
        return whole;
    }
}
