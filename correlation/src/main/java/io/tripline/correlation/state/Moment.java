package io.tripline.correlation.state;

/**
 * When an event comes in, or time does. Records say on their own when they were appended, by clocks that may jump; what has
 * to wait waits for a tick's time.
 *
 * @param at when it arrived
 * @param ticked before when everything had been read at the last tick, in arrival time too
 * @param ran for how long ticks came, since correlating began here; where none came for long, none of that counts
 */
record Moment(long at, long ticked, long ran) {}
