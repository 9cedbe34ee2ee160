package io.tripline.correlation.streams;

import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.function.LongSupplier;

/**
 * The present, as far as both this host's clock and the brokers vouch for it: a clock that is ahead must not say that time has
 * come of which records are still to arrive. The brokers' time is the newest record's that they stamped, and what has passed
 * since by a clock that nobody sets, so that it goes on where nothing arrives.
 */
final class Present {
    private final List<String> topics;
    private final InstantSource clock;
    private final LongSupplier nanos;

    /** The brokers' time when {@link #seenAt} was, or a little earlier. Unknown until a record was seen. */
    private Instant brokers = Instant.MIN;

    private long seenAt;

    /**
     * One for which no broker vouches yet.
     *
     * @param topics whose records arrive from outside
     * @param nanos a ticker as {@link System#nanoTime}
     */
    Present(List<String> topics, InstantSource clock, LongSupplier nanos) {
        this.topics = List.copyOf(topics);
        this.clock = clock;
        this.nanos = nanos;
    }

    /** Asks the brokers, and says what time it is. */
    synchronized Instant look(Offsets offsets) {
        Instant newest = offsets.newest(topics).orElse(Instant.MIN);
        // Senders may stamp the records of a topic themselves: no broker vouches for the future.
        if (!newest.isAfter(clock.instant())
                && (brokers.equals(Instant.MIN) || newest.isAfter(brokersNow()))) {
            brokers = newest;
            seenAt = nanos.getAsLong();
        }
        return now();
    }

    /** What time it is, by what the brokers said last. */
    synchronized Instant now() {
        Instant host = clock.instant();
        if (brokers.equals(Instant.MIN)) {
            return host;
        }
        Instant vouched = brokersNow();
        return vouched.isBefore(host) ? vouched : host;
    }

    private Instant brokersNow() {
        return brokers.plusNanos(nanos.getAsLong() - seenAt);
    }
}
