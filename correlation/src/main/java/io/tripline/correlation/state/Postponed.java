package io.tripline.correlation.state;

/**
 * An entity whose events are only stored until it is its turn.
 *
 * @param arrived when the newest of them arrived
 * @param at for when it stands in the agenda, should this be forgotten: not before a timer of it may come due
 */
public record Postponed(EntityKey key, long arrived, long at) {
    Postponed with(long other) {
        return new Postponed(key, Math.max(arrived, other), at);
    }
}
