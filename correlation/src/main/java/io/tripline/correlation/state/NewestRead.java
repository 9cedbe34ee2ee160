package io.tripline.correlation.state;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * How new the newest event of each entity was among those that had been appended before everything was read that had: what is older
 * than that by more than the lateness was late, whatever was read first.
 *
 * <p>A tick says that all is read that was appended before its ticker noted the ends of topics. What was appended later may have been
 * read before it, too, of one partition and not of another, by days of event time where a backlog is shipped. So it does not
 * count for what is too late; only what stands before the ticker's tick before does, as a ticker notes the ends after it has written that.
 */
final class NewestRead {
    /** Entities of which it is remembered, at each bound; 100 bytes each. Of others, nothing is too late until the tick after the next. */
    static final int MOST = 50_000;

    /** Tickers of an earlier version do not say who they are: each may be any, so they vouch for nothing. */
    static final long UNKNOWN_TICKER = 0;

    /** For who vouches for all that has been accepted. */
    private static final long NOBODY_ELSE = Long.MIN_VALUE;

    /** At the bound before the last. A bound is a tick, of a ticker that has ticked since the bound before it. */
    private Map<String, Long> before = new HashMap<>();

    /** At the last bound, of the entities that were heard of since. */
    private Map<String, Long> last = new HashMap<>();

    /** Who has ticked since the last bound, the one who made it among them. */
    private final Set<Long> tickers = new HashSet<>();

    private boolean hasBefore;

    /** Everything has been accepted that had been appended before this ticker noted the ends of topics. */
    void tick(long ticker) {
        if (ticker == UNKNOWN_TICKER) {
            return;
        }
        if (!tickers.add(ticker)) {
            before = last;
            last = new HashMap<>();
            tickers.clear();
            tickers.add(ticker);
            hasBefore = true;
        }
    }

    /** Everything has been accepted that had been appended until now. */
    void allRead() {
        tick(NOBODY_ELSE);
        tick(NOBODY_ELSE);
        before = new HashMap<>();
    }

    /**
     * The time of an entity's newest event that counts; {@link History#UNKNOWN} if it is not known.
     *
     * @param now that of all its events
     */
    long of(String entity, long now) {
        if (tickers.isEmpty()) {
            return History.UNKNOWN;
        }
        Long then = last.get(entity);
        if (then == null) {
            then = last.size() < MOST ? now : History.UNKNOWN;
            note(entity, then);
        }
        return hasBefore ? known(entity, then) : History.UNKNOWN;
    }

    /** The same of an entity of which it is not known how new it is. */
    long of(String entity) {
        return hasBefore
                ? known(entity, last.getOrDefault(entity, History.UNKNOWN))
                : History.UNKNOWN;
    }

    /** An entity gets events, and how new it was is not looked up. */
    void unknown(String entity) {
        if (!last.containsKey(entity)) {
            note(entity, History.UNKNOWN);
        }
    }

    private void note(String entity, long newest) {
        if (last.size() < MOST) {
            last.put(entity, newest);
        }
    }

    /** What is not remembered has had no events between the bounds, unless there was no room. */
    private long known(String entity, long atLastBound) {
        Long known = before.get(entity);
        if (known != null) {
            return known;
        }
        return before.size() < MOST ? atLastBound : History.UNKNOWN;
    }
}
