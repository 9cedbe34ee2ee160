package io.tripline.correlation.state;

import java.time.Duration;

/**
 * How new an entity's newest alert was some time ago. Alerts come to rules over alerts when they are told, which for timers
 * and for what was held back is after everything has been read, maybe a week of it; until then none is too late. What a tick after
 * a long silence makes due is told behind that tick, so the silence is no time in which it could have come.
 */
final class NewestBefore {
    /** Time in which partitions tell what came due, and one that is behind the others works off what they have. */
    private static final long WHILE = Duration.ofHours(6).toMillis();

    private long before = History.UNKNOWN;
    private long since = History.UNKNOWN;

    /** The first time that it is asked it notes, however long ticks came before. */
    private long noted = -WHILE;

    /**
     * How new it was, as far as that is known.
     *
     * @param newest how new it is
     * @param ran for how long ticks came
     */
    long newest(long newest, long ran) {
        if (ran - noted >= WHILE) {
            before = since;
            since = newest;
            noted = ran;
        }
        return before;
    }
}
