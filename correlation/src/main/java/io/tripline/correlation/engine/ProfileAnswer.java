package io.tripline.correlation.engine;

import org.jspecify.annotations.Nullable;

/**
 * What a profile says of one event. What the rule does not ask stays as in {@link #UNKNOWN}, so that two answers are equal
 * where the rule cannot tell them apart.
 *
 * @param isFirst whether the event's value is new
 * @param firstSeen event time of the value's first sight, in milliseconds
 * @param lastSeen event time of the value's last sight before the event, in milliseconds
 * @param count earlier events with the value
 * @param distinctCount different values of earlier events
 */
public record ProfileAnswer(
        boolean isFirst,
        @Nullable Long firstSeen,
        @Nullable Long lastSeen,
        long count,
        long distinctCount) {

    /** Nothing is remembered. */
    public static final ProfileAnswer UNKNOWN = new ProfileAnswer(false, null, null, 0, 0);
}
