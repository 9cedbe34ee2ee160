package io.tripline.correlation.state;

import java.time.Duration;

/** How far time is, by when events arrived and by ticks. It goes on only. */
final class ArrivalTime {
    /** In milliseconds: no more counts of the time between two ticks, as what is due after a longer silence is told behind the second. */
    private static final long LONGEST_TICK = Duration.ofMinutes(1).toMillis();

    private long latest = Long.MIN_VALUE;
    private long ticked;
    private long ran;

    void heard(long arrived) {
        latest = Math.max(latest, arrived);
    }

    /** Everything that arrived before this time has been accepted. */
    void tick(long until) {
        if (until > ticked) {
            ran += Math.min(until - ticked, LONGEST_TICK);
            ticked = until;
        }
    }

    /** The newest time of arrival that was heard of. */
    long latest() {
        return latest;
    }

    /** Before when everything had been read at the last tick; the start of time as long as none came. */
    long ticked() {
        return ticked;
    }

    /** When an event arrived, or what time made due did. */
    Moment moment(long arrived) {
        return new Moment(arrived, ticked, ran);
    }
}
