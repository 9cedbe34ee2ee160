package io.tripline.alerting.access;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * How often each of many may do something: a bucket each, which fills at a steady rate and from which every time takes
 * one. Whoever did nothing for the longest is forgotten first.
 */
public final class RateLimit {
    /** Few people triage; this many are addresses that try tokens. */
    static final int MAX_BUCKETS = 10_000;

    private final double perSecond;
    private final double most;
    private final InstantSource clock;
    private final Map<String, Bucket> buckets =
            new LinkedHashMap<>(16, 0.75f, true) {
                @Override
                protected boolean removeEldestEntry(Map.Entry<String, Bucket> eldest) {
                    return size() > MAX_BUCKETS;
                }
            };

    private record Bucket(double left, Instant at) {}

    /** This often on average, and so many at once. */
    public RateLimit(double perSecond, int atOnce, InstantSource clock) {
        this.perSecond = perSecond;
        this.most = atOnce;
        this.clock = clock;
    }

    /** Whether it may be done once more; then that counts. */
    public synchronized boolean take(String who) {
        double left = left(who);
        if (left < 1) {
            return false;
        }
        buckets.put(who, new Bucket(left - 1, clock.instant()));
        return true;
    }

    /** Whether it might be done once more; that does not count. */
    public synchronized boolean allows(String who) {
        return left(who) >= 1;
    }

    private double left(String who) {
        Bucket bucket = buckets.get(who);
        if (bucket == null) {
            return most;
        }
        Instant now = clock.instant();
        if (now.isBefore(bucket.at())) {
            // A clock that is set back gives nothing and takes nothing, and is not waited for.
            buckets.put(who, new Bucket(bucket.left(), now));
            return bucket.left();
        }
        double seconds = Duration.between(bucket.at(), now).toMillis() / 1e3;
        return Math.min(most, bucket.left() + seconds * perSecond);
    }
}
