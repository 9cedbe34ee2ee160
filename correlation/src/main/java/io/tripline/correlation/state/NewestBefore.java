package io.tripline.correlation.state;

import java.time.Duration;

/**
 * How new an entity's newest alert was some time ago. Alerts come to rules over alerts when they are told, which for timers
 * and for what was held back is after everything has been read, maybe a week of it; until then none is too late.
 */
final class NewestBefore {
    /** Time in which partitions tell what came due, and one that is behind the others works off what they have. */
    private static final long WHILE = Duration.ofHours(6).toMillis();

    private long before = History.UNKNOWN;
    private long since = History.UNKNOWN;
    private long noted;

    /**
     * How new it was, as far as that is known.
     *
     * @param newest how new it is
     * @param ticked the time of the last tick
     */
    long newest(long newest, long ticked) {
        if (ticked - noted >= WHILE) {
            before = since;
            since = newest;
            noted = ticked;
        }
        return before;
    }
}
